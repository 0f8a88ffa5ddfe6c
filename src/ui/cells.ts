/** How cells of the table are coloured. */
import type { Tone } from '../columns/column.ts'
import { indexIn } from '../model/filter.ts'
import type { Area } from '../terminal/frame.ts'
import { heatOf, type Style, style } from '../terminal/style.ts'
import { cellWidth } from '../terminal/width.ts'

export const TONES: Record<Exclude<Tone, number>, Style> = {
  plain: style('text'),
  dim: style('dim'),
  good: style('good'),
  warn: style('warn'),
  bad: style('bad'),
  accent: style('accent'),
}
export const UNKNOWN = '–'

export interface Cell {
  readonly text: string
  readonly style: Style
}

export const UNKNOWN_CELL: Cell = { text: UNKNOWN, style: TONES.dim }

export function styleOf(tone: Tone): Style {
  return typeof tone === 'number' ? heatOf(Math.min(100, tone)) : TONES[tone]
}

/** Marks what was searched for in a text that is drawn already. */
export function markMatch(area: Area, x: number, y: number, shown: string, search: string): void {
  const at = search === '' ? -1 : indexIn(shown, search)
  if (at >= 0)
    area.put(x + cellWidth(shown.slice(0, at)), y, shown.slice(at, at + search.length), style('matchText', 'matchBack'))
}
