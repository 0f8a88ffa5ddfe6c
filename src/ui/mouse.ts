import type { Arrangement } from '../model/arrange.ts'
import type { RowId } from '../model/group.ts'
import type { View } from '../model/view.ts'
import type { Rect } from '../terminal/frame.ts'
import type { MouseEvent } from '../terminal/mouse.ts'
import type { Drag, Hits } from './hits.ts'
import { CONTEXT_MENU } from './offering.ts'
import type { OverlayStack } from './overlay-stack.ts'
import type { Overlay } from './overlays/overlay.ts'
import { addScrollGrip } from './scroll-grip.ts'
import type { Placed } from './table.ts'
import { TableClicks } from './table-clicks.ts'

const WHEEL_ROWS = 3

export interface MouseOptions {
  readonly view: View
  readonly hits: Hits
  readonly overlays: OverlayStack
  close(id: string): void
  /** Puts the selection on a row. */
  select(id: RowId): void
  sortBy(columnId: string): void
  /** Folds or unfolds what is below a row. */
  toggleFold(id: RowId): void
  /** Lays the selected process open. */
  inspect(): void
  /** Opens the menu of the selected process beside a place of the screen. */
  openMenu(x: number, y: number): void
}

/** What the mouse does, by what lies beneath it. */
export class Mouse {
  readonly #options: MouseOptions
  readonly #clicks = new TableClicks()
  /** What the left button holds, and what lay on top when it was pressed. */
  #held: { readonly drag: Drag; readonly top: Overlay | undefined } | undefined

  constructor(options: MouseOptions) {
    this.#options = options
  }

  on({ action, button, x, y }: MouseEvent): void {
    if (action === 'wheelup') this.#wheel(-WHEEL_ROWS)
    else if (action === 'wheeldown') this.#wheel(WHEEL_ROWS)
    else if (action === 'drag') this.#drag(x, y)
    else {
      this.#held = undefined
      if (action !== 'down') return
      if (button === 'left') this.#press(x, y)
      else if (button === 'right') this.#openMenu(x, y)
    }
  }

  /** Notes where the table was drawn. */
  addTable(rect: Rect, placed: readonly Placed[], arrangement: Arrangement): void {
    const { hits, view, select, openMenu } = this.#options
    const { order, top } = arrangement
    hits.add(rect, (x, y) => this.#clickTable(x, y, placed, arrangement))
    const rows = { ...rect, y: rect.y + 1, height: rect.height - 1 }
    hits.addMenu(rows, (x, y) => {
      const row = arrangement.visible[y]
      if (row === undefined) return
      select(row.id)
      openMenu(rows.x + x, rows.y + y)
    })
    addScrollGrip(hits, rows, { count: order.count, top }, to => {
      view.top = to
    })
  }

  #wheel(rows: number): void {
    const { overlays, view } = this.#options
    if (overlays.top !== undefined) overlays.top.onWheel?.(rows)
    else view.top = Math.max(0, view.top + rows)
  }

  #press(x: number, y: number): void {
    const { overlays, hits, close } = this.#options
    const before = overlays.top
    const drag = hits.press(x, y)
    if (drag !== undefined) this.#held = { drag, top: before }
    if (before?.done === true) close(before.id)
  }

  /** On top of something else there are no menus; another row's takes the place of the one that is open. */
  #openMenu(x: number, y: number): void {
    const { overlays, hits } = this.#options
    if (overlays.top === undefined || overlays.top.id === CONTEXT_MENU) hits.openMenu(x, y)
  }

  #drag(x: number, y: number): void {
    // What a key has opened meanwhile lies on what was held.
    if (this.#held?.top === this.#options.overlays.top) this.#held?.drag(x, y)
  }

  #clickTable(x: number, y: number, placed: readonly Placed[], arrangement: Arrangement): void {
    const { select, sortBy, toggleFold, inspect } = this.#options
    const clicked = this.#clicks.at(x, y, placed, arrangement)
    if (clicked === undefined) return
    if ('column' in clicked) {
      sortBy(clicked.column.id)
      return
    }
    if ('mark' in clicked) {
      toggleFold(clicked.mark)
      return
    }
    select(clicked.row.id)
    if (clicked.isDouble) inspect()
  }
}
