import { childrenMs, type Departures } from './ended-cpu.ts'
import { growth, trailAfter } from './growth.ts'
import type { ProcessRecord } from './process.ts'
import { increase, percent } from './rates.ts'
import type { RawSample } from './sample.ts'
import type { ProcessRow, Snapshot } from './snapshot.ts'
import { shareOf, usedWithin, wallMs } from './used-time.ts'

/** What all rows of a snapshot are made from. */
interface Interval {
  readonly before: Snapshot | undefined
  readonly sample: RawSample
  /** Undefined where rates are unknown. */
  readonly elapsedMs: number | undefined
  /** Memory of the machine. */
  readonly totalBytes: number | undefined
  readonly departures: Departures
}

/**
 * The rows of `sample`, each measured against the process's row in the snapshot before. Both lists ascend by pid, so one
 * walk along the two joins them without a map, and finds who has ended; that and what everyone used goes to `departures`.
 */
export function processRows(
  before: Snapshot | undefined,
  sample: RawSample,
  elapsedMs: number | undefined,
  departures: Departures,
): ProcessRow[] {
  const interval: Interval = { before, sample, elapsedMs, totalBytes: sample.memory?.totalBytes, departures }
  const oldRows = before?.processes ?? []
  const { processes } = sample
  // As long as it will be: a list that grows to thousands leaves three times itself behind.
  const rows = new Array<ProcessRow>(processes.length)
  let at = 0
  for (let i = 0; i < processes.length; i++) {
    const record = processes[i]
    if (record === undefined) continue
    let old = oldRows[at]
    for (; old !== undefined && old.record.pid < record.pid; old = oldRows[++at]) departures.addGone(old)
    const same = old?.id === record.id ? old : undefined
    rows[i] = processRow(same, at, record, interval)
    if (same !== undefined) at++
  }
  for (; at < oldRows.length; at++) {
    const old = oldRows[at]
    if (old !== undefined) departures.addGone(old)
  }
  return rows
}

/** @param at the place of the former row: the moment when that was read has a fraction, and is garbage where it is handed on */
function processRow(old: ProcessRow | undefined, at: number, record: ProcessRecord, interval: Interval): ProcessRow {
  const { before, departures, elapsedMs, sample } = interval
  if (old !== undefined && elapsedMs !== undefined && isAtRest(old, record)) return old
  const trail = trailAfter(old?.trail, record.rssBytes, sample.monotonicMs)
  const grewBytes = before === undefined ? undefined : growth(trail, record.rssBytes, sample.monotonicMs)
  const usedMs = elapsedMs === undefined ? undefined : usedWithin(old, record, before)
  const waitedMs = usedMs === undefined ? undefined : waitedSince(old?.record, record)
  if (waitedMs !== undefined && waitedMs > 0) departures.addWaited(record, waitedMs)
  const oldReadAtMs = old && before?.readAtMs[at]
  const cpuPct = old?.record === record ? usedMs : shareOf(usedMs, wallMs(old, oldReadAtMs, record, elapsedMs))
  if (elapsedMs !== undefined) departures.addUsed(cpuPct === undefined ? undefined : (cpuPct / 100) * elapsedMs)
  // An idle process stays the very same row, so that nothing above has to look at it again.
  const quiet = old?.record === record && old.cpuPct === cpuPct && old.grewBytes === grewBytes && old.trail === trail
  if (quiet) return old
  const memPct = percent(record.rssBytes, interval.totalBytes)
  return { id: record.id, record, facts: record.facts, cpuPct, memPct, grewBytes, trail }
}

/** Whether nothing happened, and nothing did a minute ago that would now be forgotten: the usual case by far. */
function isAtRest(old: ProcessRow, record: ProcessRecord): boolean {
  return old.record === record && old.cpuPct === 0 && old.trail.length === 1 && old.grewBytes !== undefined
}

/** Time of children that it waited for since then; of who is new, all of it. */
function waitedSince(old: ProcessRecord | undefined, record: ProcessRecord): number | undefined {
  return increase(old === undefined ? 0 : childrenMs(old), childrenMs(record))
}
