import type { ProcessRow } from './snapshot.ts'

/** The row of a pid, if there is one. */
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
