import { panelsOf } from '../model/layouts.ts'
import type { Rect } from '../terminal/frame.ts'
import { boxes } from './panel-boxes.ts'
import { lines } from './panel-lines.ts'
import { panels as allPanels } from './panels/index.ts'
import type { Panel, Picture } from './panels/panel.ts'

/** A panel's place, and whether it is drawn as a box or as lines. */
export interface Place {
  readonly panel: Panel
  readonly rect: Rect
  readonly boxed: boolean
}

export interface Layout {
  readonly header: Rect
  readonly panels: readonly Place[]
  /** Right above the table, so that nothing else moves when it comes; without height while nothing is wrong. */
  readonly troubles: Rect
  readonly table: Rect
  readonly footer: Rect
}

/** From here on panels are boxes side by side; below, lines without borders. */
const BOXED_WIDTH = 130
const BOXED_HEIGHT = 24
/** The table keeps at least this share of the rows: it is what people came for. */
const TABLE_SHARE = 0.5
/** Of less rows none can be spared for trouble. */
const LEAST_TROUBLE_HEIGHT = 6

/** Where everything goes. Panels that do not fit give their room to the table, the last in the list first. */
export function layout(width: number, height: number, picture: Picture): Layout {
  const header = { x: 0, y: 0, width, height: Math.min(1, height) }
  const room = Math.floor((height - 3) * (1 - TABLE_SHARE))
  const shown = picture.view.header && height >= 8 ? panelsOf(picture.view).map(id => allPanels[id]) : []
  const panels =
    width >= BOXED_WIDTH && height >= BOXED_HEIGHT
      ? boxes(shown, { width, screenHeight: height, room }, picture)
      : lines(shown, width, Math.max(1, room), picture)
  const used = panels.reduce((bottom, { rect }) => Math.max(bottom, rect.y + rect.height), header.height)
  const footerHeight = height >= 5 ? 1 : 0
  const troubleHeight = height >= LEAST_TROUBLE_HEIGHT && picture.troubles.length > 0 ? 1 : 0
  const top = used + troubleHeight
  return {
    header,
    panels,
    troubles: { x: 0, y: used, width, height: troubleHeight },
    table: { x: 0, y: top, width, height: Math.max(0, height - top - footerHeight) },
    footer: { x: 0, y: height - footerHeight, width, height: footerHeight },
  }
}
