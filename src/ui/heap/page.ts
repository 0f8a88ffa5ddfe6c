import type { Host } from '../../model/sample.ts'
import type { ProcessRow } from '../../model/snapshot.ts'
import type { Ability } from '../../runtime/detection.ts'
import type { LiveHeaps } from '../../runtime/heaps.ts'
import type { ProcessFiles } from '../../sources/process-files.ts'
import type { CommandKeys } from '../overlays/command-keys.ts'
import type { Body } from '../overlays/inspect-body.ts'
import type { Overlay } from '../overlays/overlay.ts'
import type { Live } from './live.ts'

/** What a page of a live heap works with. */
export interface PageContext {
  readonly live: Live
  readonly heaps: LiveHeaps
  readonly files: ProcessFiles
  readonly keys: CommandKeys
  /** As it was seen last. */
  row(): ProcessRow
  host(): Host
  open(overlay: Overlay): void
  say(text: string): void
  copy(text: string): void
  /** Shows the mapping that an address lies in, on top of this. */
  toMapping(address: bigint): void
  /** Something new is to be seen. */
  changed(): void
}

/** One page of a live heap. */
export interface HeapPage {
  readonly title: string
  /** Where all of these are refused there is nothing on it but the reason. */
  readonly abilities: readonly Ability[]
  readonly body: Body
  /** It has come into view, and the program is attached to. */
  shown?(): void
  /** There is a new picture of the machine, and it is in view. */
  renew?(): void
  /** Whether the key meant something here; its body is asked after it. */
  onKey(key: string): boolean
  hints(): readonly (readonly [key: string, title: string])[]
}
