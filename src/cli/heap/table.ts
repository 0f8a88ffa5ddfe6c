/** Tables in text: figures aligned to the right, and at the end of each line what they are of. */
import { clean } from '../../model/text.ts'
import { cellWidth, clip, clipStart, wrap } from '../../terminal/width.ts'

const INDENT = '  '
const GAP = '  '
/** Of fewer cells nothing can be told: rather a line is too long. */
const LEAST_LAST = 16

/** A row: figures, and what they are of. Lines below it are further in, as they are. */
export interface TableRow {
  readonly figures: readonly string[]
  readonly what: string
  readonly below?: readonly string[]
}

/**
 * @param titles of the figures, and of what they are of
 * @param width cells that a line may take; 0 for as many as it needs
 */
export function tableLines(titles: readonly string[], rows: readonly TableRow[], width: number): string[] {
  const heads = titles.slice(0, -1)
  const widths = heads.map((title, i) =>
    rows.reduce((most, { figures }) => Math.max(most, cellWidth(figures[i] ?? '')), cellWidth(title)),
  )
  const used = widths.reduce((sum, cells) => sum + cells + GAP.length, INDENT.length)
  const room = width > 0 ? Math.max(LEAST_LAST, width - used) : Number.POSITIVE_INFINITY
  const line = (cells: readonly string[], what: string): string =>
    (INDENT + cells.map((cell, i) => padStart(cell, widths[i] ?? 0) + GAP).join('') + fitting(what, room)).trimEnd()
  return [
    line(heads, titles.at(-1) ?? ''),
    ...rows.flatMap(({ figures, what, below = [] }) => [
      line(figures, what),
      ...below.map(text => (' '.repeat(used) + INDENT + fitting(text, room - INDENT.length)).trimEnd()),
    ]),
  ]
}

/** What does not fit goes on below, further in. */
export function wrapped(text: string, width: number, indent = ''): string[] {
  const safe = clean(text)
  if (width <= 0 || cellWidth(indent + safe) <= width) return [indent + safe]
  const [first = '', ...more] = wrap(safe, Math.max(LEAST_LAST, width - indent.length - INDENT.length))
  return [indent + first, ...more.map(part => indent + INDENT + part)]
}

/** Of a path the end tells most. */
function fitting(text: string, room: number): string {
  const safe = clean(text)
  return /^(?:\/|file:)/.test(safe) ? clipStart(safe, room) : clip(safe, room)
}

function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - cellWidth(text))) + text
}
