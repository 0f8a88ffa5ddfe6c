import type { ProcessRow } from './snapshot.ts'

/** The row of a pid, if there is one. */
export function rowOfPid(rows: readonly ProcessRow[], pid: number): ProcessRow | undefined {
  // They ascend by pid.
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rows[middle]?.record.pid ?? 0) < pid) low = middle + 1
    else high = middle
  }
  const row = rows[low]
  return row?.record.pid === pid ? row : undefined
}
