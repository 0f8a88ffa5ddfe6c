import type { SectionRow } from '../../inspect/section.ts'
import type { ProcessId } from '../../model/process.ts'
import type { Area } from '../../terminal/frame.ts'
import type { OverlayContext } from './overlay.ts'

/** What came of looking for an address: `unread` where it may be there once that is read. */
export type FoundAt = 'there' | 'nowhere' | 'unread' | 'unknown'

/** What is shown of one part below the strip of tabs. It keeps its place while what it shows is renewed. */
export interface Body {
  draw(area: Area, context: OverlayContext): void
  /** Whether the key meant something here. */
  onKey(key: string): boolean
  onWheel(rows: number): void
  /** Where there is much to look through: leaves only what has this text in it, and says how many that are. */
  filter?(text: string): number
  /** What is left in by the filter; empty for everything. */
  readonly filtered?: string
  /** `12–40 of 97` where not all is in view. */
  position(): string | undefined
  /** The row that is selected, of figures and texts. */
  readonly selected?: SectionRow | undefined
  /** Key of the thing that the selection is on, of a table. */
  readonly current?: string | undefined
  /** Selects what lies at an address, where what is shown lies at addresses. */
  goTo?(address: bigint): FoundAt
  /** The process that the selected thing leads to, where there is such a thing. */
  readonly leadsTo?: ProcessId | undefined
  /** What is shown is of a program that could tell more, if it is attached to. */
  readonly hasInside?: boolean
  /** What is selected, as text to be copied; undefined where that is nothing. */
  copied(): string | undefined
  hints(): readonly (readonly [key: string, title: string])[]
}
