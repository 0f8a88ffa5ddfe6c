/** How live heaps are got at. The screen is handed it from above, and loads nothing of it by itself. */
import type { ProcessId } from '../../model/process.ts'
import type { ProcessRow } from '../../model/snapshot.ts'
import type { AllocationSnapshot, CodePlace } from '../../runtime/allocations.ts'
import type { Detection, Effect } from '../../runtime/detection.ts'
import type { NotSeen } from '../../runtime/figures.ts'
import type { HeapSession, NotAttached } from '../../runtime/session.ts'
import type { OpenSessions } from './open-sessions.ts'

/** What is needed to attach to programs, and to leave them again however ntop ends. */
export interface LiveAccess {
  readonly heaps: LiveHeaps
  readonly sessions: OpenSessions
}

export interface LiveHeaps {
  /** What runs it and what may be done with it: touches nothing. Undefined where no runtime is known that runs it. */
  detect(row: ProcessRow): Promise<Detection | NotSeen | undefined>
  /**
   * @param consent what was agreed to. It grows while one looks: what is done later may have the effects that are in it then.
   * @param signal that nobody waits for it any more; a session that there is all the same is left by whoever asked
   */
  attach(id: ProcessId, consent: readonly Effect[], signal: AbortSignal): Promise<HeapSession | NotAttached>
  /** What stands on a line of the program's code, clean; undefined where that cannot be read. */
  sourceLine?(id: ProcessId, place: CodePlace): Promise<string | undefined>
  /**
   * Writes a snapshot, and what it is compared with, into a new file, whose form its name tells. Resolves to a sentence
   * that says how it went.
   */
  save?(path: string, after: AllocationSnapshot, before: AllocationSnapshot | undefined): Promise<string>
}
