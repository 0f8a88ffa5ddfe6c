import type { Area } from '../../terminal/frame.ts'
import type { OverlayContext } from './overlay.ts'

/** One of the pages of the setup box. */
export interface SetupPage {
  readonly title: string
  /** In the lower border: what the marked item is about. */
  about(): string
  /** Where in the list one is: `3/12`. */
  position(): string
  draw(area: Area, context: OverlayContext): void
  /** Whether the key was of use here. */
  onKey(key: string): boolean
  onWheel(rows: number): void
  hints(): readonly (readonly [key: string, title: string])[]
  /** What is only tried is meant. */
  onSave?(): void
  /** Another page comes, or the box is closed. */
  onLeave?(): void
}
