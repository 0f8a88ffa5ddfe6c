import type { ProcessRow, Snapshot } from '../model/snapshot.ts'
import type { Area } from '../terminal/frame.ts'
import type { Panel } from '../terminal/screen.ts'
import type { Overlay, OverlayContext } from './overlays/overlay.ts'

/** What lies on the main screen, the topmost last. */
export class OverlayStack {
  #overlays: Overlay[] = []

  get top(): Overlay | undefined {
    return this.#overlays[this.#overlays.length - 1]
  }

  /** Whether the main screen cannot be seen. */
  get covered(): boolean {
    return this.#overlays.some(overlay => overlay.full)
  }

  /** The topmost, by its id and the page of it that is in view: `live-heap Types`. */
  get place(): string {
    const { top } = this
    if (top === undefined) return 'table'
    return top.page === undefined ? top.id : `${top.id} ${top.page}`
  }

  /** Whether one of them waits for something that was asked for. */
  get isBusy(): boolean {
    return this.#overlays.some(overlay => overlay.isBusy === true)
  }

  /** Whom they look at with each sample, beside those in the table. */
  get looks(): readonly NonNullable<Overlay['looks']>[] {
    return this.#overlays.flatMap(({ looks }) => looks ?? [])
  }

  /** Keys and titles for the footer: those of the topmost that has any. */
  get hints(): readonly (readonly [key: string, title: string])[] {
    return this.#overlays.findLast(overlay => overlay.hints !== undefined)?.hints?.() ?? []
  }

  /** The process that the topmost view is about; `elsewhere` where that is for the table to say. */
  subject(elsewhere: ProcessRow | undefined): ProcessRow | undefined {
    const about = this.#about
    return about === undefined ? elsewhere : about.subject?.()
  }

  /** Whether one of them is about a process, so that the table's selection is not what one acts on. */
  get hasSubject(): boolean {
    return this.#about !== undefined
  }

  get #about(): Overlay | undefined {
    return this.#overlays.findLast(overlay => overlay.subject !== undefined)
  }

  /** Puts an overlay on top; one of the same kind is replaced. */
  open(overlay: Overlay): void {
    this.close(overlay.id)
    this.#overlays.push(overlay)
  }

  close(id: string): void {
    const closing = this.#overlays.find(overlay => overlay.id === id)
    this.#overlays = this.#overlays.filter(overlay => overlay !== closing)
    closing?.onClose?.()
  }

  /**
   * Offers a key from the top down to those that can be seen; false where it is for the main screen.
   *
   * @param asMove the arrow or the like that moves as the key does; any other key as it is
   */
  takesKey(key: string, asMove: (key: string) => string): boolean {
    for (const overlay of [...this.#overlays].reverse()) {
      const outcome = overlay.onKey(overlay.moves ? asMove(key) : key)
      if (outcome === 'close') this.close(overlay.id)
      if (outcome !== 'pass') return true
      if (overlay.full) return false
    }
    return false
  }

  onSnapshot(snapshot: Snapshot): void {
    for (const overlay of this.#overlays) overlay.onSnapshot?.(snapshot)
  }

  /** Draws all that can be seen, and returns the place of each. */
  draw(area: Area, context: OverlayContext): Panel[] {
    const lowest = this.#overlays.findLastIndex(overlay => overlay.full)
    return this.#overlays
      .slice(Math.max(0, lowest))
      .map(overlay => ({ id: overlay.id, rect: overlay.draw(area, context) }))
  }
}
