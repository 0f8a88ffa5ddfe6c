import type { Area } from '../../terminal/frame.ts'
import { type Style, style } from '../../terminal/style.ts'

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const
const TROUGH = style('trough')

export interface BarPart {
  /** Share of the whole bar, 0 to 1. */
  readonly share: number
  readonly style: Style
  /** The character for whole cells where blocks alone must be told apart without colour. */
  readonly fill?: string
}

/**
 * A bar to scale on one row, in eighths of a cell: parts beside each other, the rest a trough. A part that is there at
 * all shows at least a sliver.
 */
export function drawBar(
  area: Area,
  x: number,
  y: number,
  width: number,
  parts: readonly BarPart[],
  unicode: boolean,
): void {
  if (width <= 0) return
  area.fillRow(y, unicode ? '░' : '.', TROUGH, x, width)
  let from = 0
  for (const part of parts) {
    if (!(part.share > 0)) continue
    const to = Math.min(width, from + part.share * width)
    drawPart(area, x, y, from, to, part, unicode)
    from = to
  }
}

function drawPart(area: Area, x: number, y: number, from: number, to: number, part: BarPart, unicode: boolean): void {
  const fill = unicode ? (part.fill ?? '█') : (part.fill ?? '|')
  // A cell that two parts share goes to the one that has the larger half of it.
  const start = from === 0 ? 0 : Math.round(from)
  if (!unicode || part.fill !== undefined) {
    area.fillRow(y, fill, part.style, x + start, Math.max(from === 0 ? 1 : 0, Math.round(to) - start))
    return
  }
  const whole = Math.floor(to)
  area.fillRow(y, fill, part.style, x + start, Math.max(0, whole - start))
  const eighth = EIGHTHS[Math.max(Math.round((to - whole) * 8) % 8, whole === 0 && from === 0 ? 1 : 0)]
  if (Math.round((to - whole) * 8) === 8) area.put(x + whole, y, fill, part.style)
  else if (eighth && whole >= start) area.put(x + whole, y, eighth, part.style)
}
