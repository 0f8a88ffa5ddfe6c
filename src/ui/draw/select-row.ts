import type { Area } from '../../terminal/frame.ts'
import { onBackground, style } from '../../terminal/style.ts'

const PLAIN = new Set([style('text'), style('dim')])

/** Shows a row that is drawn already as the selected one. */
export function selectRow(area: Area, y: number): void {
  area.restyle(y, s => onBackground(PLAIN.has(s) ? style('selectionText') : s, 'selectionBack'))
}
