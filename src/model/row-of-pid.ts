import { type ProcessId, pidOf } from './process.ts'
import type { ProcessRow } from './snapshot.ts'

/** The row of a pid, if there is one: of the process, where its first thread has a row too. */
export function rowOfPid(rows: readonly ProcessRow[], pid: number): ProcessRow | undefined {
  return rows[indexOfPid(rows, pid)]
}

/**
 * Where the row of a pid is, or -1.
 *
 * @param rows in ascending order of pid
 */
export function indexOfPid(rows: readonly ProcessRow[], pid: number): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rows[middle]?.record.pid ?? 0) < pid) low = middle + 1
    else high = middle
  }
  return rows[low]?.record.pid === pid ? low : -1
}

/**
 * Where the row of this very process or thread is, or -1.
 *
 * @param rows in ascending order of pid
 */
export function indexOfId(rows: readonly ProcessRow[], id: ProcessId): number {
  const at = indexOfPid(rows, pidOf(id))
  if (at < 0 || rows[at]?.id === id) return at
  return rows[at + 1]?.id === id ? at + 1 : -1
}
