import type { Area } from '../../terminal/frame.ts'
import { backgroundRole, style } from '../../terminal/style.ts'

const ENDED = style('dim')
const MARK = style('bad')

/** Shows a row that is drawn already as that of a process that has ended: dim, and marked for where dim is not seen. */
export function endRow(area: Area, y: number, markAt: number, unicode: boolean): void {
  // What was searched for stays marked.
  area.restyle(y, s => (backgroundRole(s) === 0 ? ENDED : s))
  area.put(markAt, y, unicode ? '×' : 'x', MARK)
}
