import { rowOfPid } from './row-of-pid.ts'
import type { ProcessRow, Snapshot } from './snapshot.ts'

/** Between these processes change all the time, which says nothing: running, sleeping, idle. */
const USUAL = /^[RSI]$/

/**
 * Whether a process or a thread has got into a state that is not the usual one, or out of it, since the sample before: stuck in the
 * kernel, stopped, ended and not waited for.
 */
export function hasNewState({ id, record, threadOf }: ProcessRow, before: Snapshot | undefined): boolean {
  const rows = before && (threadOf === undefined ? before.processes : before.threads?.rows)
  const old = rows && rowOfPid(rows, record.pid)
  if (old === undefined || old.id !== id || old.record === record || old.record.state === record.state) return false
  return isUnusual(record.state) || isUnusual(old.record.state)
}

function isUnusual(state: string | undefined): boolean {
  return state !== undefined && !USUAL.test(state)
}
