import type { SignalSystem } from '../control/signal.ts'
import type { ProcessFiles } from '../sources/process-files.ts'

/** What is needed of the system to get into a program. */
export interface LiveSystem extends SignalSystem {
  readonly files: ProcessFiles
  /** The effective user that ntop acts as. */
  readonly uid: number | undefined
  /** Everybody there is: to find who has a port. */
  pids(): readonly number[]
}
