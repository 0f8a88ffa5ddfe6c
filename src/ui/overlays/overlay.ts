import type { Facet, ProcessId } from '../../model/process.ts'
import type { ProcessRow, Snapshot } from '../../model/snapshot.ts'
import type { Area, Rect } from '../../terminal/frame.ts'
import type { Hits } from '../hits.ts'

/** What an overlay made of a key: used it, wants to be closed, or leaves it to what lies beneath. */
export type KeyOutcome = 'used' | 'close' | 'pass'

export interface OverlayContext {
  readonly unicode: boolean
  readonly hits: Hits
}

/** Something on top of the main screen that gets the keys first: a menu, a prompt, a view. */
export interface Overlay {
  readonly id: string
  /** Whether nothing beneath can be seen, so that it need not be drawn. */
  readonly full: boolean
  /** Title of the page of it that is in view, where it has several. */
  readonly page?: string
  /** It waits for something that was asked for. */
  readonly isBusy?: boolean
  /** Nothing is typed here: whatever keys move the table's selection are arrows and the like here. */
  readonly moves?: true
  /** Whom it looks at with each sample, beside those in the table, and what it has to be known of them. */
  readonly looks?: { readonly id: ProcessId; readonly facets: ReadonlySet<Facet> } | undefined
  /** A click has done with it: the app closes it after the event. */
  readonly done?: boolean
  /** Draws into the whole screen's area and returns the part that it covers. */
  draw(area: Area, context: OverlayContext): Rect
  onKey(key: string): KeyOutcome
  /** The process that it is about, and that is acted on while it is open; undefined once that has ended. */
  subject?(): ProcessRow | undefined
  onPaste?(text: string): void
  onWheel?(rows: number): void
  /** A new picture of the machine was taken. */
  onSnapshot?(snapshot: Snapshot): void
  /** Keys and titles for the footer. */
  hints?(): readonly (readonly [key: string, title: string])[]
  onClose?(): void
}
