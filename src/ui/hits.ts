import type { Rect } from '../terminal/frame.ts'

/** Told where the pointer goes while the button is held, by the position within the region that it was pressed in. */
export type Drag = (x: number, y: number) => void

interface Region<T> {
  readonly rect: Rect
  readonly press: (x: number, y: number) => T
}

/** What the mouse does at a place. Regions are noted while drawing; the last one drawn lies on top. */
export class Hits {
  #regions: Region<Drag | undefined>[] = []
  #menus: Region<void>[] = []

  clear(): void {
    this.#regions = []
    this.#menus = []
  }

  /** `run` gets the position within the region. */
  add(rect: Rect, run: (x: number, y: number) => void): void {
    this.addGrip(rect, (x, y) => {
      run(x, y)
      return undefined
    })
  }

  /** A region of something that can be dragged from where `press` says so. */
  addGrip(rect: Rect, press: (x: number, y: number) => Drag | undefined): void {
    this.#regions.push({ rect, press })
  }

  /** A region of something that the right button opens a menu of; `open` gets the position within it. */
  addMenu(rect: Rect, open: (x: number, y: number) => void): void {
    this.#menus.push({ rect, press: open })
  }

  /**
   * A dialog on a screen: a click beside it closes it, and does nothing to what lies there. The footer's row stays free.
   *
   * @param rect where the dialog is
   */
  addDialog({ width, height }: Pick<Rect, 'width' | 'height'>, rect: Rect, close: () => void): void {
    this.add({ x: 0, y: 0, width, height: height - 1 }, close)
    this.add(rect, () => undefined)
  }

  /** Opens the menu of what lies there. */
  openMenu(x: number, y: number): void {
    const hit = this.#menus.findLast(({ rect }) => isIn(rect, x, y))
    hit?.press(x - hit.rect.x, y - hit.rect.y)
  }

  /** Does what lies there; what comes of it where the pointer is moved before the button is let go. */
  press(x: number, y: number): Drag | undefined {
    const hit = this.#regions.findLast(({ rect }) => isIn(rect, x, y))
    if (hit === undefined) return undefined
    const { rect, press } = hit
    const drag = press(x - rect.x, y - rect.y)
    return drag && ((toX, toY) => drag(toX - rect.x, toY - rect.y))
  }
}

function isIn(rect: Rect, x: number, y: number): boolean {
  return x >= rect.x && x < rect.x + rect.width && y >= rect.y && y < rect.y + rect.height
}
