/** Colours parts of a text that is drawn already: no character's marks come apart where two colours meet. */
import { indexIn } from '../../model/filter.ts'
import type { Area } from '../../terminal/frame.ts'
import { type Style, style } from '../../terminal/style.ts'
import { cellWidth } from '../../terminal/width.ts'

const MATCH = style('matchText', 'matchBack')

/** Colours what stands from one character of a text to before another; the text begins at (x, y). */
export function paintText(area: Area, x: number, y: number, text: string, from: number, to: number, s: Style): void {
  if (from >= to || from >= text.length) return
  // Both from the beginning: a mark at an end takes no cell of its own.
  const start = cellWidth(text.slice(0, from))
  area.paint(y, s, x + start, cellWidth(text.slice(0, to)) - start)
}

/** Marks what was searched for. */
export function markMatch(area: Area, x: number, y: number, text: string, search: string): void {
  const at = search === '' ? -1 : indexIn(text, search)
  if (at >= 0) paintText(area, x, y, text, at, at + search.length, MATCH)
}
