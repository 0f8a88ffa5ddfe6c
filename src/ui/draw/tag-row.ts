import type { Area } from '../../terminal/frame.ts'
import { backgroundRole, style } from '../../terminal/style.ts'

const TAGGED = style('tagged')

/** Shows a row that is drawn already as a tagged one: in its colour, and by a mark that is seen without colours. */
export function tagRow(area: Area, y: number, markAt: number, unicode: boolean): void {
  // What was searched for stays marked.
  area.restyle(y, s => (backgroundRole(s) === 0 ? TAGGED : s))
  area.put(markAt, y, unicode ? '●' : '*', TAGGED)
}
