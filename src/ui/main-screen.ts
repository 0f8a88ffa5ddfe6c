import type { ColumnContext } from '../columns/column.ts'
import type { Arrangement } from '../model/arrange.ts'
import type { EndedRows } from '../model/ended-rows.ts'
import type { PanelId } from '../model/layouts.ts'
import type { Snapshot } from '../model/snapshot.ts'
import type { View } from '../model/view.ts'
import type { Area, Rect } from '../terminal/frame.ts'
import type { Panel } from '../terminal/screen.ts'
import { drawHeader } from './header.ts'
import type { Layout, Place } from './layout.ts'
import type { Picture } from './panels/panel.ts'
import type { Placed } from './table.ts'
import { TableRows } from './table-rows.ts'
import { drawTroubleLine } from './trouble-line.ts'

/** What the main screen is drawn from. */
export interface MainPicture extends Picture {
  readonly arrangement: Arrangement
  readonly placed: readonly Placed[]
  readonly context: ColumnContext
  /** The sample before the one that is shown. */
  readonly before: Snapshot | undefined
  /** Those among the rows that have ended. */
  readonly ended: EndedRows
}

/** What panels are drawn from, kept to tell whether they are out of date: the view itself is changed where it is. */
type Drawn = Pick<Picture, 'snapshot' | 'history' | 'unicode'> & Pick<View, 'cpuGraph' | 'hiddenPanels'>

function drawnOf({ snapshot, history, unicode, view: { cpuGraph, hiddenPanels } }: Picture): Drawn {
  return { snapshot, history, unicode, cpuGraph, hiddenPanels }
}

/**
 * The header, the panels, what is wrong and the table on a frame that keeps what is drawn there: a panel is drawn again with the next
 * sample, a row of the table when something about its process has changed. On most machines most rows stand still.
 */
export class MainScreen {
  readonly #rows = new TableRows()
  #layout: Layout | undefined
  /** What the panels were drawn from. */
  #picture: Drawn | undefined

  /** The frame is another one, or something else was drawn on it: all has to be drawn again. */
  forget(): void {
    this.#layout = undefined
    this.#picture = undefined
    this.#rows.forget()
  }

  /** Draws what is out of date; returns the place of each part. */
  draw(area: Area, layout: Layout, picture: MainPicture): Panel[] {
    if (this.#layout === undefined || !isSameLayout(this.#layout, layout)) {
      this.forget()
      area.fill(' ')
    }
    this.#layout = layout
    const panels: Panel[] = [{ id: 'header', rect: layout.header }]
    const header = inside(area, layout.header)
    header.fill(' ')
    drawHeader(header, picture)
    const drawn = drawnOf(picture)
    const stale = !isSamePicture(this.#picture, drawn)
    const boxes = new Set(layout.panels.filter(({ boxed }) => boxed).map(({ panel }) => panel.id))
    for (const place of layout.panels) {
      if (stale) drawPanel(inside(area, place.rect), place, picture, boxes)
      panels.push({ id: place.panel.id, rect: place.rect })
    }
    this.#picture = drawn
    if (layout.troubles.height > 0) {
      const troubles = inside(area, layout.troubles)
      troubles.fill(' ')
      drawTroubleLine(troubles, picture.troubles)
      panels.push({ id: 'troubles', rect: layout.troubles })
    }
    this.#rows.draw(inside(area, layout.table), picture)
    panels.push({ id: 'processes', rect: layout.table })
    return panels
  }
}

function drawPanel(area: Area, { panel, boxed }: Place, picture: Picture, boxes: ReadonlySet<PanelId>): void {
  area.fill(' ')
  if (boxed) panel.drawBox(area, picture, { sign: signOf(panel.id, picture), boxes })
  else panel.drawLines(area, picture)
}

const SMALL_DIGITS = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/** The digit of the key that shows and hides the panel, as it stands before its title. */
function signOf(id: PanelId, { digits, unicode }: Picture): string {
  const digit = digits.get(id)
  if (digit === undefined) return ''
  return unicode ? SMALL_DIGITS.charAt(digit) : `${digit} `
}

function inside(area: Area, { x, y, width, height }: Rect): Area {
  return area.inner(x, y, width, height)
}

/** The panels show the machine and its past, and little that is chosen on the screen changes them. */
function isSamePicture(a: Drawn | undefined, b: Drawn): boolean {
  if (a === undefined || a.cpuGraph !== b.cpuGraph || a.hiddenPanels !== b.hiddenPanels) return false
  return a.snapshot === b.snapshot && a.history === b.history && a.unicode === b.unicode
}

function isSameLayout(a: Layout, b: Layout): boolean {
  if (a.panels.length !== b.panels.length) return false
  if (!isSameRect(a.header, b.header) || !isSameRect(a.troubles, b.troubles)) return false
  if (!isSameRect(a.table, b.table) || !isSameRect(a.footer, b.footer)) return false
  return a.panels.every((place, i) => {
    const other = b.panels[i]
    return place.panel === other?.panel && place.boxed === other.boxed && isSameRect(place.rect, other.rect)
  })
}

function isSameRect(a: Rect, b: Rect): boolean {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height
}
