/** Figures of a heap as lines of text. */
import type { Generation, HeapFigures, OwnFigure, Space } from '../../runtime/figures.ts'
import { type TableRow, tableLines, wrapped } from './table.ts'
import { bytesText, countText, timeText } from './words.ts'

export function figuresLines(figures: HeapFigures, width: number): string[] {
  const { spaces, generations, figures: own, collects } = figures
  const off = collects === false ? wrapped('the program has switched its collector off', width, '  ') : []
  const parts = [
    off,
    own.length === 0 ? [] : ownLines(own, width),
    spaces.length === 0 ? [] : tableLines(['USED', 'GIVEN', 'AT MOST', 'SPACE'], spaces.map(spaceRow), width),
    generations.length === 0 ? [] : generationLines(generations, width),
  ]
  return parts.filter(lines => lines.length > 0).flatMap((lines, i) => (i === 0 ? lines : ['', ...lines]))
}

function ownLines(figures: readonly OwnFigure[], width: number): string[] {
  const rows = figures.map(({ name, about, value, unit }) => ({
    figures: [unit === 'bytes' ? bytesText(value) : unit === 'count' ? countText(value) : timeText(value)],
    what: `${name}: ${about}`,
  }))
  return tableLines(['VALUE', 'FIGURE'], rows, width)
}

function spaceRow({ name, usedBytes, committedBytes, mostBytes }: Space): TableRow {
  return { figures: [bytesText(usedBytes), bytesText(committedBytes), bytesText(mostBytes)], what: name }
}

const COLUMNS: readonly (readonly [title: string, of: (generation: Generation) => string | undefined])[] = [
  ['COUNT', ({ count }) => (count === undefined ? undefined : countText(count))],
  ['OF', ({ threshold }) => (threshold === undefined ? undefined : countText(threshold))],
  ['COLLECTIONS', ({ collections }) => countText(collections)],
  ['FREED', ({ collected }) => (collected === undefined ? undefined : countText(collected))],
  ['STUCK', ({ uncollectable }) => (uncollectable === undefined ? undefined : countText(uncollectable))],
  ['TIME', ({ timeMs }) => (timeMs === undefined ? undefined : timeText(timeMs))],
]

/** Without columns of which this runtime tells nothing. */
function generationLines(generations: readonly Generation[], width: number): string[] {
  const columns = COLUMNS.filter(([, of]) => generations.some(generation => of(generation) !== undefined))
  const rows = generations.map(generation => ({
    figures: columns.map(([, of]) => of(generation) ?? countText(undefined)),
    what: generation.name,
  }))
  return tableLines([...columns.map(([title]) => title), 'GENERATION'], rows, width)
}
