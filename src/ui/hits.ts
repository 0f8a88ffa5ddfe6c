import type { Rect } from '../terminal/frame.ts'

/** What a click at a place does. Regions are noted while drawing; the last one drawn lies on top. */
export class Hits {
  #regions: { readonly rect: Rect; readonly run: (x: number, y: number) => void }[] = []

  clear(): void {
    this.#regions = []
  }

  /** `run` gets the position within the region. */
  add(rect: Rect, run: (x: number, y: number) => void): void {
    this.#regions.push({ rect, run })
  }

  /** Runs what lies there; false where nothing does. */
  click(x: number, y: number): boolean {
    const hit = this.#regions.findLast(
      ({ rect }) => x >= rect.x && x < rect.x + rect.width && y >= rect.y && y < rect.y + rect.height,
    )
    hit?.run(x - hit.rect.x, y - hit.rect.y)
    return hit !== undefined
  }
}
