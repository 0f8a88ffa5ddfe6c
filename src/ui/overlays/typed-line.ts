import type { Area } from '../../terminal/frame.ts'
import { BOLD, type Style, style } from '../../terminal/style.ts'
import type { LineInput } from './line-input.ts'

const MARK = style('keyText', 'dialogBack', BOLD)

/** A line of a dialog that is being typed, its end in view. */
export function drawTyped(area: Area, y: number, input: LineInput, look: Style, unicode: boolean): void {
  const x = area.put(area.put(0, y, '> ', MARK), y, input.shown(Math.max(0, area.width - 4)), look)
  area.put(x, y, unicode ? '▏' : '_', MARK)
}
