/** The text of `ntop compare` of two snapshots of a heap. */
import type { ToldHeapGrowth } from '../../export/heap-growth-shape.ts'
import type { GrownHeapType } from '../../runtime/node/heap-graph/growth.ts'
import type { GrownSample } from '../../runtime/node/heap-graph/samples.ts'
import { cellWidth } from '../../terminal/width.ts'
import { holderLines, objectText } from './objects.ts'
import { tableLines, wrapped } from './table.ts'
import { bytesText, countDifferenceText, countOf, countText, differenceText } from './words.ts'

const UNKNOWN_WHICH =
  'which objects are new is not known: V8 numbers them anew in each process, and once a client of its inspector has left; two that tell it: ntop heap PID dump OLD NEW'
const SWAPPED = 'the second was taken before the first: what grew here had shrunk'

/** @param most rows of the table @param width cells that a line may take; 0 for as many as it needs */
export function heapGrowthLines(told: ToldHeapGrowth, most: number, width: number): string[] {
  const { total, rows, isSwapped, fresh } = told.growth
  const isFollowed = fresh !== undefined
  const size = `${bytesText(total.bytes)} ${differenceText(total.bytesGrown)}`
  const objects = `${countOf(total.count, 'object')} ${countDifferenceText(total.countGrown)}`
  const which = isFollowed ? `${countText(total.fresh)} objects are new, ${countText(total.gone)} gone` : UNKNOWN_WHICH
  const changed = rows.filter(hasChanged)
  const shown = changed.slice(0, most)
  return [
    ...wrapped(`${told.new}: ${size}, ${objects} since ${told.old}`, width),
    ...wrapped(which, width, '  '),
    ...(isSwapped ? wrapped(SWAPPED, width, '  ') : []),
    '',
    ...(shown.length === 0 ? ['  nothing changed'] : growthTable(shown, isFollowed, width)),
    ...restLines(rows, changed.slice(shown.length)),
    ...told.samples.flatMap(sample => ['', ...sampleLines(sample, isFollowed, width)]),
  ]
}

/** What it retains may change with what others hold. */
function hasChanged({ countGrown, bytesGrown, fresh = 0 }: GrownHeapType): boolean {
  return countGrown !== 0 || bytesGrown !== 0 || fresh !== 0
}

type Column = readonly [title: string, textOf: (row: GrownHeapType) => string]

const SIZE: readonly Column[] = [
  ['SIZE', row => bytesText(row.bytes)],
  ['+DIFF', row => differenceText(row.bytesGrown)],
  ['COUNT', row => countText(row.count)],
]
const COUNT_GREW: Column = ['+DIFF', row => countDifferenceText(row.countGrown)]
const WHICH: readonly Column[] = [
  ['NEW', row => countText(row.fresh)],
  ['GONE', row => countText(row.gone)],
]
const RETAINED: readonly Column[] = [
  ['RETAINED', row => bytesText(row.retainedBytes)],
  ['+DIFF', row => differenceText(row.retainedGrown)],
]
/** Where a type's name would have fewer cells, by how many there are more is left out: it is new ones less those gone. */
const LEAST_NAME = 24

function growthTable(rows: readonly GrownHeapType[], isFollowed: boolean, width: number): string[] {
  if (!isFollowed) return tableOf([...SIZE, COUNT_GREW, ...RETAINED], rows, width)
  const whole = [...SIZE, COUNT_GREW, ...WHICH, ...RETAINED]
  const isNarrow = width > 0 && cellWidth(tableOf(whole, rows, 0)[0] ?? '') + LEAST_NAME > width
  return tableOf(isNarrow ? whole.filter(column => column !== COUNT_GREW) : whole, rows, width)
}

function tableOf(columns: readonly Column[], rows: readonly GrownHeapType[], width: number): string[] {
  const titles = [...columns.map(([title]) => title), 'TYPE']
  const table = rows.map(row => ({ figures: columns.map(([, textOf]) => textOf(row)), what: row.type }))
  return tableLines(titles, table, width)
}

/** What the table leaves out. */
function restLines(rows: readonly GrownHeapType[], more: readonly GrownHeapType[]): string[] {
  const bytes = more.reduce((sum, { bytesGrown }) => sum + bytesGrown, 0)
  const alike = rows.filter(row => !hasChanged(row))
  return [
    ...(more.length === 0
      ? []
      : [`  ${countOf(more.length, 'more type')} changed by ${differenceText(bytes)} together`]),
    ...(alike.length === 0 ? [] : [`  ${countOf(alike.length, 'type')} did not change`]),
  ]
}

/** Of who holds it the shortest way. */
function sampleLines({ number, holding, among, alike }: GrownSample, isFollowed: boolean, width: number): string[] {
  const held = alike === among ? 'all held alike' : `${countText(alike)} of them held alike`
  const head = isFollowed
    ? `one of ${countText(among)} new, ${held}`
    : `one of ${countText(among)}, of which ${countText(alike)} more than before are held like it`
  return [
    ...wrapped(`${head}: @${number} ${objectText(holding.object)}`, width, '  '),
    ...holderLines(holding.chains.slice(0, 1), width).filter(line => line !== ''),
  ]
}
