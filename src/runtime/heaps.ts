/** How live heaps are got at by whoever shows them: handed in from above, for what gets into programs stands apart. */
import type { ProcessId, ProcessRecord } from '../model/process.ts'
import type { Host } from '../model/sample.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import type { AllocationSnapshot, CodePlace } from './allocations.ts'
import type { AllocationGrouping } from './compare.ts'
import type { Detection, Effect } from './detection.ts'
import type { NotSeen } from './figures.ts'
import type { HeapSession, NotAttached } from './session.ts'

/** What of a heap is to be written into a file. */
export interface SavedAllocations {
  readonly row: ProcessRow
  readonly host: Host
  readonly after: AllocationSnapshot
  /** What it is compared with; undefined where it is not. */
  readonly before: AllocationSnapshot | undefined
  readonly by: AllocationGrouping
  /** Only what has this in its path; empty for all. */
  readonly path: string
  /** What was agreed to. */
  readonly effects: readonly Effect[]
}

export interface LiveHeaps {
  /**
   * What runs it and what may be done with it, or why nothing: touches nothing.
   *
   * @param bootAtMs wall clock of the boot, milliseconds since 1970
   */
  detect(process: ProcessRecord, bootAtMs: number | undefined): Promise<Detection | NotSeen>
  /**
   * Attaches to what was detected.
   *
   * @param consent what was agreed to. It grows while one looks: what is done later may have the effects that are in it then.
   * @param signal that nobody waits for it any more; a session that there is all the same is left by whoever asked
   */
  attach(id: ProcessId, consent: readonly Effect[], signal: AbortSignal): Promise<HeapSession | NotAttached>
  /** What stands on a line of the program's code, clean; undefined where that cannot be read. */
  sourceLine?(id: ProcessId, place: CodePlace): Promise<string | undefined>
  /**
   * Writes a snapshot, or what has grown up to it, into a new file, whose form its name tells. Resolves to a sentence that
   * says how it went.
   */
  save?(file: string, saved: SavedAllocations): Promise<string>
}
