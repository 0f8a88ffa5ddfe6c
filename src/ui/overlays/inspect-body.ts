import type { Area } from '../../terminal/frame.ts'
import type { OverlayContext } from './overlay.ts'

/** What is shown of one part below the strip of tabs. It keeps its place while what it shows is renewed. */
export interface Body {
  draw(area: Area, context: OverlayContext): void
  /** Whether the key meant something here. */
  onKey(key: string): boolean
  onWheel(rows: number): void
  /** `12–40 of 97` where not all is in view. */
  position(): string | undefined
  hints(): readonly (readonly [key: string, title: string])[]
}
