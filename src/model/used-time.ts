/** Processor time that a process or a thread has used since the snapshot before. */
import { cpuMsOf, type ProcessRecord } from './process.ts'
import { increase } from './rates.ts'
import type { ProcessRow, Snapshot } from './snapshot.ts'

/**
 * Processor time used since the snapshot before, in milliseconds. A process born since has used all its time since then;
 * of another one that was not seen before it is unknown.
 */
export function usedWithin(
  old: ProcessRow | undefined,
  record: ProcessRecord,
  before: Snapshot | undefined,
): number | undefined {
  if (old === undefined) return isBornSince(before, record) ? (record.runMs ?? cpuMsOf(record)) : undefined
  return old.record === record && cpuMsOf(record) !== undefined ? 0 : usedSince(old.record, record)
}

function isBornSince(before: Snapshot | undefined, record: ProcessRecord): boolean {
  const lastUptimeSec = before?.host.uptimeSec
  return lastUptimeSec !== undefined && record.startMs >= lastUptimeSec * 1000 - 10
}

/**
 * What the time used is spread over: the process's own two readings, those of the two snapshots. An old record may have
 * been found unchanged later: that says nothing about how long the time used since was spread over.
 */
export function wallMs(
  old: ProcessRow | undefined,
  oldReadAtMs: number | undefined,
  record: ProcessRecord,
  elapsedMs: number | undefined,
): number | undefined {
  if (old === undefined) return elapsedMs
  return oldReadAtMs === undefined ? undefined : record.seenAtMs - oldReadAtMs
}

/** 100 is one core. */
export function shareOf(usedMs: number | undefined, wall: number | undefined): number | undefined {
  return usedMs === undefined || wall === undefined || wall <= 0 ? undefined : (usedMs / wall) * 100
}

/** Two ticks of the kernel's line: so far apart its times and the scheduler's may be and mean the same. */
const TWO_TICKS_MS = 20

/**
 * Processor time between two readings, in milliseconds: the scheduler's, which is finer, unless the line has counted so
 * much more that it must have been other threads, which came and went in between.
 */
function usedSince(before: ProcessRecord, now: ProcessRecord): number | undefined {
  const ticked = increase(cpuMsOf(before), cpuMsOf(now))
  const ran = increase(before.runMs, now.runMs)
  return ran === undefined || ticked === undefined || ticked - ran >= TWO_TICKS_MS ? ticked : ran
}
