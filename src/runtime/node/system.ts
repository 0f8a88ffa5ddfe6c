import { constants } from 'node:os'
import type { SignalSystem } from '../../control/signal.ts'
import type { ProcessFiles } from '../../sources/process-files.ts'
import type { Binaries } from './binaries.ts'

/** The signal that makes Node open its inspector. It ends a program that has no handler for it. */
export const OPENING_SIGNAL = constants.signals.SIGUSR1

/** What is needed of the system to look at a Node, and to get into it. */
export interface NodeSystem extends SignalSystem {
  readonly files: ProcessFiles
  readonly binaries: Binaries
  /** The effective user that ntop acts as. */
  readonly uid: number | undefined
  /** Everybody there is: to find who has a port. */
  pids(): readonly number[]
}
