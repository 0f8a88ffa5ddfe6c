import type { ProcessId } from './process.ts'
import type { RawSample } from './sample.ts'
import type { ProcessRow, Snapshot, ThreadRows } from './snapshot.ts'
import { shareOf, usedWithin, wallMs } from './used-time.ts'

/** Threads share their process's memory: none of it is one's own. */
const NO_MEMORY = { memPct: undefined, grewBytes: undefined, trail: [] } as const

/**
 * The rows of the sample's threads, each measured against its row in the snapshot before; undefined where the sample has
 * none. A thread that has done nothing has the same row as before, as long as its process has.
 *
 * @param processes rows of the same sample, in ascending order of pid
 */
export function threadRows(
  before: Snapshot | undefined,
  { threads }: RawSample,
  processes: readonly ProcessRow[],
  elapsedMs: number | undefined,
): ThreadRows | undefined {
  if (threads === undefined) return undefined
  const old = before?.threads
  const byId = new Map<ProcessId, ProcessRow>()
  for (const row of processes) if ((row.record.threads ?? 1) > 1) byId.set(row.id, row)
  const rows: ProcessRow[] = []
  const readAtMs: number[] = []
  let at = 0
  for (const record of threads) {
    const threadOf = record.facts.threadOf && byId.get(record.facts.threadOf)
    // It may have come after its process was read.
    if (threadOf === undefined) continue
    while ((old?.rows[at]?.record.pid ?? record.pid) < record.pid) at++
    const last = old?.rows[at]?.id === record.id ? old.rows[at] : undefined
    const lastReadAtMs = last && old?.readAtMs[at]
    const usedMs = elapsedMs === undefined ? undefined : usedWithin(last, record, before)
    const cpuPct = last?.record === record ? usedMs : shareOf(usedMs, wallMs(last, lastReadAtMs, record, elapsedMs))
    const isSame = last?.record === record && last.cpuPct === cpuPct && last.threadOf === threadOf
    rows.push(isSame ? last : { id: record.id, threadOf, record, facts: record.facts, cpuPct, ...NO_MEMORY })
    readAtMs.push(record.seenAtMs)
  }
  return { rows, readAtMs }
}
