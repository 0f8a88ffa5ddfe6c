/**
 * Processes that ended a moment ago, for a table that keeps them for a little while. They are worked out of the samples
 * that are kept and of nothing else, so that a step into the past shows those that had ended then.
 */
import type { ProcessId } from './process.ts'
import { rowOfPid } from './row-of-pid.ts'
import type { ProcessRow, Snapshot } from './snapshot.ts'

export interface EndedRow {
  /** As it was seen last. */
  readonly row: ProcessRow
  /** How long the machine had been up then. */
  readonly uptimeMs: number | undefined
  /** For how long at least it has been gone. */
  readonly goneMs: number
}

export type EndedRows = ReadonlyMap<ProcessId, EndedRow>

export const NO_ENDED: EndedRows = new Map()

/** So long a row stays, and for one sample at least. */
export const ENDED_STAY_MS = 3000

/**
 * Who is not in the shown snapshot any more. A pid that somebody else has by now is theirs.
 *
 * @param earlier the snapshots before the shown one that count, the oldest first
 */
export function endedRows(earlier: readonly Snapshot[], shown: Snapshot): EndedRows {
  const ended = new Map<ProcessId, EndedRow>()
  for (let i = 0; i < earlier.length; i++) {
    const [seen, missed = shown] = [earlier[i], earlier[i + 1]]
    if (seen === undefined) continue
    const goneMs = shown.sample.monotonicMs - missed.sample.monotonicMs
    const { uptimeSec } = seen.host
    for (const row of goneFrom(seen.processes, missed.processes)) {
      if (rowOfPid(shown.processes, row.record.pid) === undefined)
        ended.set(row.id, { row, uptimeMs: uptimeSec === undefined ? undefined : uptimeSec * 1000, goneMs })
    }
  }
  return ended
}

/** Those of before who are not there any more; both in ascending order of pid. */
function goneFrom(before: readonly ProcessRow[], now: readonly ProcessRow[]): ProcessRow[] {
  const gone: ProcessRow[] = []
  let at = 0
  for (const row of before) {
    while (at < now.length && (now[at]?.record.pid ?? 0) < row.record.pid) at++
    if (now[at]?.id !== row.id) gone.push(row)
  }
  return gone
}

/** The rows with those who ended at their places, in ascending order of pid; the very same where nobody has. */
export function withEnded(rows: readonly ProcessRow[], ended: EndedRows): readonly ProcessRow[] {
  if (ended.size === 0) return rows
  return [...rows, ...[...ended.values()].map(({ row }) => row)].sort((a, b) => a.record.pid - b.record.pid)
}
