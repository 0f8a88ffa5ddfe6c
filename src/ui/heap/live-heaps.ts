import type { LiveHeaps } from '../../runtime/heaps.ts'
import type { OpenSessions } from './open-sessions.ts'

/** What is needed to attach to programs, and to leave them again however ntop ends. */
export interface LiveAccess {
  readonly heaps: LiveHeaps
  readonly sessions: OpenSessions
}
