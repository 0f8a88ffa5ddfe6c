import type { Area } from '../../terminal/frame.ts'
import { BOLD, style } from '../../terminal/style.ts'
import { cellWidth, clip } from '../../terminal/width.ts'

const BORDER = style('border')
const TITLE = style('title', 'default', BOLD)
const LABEL = style('label')

export interface BoxTitles {
  readonly title: string
  /** At the right end of the upper border: the panel's figure. */
  readonly figure?: string
  readonly figureStyle?: number
  /** In the lower border. */
  readonly foot?: string
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
  if (room > 0) area.put(2, 0, ` ${clip(titles.title, room)} `, TITLE)
  if (figure !== '') area.putRight(width - 2, 0, ` ${figure} `, titles.figureStyle ?? TITLE)
  if (titles.foot) area.put(2, height - 1, ` ${clip(titles.foot, width - 6)} `, LABEL)
  if (titles.footRight && cellWidth(titles.foot ?? '') + cellWidth(titles.footRight) + 10 < width) {
    area.putRight(width - 2, height - 1, ` ${titles.footRight} `, titles.footRightStyle ?? LABEL)
  }
  return area.inner(2, 1, width - 4, height - 2)
}
