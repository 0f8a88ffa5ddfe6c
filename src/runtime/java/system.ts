import { constants } from 'node:os'
import type { LiveSystem } from '../system.ts'

/** The signal that makes a JVM listen for those who want to attach. It ends one that has no handler for it. */
export const ATTACH_SIGNAL = constants.signals.SIGQUIT

/** What is needed of the system to look at a JVM, and to attach to it. */
export interface JavaSystem extends LiveSystem {
  /** When this machine booted, in milliseconds since 1970, by the clock as it is now. */
  readonly bootAtMs: number | undefined
}
