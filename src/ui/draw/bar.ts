import type { Area } from '../../terminal/frame.ts'
import { type Style, style } from '../../terminal/style.ts'

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const
const TROUGH = style('trough')

export interface BarPart {
  /** Share of the whole bar, 0 to 1. */
  readonly share: number
  readonly style: Style
  /** The character for whole cells where parts must be told apart without colour. */
  readonly fill?: Fill
}

type Fill = keyof typeof ASCII_FILL
const ASCII_FILL = { '█': '|', '▓': '+', '▒': ':' } as const

/**
 * A bar to scale on one row: parts beside each other, the rest a trough. One part alone is drawn in eighths of a cell,
 * several in whole cells, where a part of less than half a cell gives way. What is there at all shows a sliver, or a
 * cell.
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
  const there = parts.filter(part => part.share > 0)
  const [only] = there
  if (unicode && there.length === 1 && only !== undefined && only.fill === undefined) {
    drawInEighths(area, x, y, width, only)
    return
  }
  let at = 0
  let sum = 0
  for (const part of there) {
    sum += part.share
    const end = Math.min(width, Math.max(at === 0 ? 1 : at, Math.round(sum * width)))
    const { fill = '█' } = part
    area.fillRow(y, unicode ? fill : ASCII_FILL[fill], part.style, x + at, end - at)
    at = end
  }
}

/** One of many bars below each other, without a trough, which would be a block of them: whole cells and a part of one. */
export function drawBarAlone(area: Area, x: number, y: number, width: number, part: BarPart, unicode: boolean): void {
  if (width <= 0 || part.share <= 0) return
  if (unicode) drawInEighths(area, x, y, width, part)
  else area.fillRow(y, ASCII_FILL['█'], part.style, x, Math.max(1, Math.round(Math.min(1, part.share) * width)))
}

function drawInEighths(area: Area, x: number, y: number, width: number, part: BarPart): void {
  const eighths = Math.max(1, Math.min(width * 8, Math.round(part.share * width * 8)))
  const whole = Math.floor(eighths / 8)
  area.fillRow(y, '█', part.style, x, whole)
  const rest = EIGHTHS[eighths % 8]
  if (rest) area.put(x + whole, y, rest, part.style)
}
