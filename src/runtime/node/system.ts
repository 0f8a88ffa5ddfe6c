import { constants } from 'node:os'
import type { LiveSystem } from '../system.ts'
import type { KnownNodes } from './binaries.ts'

/** The signal that makes Node open its inspector. It ends a program that has no handler for it. */
export const OPENING_SIGNAL = constants.signals.SIGUSR1

/** What is needed of it to find a program's inspector, and to connect to it. */
export type NodeFiles = Pick<LiveSystem, 'files' | 'lookAt'>

/** What is needed of the system to look at a Node, and to get into it. */
export interface NodeSystem extends LiveSystem {
  /** What is known of files that were looked at. */
  readonly known: KnownNodes
  /** File of the program that closes what opens once ntop is gone. */
  readonly closer: string
}
