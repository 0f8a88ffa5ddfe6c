/** The very process that something is to be done to: its pid, and that it is still the one that was meant. */
import { type ProcessId, pidOf } from '../model/process.ts'
import type { LookAt, Sighting } from '../sources/sighting.ts'

/** Why something meant for one process cannot be done to whoever has its pid now. */
export type Missed = 'gone' | 'denied' | 'reused' | { readonly failed: string }

/** Whether the target is still the process with its pid; otherwise the outcome of whatever was to be done to it. */
export function checkIdentity(target: ProcessId, lookAt: LookAt): 'same' | Missed {
  const found = find(target, lookAt)
  return isMissed(found) ? found : 'same'
}

/** The target as it is at this moment, or why it cannot be had. */
export function find(target: ProcessId, lookAt: LookAt): Sighting | Missed {
  const seen = lookAt(pidOf(target))
  if (seen === 'unreadable') return { failed: 'its state cannot be read, so it may be another process by now' }
  if (typeof seen === 'string') return seen
  return seen.id === target ? seen : 'reused'
}

export function isMissed(found: Sighting | Missed): found is Missed {
  return typeof found === 'string' || 'failed' in found
}

/** Whether it has ended. A zombie whose other threads run on lives: only its first thread has ended. */
export function hasEnded({ state, threads }: Pick<Sighting, 'state' | 'threads'>): boolean {
  return (state === 'Z' || state === 'X') && (threads === undefined || threads <= 1)
}

/**
 * Why nothing may be done to this process at all; undefined where something may. A pid of 0 or below is a group of
 * processes or all of them, kill(2).
 */
export function refusal(target: ProcessId, selfPid: number): string | undefined {
  const pid = pidOf(target)
  if (!Number.isSafeInteger(pid) || pid <= 0) return `${pid} stands for a group of processes, not for one`
  if (pid === selfPid) return 'this is ntop itself; q quits it'
  return undefined
}

/** What to ask a second time before signalling this process; undefined where once is enough. */
export function secondQuestion(target: ProcessId): string | undefined {
  if (pidOf(target) !== 1) return undefined
  return 'process 1 is init: if it ends, the whole system or container goes down with it. Really?'
}
