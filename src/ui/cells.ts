/** How cells of the table are coloured. */
import type { Tone } from '../columns/column.ts'
import { heatOf, type Style, style } from '../terminal/style.ts'

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
