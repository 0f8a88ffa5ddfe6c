/** Figures of a live heap, beside what they were when it was opened. */
import { heapRows } from '../../inspect/heap-rows.ts'
import type { Section } from '../../inspect/section.ts'
import { clean } from '../../model/text.ts'
import { formatCount, formatDifference } from '../../model/units.ts'
import type { HeapFigures, OwnFigure } from '../../runtime/figures.ts'
import { clip } from '../../terminal/width.ts'

/** @param since what they were at first */
export function figureSection(name: string, figures: HeapFigures, since: HeapFigures | undefined): Section {
  const rows = heapRows(name, figures)
  const before = since === undefined ? undefined : amountsOf(since)
  const now = amountsOf(figures)
  return {
    title: 'Figures',
    kind: 'figures',
    parts: [],
    rows: rows.map(row => {
      const [was, is] = [before?.get(row.label), now.get(row.label)]
      return was === undefined || is === undefined
        ? row
        : { ...row, grown: differenceText(is.value - was.value, is.unit) }
    }),
  }
}

/** A longer name leaves no room for its figure. */
const MOST_NAME = 32

/** With names that can be drawn, and beside which there is room for what they name. */
export function cleanFigures({ version, spaces, generations, figures, ...others }: HeapFigures): HeapFigures {
  const named = <T extends { readonly name: string }>(one: T): T => ({ ...one, name: clip(clean(one.name), MOST_NAME) })
  return {
    ...others,
    version: version === undefined ? undefined : clip(clean(version), MOST_NAME),
    spaces: spaces.map(named),
    generations: generations.map(named),
    figures: figures.map(figure => ({ ...named(figure), about: clean(figure.about) })),
  }
}

interface Amount {
  readonly value: number
  readonly unit: OwnFigure['unit']
}

/** What can be told to have grown, by the label of its row. */
function amountsOf({ spaces, generations, figures }: HeapFigures): ReadonlyMap<string, Amount> {
  const amounts = new Map<string, Amount>()
  for (const { name, usedBytes } of spaces)
    if (usedBytes !== undefined) amounts.set(name, { value: usedBytes, unit: 'bytes' })
  for (const { name, collections, count } of generations) {
    // Of a generation that counts towards its next collection the count goes up and down all the time.
    if (count === undefined && collections !== undefined) amounts.set(name, { value: collections, unit: 'count' })
  }
  for (const { name, value, unit } of figures) amounts.set(name, { value, unit })
  return amounts
}

function differenceText(difference: number, unit: OwnFigure['unit']): string {
  if (unit === 'bytes') return formatDifference(difference)
  const sign = difference < 0 ? '-' : '+'
  const amount = formatCount(Math.abs(difference))
  return `${sign}${amount}${unit === 'milliseconds' && amount !== '0' ? 'ms' : ''}`
}

/** What of the heap is in use: the sum of its spaces, else what the runtime calls so, else of that what is traced; undefined where none of these is told. */
export function heapUse({
  spaces,
  figures,
}: HeapFigures): { readonly label: string; readonly bytes: number } | undefined {
  const used = spaces.flatMap(({ usedBytes }) => usedBytes ?? [])
  if (used.length > 0) return { label: 'heap used', bytes: used.reduce((sum, bytes) => sum + bytes, 0) }
  const named = (pattern: RegExp) => figures.find(({ name, unit }) => unit === 'bytes' && pattern.test(name))?.value
  const [heap, traced] = [named(/heap|in use/i), named(/traced/i)]
  if (heap !== undefined) return { label: 'heap used', bytes: heap }
  return traced === undefined ? undefined : { label: 'traced', bytes: traced }
}
