import type { Area } from '../../terminal/frame.ts'
import { BOLD, style } from '../../terminal/style.ts'
import { cellWidth, clip } from '../../terminal/width.ts'

const BORDER = style('border')
const TITLE = style('title', 'default', BOLD)
const LABEL = style('label')

/** A text with its style. */
export type Piece = readonly [text: string, style: number]
/** What stands there one after the other, each of pieces that come and go together. */
export type Foot = readonly (readonly Piece[])[]

const FOOT_GAP = 2

export interface BoxTitles {
  readonly title: string
  /** Before the title, dimmer: the sign of the key that shows and hides the box. */
  readonly sign?: string | undefined
  /** At the right end of the upper border: the panel's figure. */
  readonly figure?: string
  readonly figureStyle?: number
  /** In the lower border; of several those that fit. */
  readonly foot?: string | Foot
  readonly footRight?: string
  readonly footRightStyle?: number
}

/** A thin frame with its titles in the border; returns the area inside, one cell in from the sides. */
export function drawBox(area: Area, titles: BoxTitles, unicode: boolean): Area {
  const { width, height } = area
  const line = unicode
    ? { h: '─', v: '│', corners: ['╭', '╮', '╰', '╯'] }
    : { h: '-', v: '|', corners: ['+', '+', '+', '+'] }
  const [topLeft = '', topRight = '', bottomLeft = '', bottomRight = ''] = line.corners
  area.fillRow(0, line.h, BORDER)
  area.fillRow(height - 1, line.h, BORDER)
  for (let y = 1; y < height - 1; y++) {
    area.put(0, y, line.v, BORDER)
    area.put(width - 1, y, line.v, BORDER)
  }
  area.put(0, 0, topLeft, BORDER)
  area.put(width - 1, 0, topRight, BORDER)
  area.put(0, height - 1, bottomLeft, BORDER)
  area.put(width - 1, height - 1, bottomRight, BORDER)
  const figure = titles.figure ?? ''
  const room = width - 6 - (figure === '' ? 0 : cellWidth(figure) + 3)
  if (room > 0) {
    const sign = titles.sign ?? ''
    const x = area.put(2, 0, ` ${sign}`, LABEL)
    area.put(x, 0, `${clip(titles.title, room - cellWidth(sign))} `, TITLE)
  }
  if (figure !== '') area.putRight(width - 2, 0, ` ${figure} `, titles.figureStyle ?? TITLE)
  const footWidth = drawFoot(area.inner(2, height - 1, width - 4, 1), titles.foot ?? '')
  if (titles.footRight && footWidth + cellWidth(titles.footRight) + 10 < width) {
    area.putRight(width - 2, height - 1, ` ${titles.footRight} `, titles.footRightStyle ?? LABEL)
  }
  return area.inner(2, 1, width - 4, height - 2)
}

/** Returns the cells that it has taken, but for the blanks around it. */
function drawFoot(area: Area, foot: string | Foot): number {
  const room = area.width - 2
  const groups: Foot = typeof foot === 'string' ? [[[clip(foot, room), LABEL]]] : foot
  let width = 0
  const pieces: Piece[] = []
  for (const group of groups) {
    const gap = width === 0 ? 0 : FOOT_GAP
    const wider = group.reduce((sum, [text]) => sum + cellWidth(text), width + gap)
    if (wider > room) break
    if (gap > 0) pieces.push([' '.repeat(gap), LABEL])
    pieces.push(...group)
    width = wider
  }
  if (width === 0) return 0
  let x = area.put(0, 0, ' ', LABEL)
  for (const [text, s] of pieces) x = area.put(x, 0, text, s)
  area.put(x, 0, ' ', LABEL)
  return width
}
