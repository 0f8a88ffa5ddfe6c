/**
 * Processor time that no living process used: what the machine was busy with less what its processes tell. It is told by
 * whom the ended ones were waited for, whose account of children grew, see docs/decisions/0006-cpu-of-the-ended.md.
 */
import { cpuMsOf, type ProcessId, type ProcessRecord } from './process.ts'
import { increase } from './rates.ts'
import { rowOfPid } from './row-of-pid.ts'
import type { CpuTimes, RawSample } from './sample.ts'
import type { EndedCpu, EndedUnder, ProcessRow, Recent, Snapshot } from './snapshot.ts'

/** What is noted while rows are made: only of processes about which something changed. */
export class Departures {
  #usedMs = 0
  readonly gone: ProcessRow[] = []
  readonly waited: Waited[] = []

  /** Time used by all living processes since the snapshot before; NaN when somebody's is unknown. */
  get usedMs(): number {
    return this.#usedMs
  }

  /**
   * A living process used so much time since the snapshot before: at the rate that it had between its own two readings,
   * which are not as far apart as those of the machine's counters when one scan took longer than the other.
   */
  addUsed(ms: number | undefined): void {
    this.#usedMs += ms ?? Number.NaN
  }

  /** The process of this row of the snapshot before has ended. */
  addGone(row: ProcessRow): void {
    this.gone.push(row)
  }

  /** A living process waited for children that had used so much time, all their lives long. */
  addWaited(record: ProcessRecord, ms: number): void {
    this.waited.push({ record, ms })
  }
}

interface Waited {
  readonly record: ProcessRecord
  readonly ms: number
}

/** How far back "of late" reaches. */
const RECENT_MS = 5_000
/** So many parents are told of. */
const MOST_UNDER = 8
/** Who had less of late, and nothing now, is not told of. */
const LEAST_RECENT_PCT = 0.5

/**
 * Time used by the ended since the snapshot before; unknown where the machine's is.
 *
 * @param rows of `sample`, ascending by pid
 * @param departures noted while those were made
 */
export function endedCpu(
  before: Snapshot | undefined,
  sample: RawSample,
  rows: readonly ProcessRow[],
  departures: Departures,
): EndedCpu | undefined {
  const [old, now] = [before?.sample.cpu?.total, sample.cpu?.total]
  const wholeMs = increase(old && allMs(old), now && allMs(now))
  const busyMs = increase(old && programsMs(old), now && programsMs(now))
  if (before === undefined || wholeMs === undefined || wholeMs <= 0 || busyMs === undefined) return undefined
  const restMs = Math.max(0, busyMs - departures.usedMs - firstScanMs(before))
  const { owedMs, dueMs } = settle(before, departures)
  const elapsedMs = sample.monotonicMs - before.sample.monotonicMs
  const last = before.endedCpu
  const reach: Reach = { elapsedMs, lastMs: last?.recentMs ?? 0 }
  const isKnown = sample.seesEveryone && !Number.isNaN(restMs)
  return {
    all: isKnown ? recent((restMs / wholeMs) * 100, last?.all?.recentPct, reach) : undefined,
    // What nobody living used bounds each part of it, also where others' time is in it that are not seen.
    under: told(dueMs, Number.isNaN(restMs) ? wholeMs : restMs, wholeMs, last?.under ?? [], rows, reach),
    recentMs: Math.min(RECENT_MS, reach.lastMs + elapsedMs),
    owedMs,
  }
}

/**
 * Whoever scans works meanwhile, most in a first scan: what it used for that before it came to itself is in the machine's
 * time and not in its own. In later scans as much comes in as goes out.
 */
function firstScanMs({ intervalMs, sample }: Snapshot): number {
  return intervalMs === undefined ? (sample.scanMs ?? 0) : 0
}

/** A process's own time holds its guests', which the machine's counters have apart; interrupts' belongs to nobody. */
function programsMs(times: CpuTimes): number {
  const { userMs, niceMs = 0, systemMs, guestMs = 0, guestNiceMs = 0 } = times
  return userMs + niceMs + systemMs + guestMs + guestNiceMs
}

function allMs(times: CpuTimes): number {
  const { idleMs, iowaitMs = 0, irqMs = 0, softirqMs = 0, stealMs = 0 } = times
  return programsMs(times) + idleMs + iowaitMs + irqMs + softirqMs + stealMs
}

interface Reach {
  readonly elapsedMs: number
  /** How far the means before this interval reach back. */
  readonly lastMs: number
}

/** The mean over all intervals until there are enough of them; from then on older ones fade. */
function recent(pct: number, lastPct: number | undefined, { elapsedMs, lastMs }: Reach): Recent {
  if (lastPct === undefined || lastMs === 0) return { pct, recentPct: pct }
  const weight = Math.min(1, elapsedMs / Math.min(RECENT_MS, lastMs + elapsedMs))
  return { pct, recentPct: lastPct + (pct - lastPct) * weight }
}

interface Settled {
  /** Time that the ended used within the interval, by who waited for them. */
  readonly dueMs: readonly Waited[]
  readonly owedMs: ReadonlyMap<ProcessId, number>
}

/**
 * A child's time comes to its parent all at once, when the parent waits for it: what was known of it before was used
 * before. Where the parent was read before the child ended, it comes with the next reading.
 */
function settle(before: Snapshot, { gone, waited }: Departures): Settled {
  const knownMs = new Map<ProcessId, number>()
  const ended = new Set(gone)
  for (const row of gone) {
    const id = waiterOf(row, before.processes, ended)
    if (id !== undefined) knownMs.set(id, (knownMs.get(id) ?? 0) + lifetimeMs(row.record))
  }
  const owedMs = new Map(knownMs)
  const dueMs: Waited[] = []
  for (const { record, ms } of waited) {
    const newMs = ms - (before.endedCpu?.owedMs.get(record.id) ?? 0)
    const known = knownMs.get(record.id) ?? 0
    owedMs.set(record.id, Math.min(known, Math.max(0, known - newMs)))
    if (newMs > known) dueMs.push({ record, ms: newMs - known })
  }
  for (const [id, ms] of owedMs) if (ms === 0) owedMs.delete(id)
  return { dueMs, owedMs }
}

/** All that its parent will be told when it waits for it. */
function lifetimeMs(record: ProcessRecord): number {
  return (cpuMsOf(record) ?? 0) + (childrenMs(record) ?? 0)
}

/** Time of its children that it waited for; unknown where the system does not tell. */
export function childrenMs({ childUserMs, childSystemMs }: ProcessRecord): number | undefined {
  return childUserMs === undefined || childSystemMs === undefined ? undefined : childUserMs + childSystemMs
}

/** The nearest ancestor that is still there: the time of whoever ended between was passed on to it. */
function waiterOf(row: ProcessRow, rows: readonly ProcessRow[], ended: ReadonlySet<ProcessRow>): ProcessId | undefined {
  let parent = rowOfPid(rows, row.record.ppid)
  // Lines are read one after the other, so parents may seem to go round.
  for (let left = ended.size; parent !== undefined && ended.has(parent) && left > 0; left--) {
    parent = rowOfPid(rows, parent.record.ppid)
  }
  return parent?.id
}

/** Both those that waited now and those that did of late and still live. */
function told(
  dueMs: readonly Waited[],
  mostMs: number,
  wholeMs: number,
  last: readonly EndedUnder[],
  rows: readonly ProcessRow[],
  reach: Reach,
): EndedUnder[] {
  const lastPct = new Map(last.map(({ id, recentPct }) => [id, recentPct]))
  const under = dueMs.map(({ record: { id, pid, name }, ms }) => {
    const pct = (Math.min(ms, mostMs) / wholeMs) * 100
    return { id, pid, name, ...recent(pct, lastPct.get(id) ?? 0, reach) }
  })
  const named = new Set(dueMs.map(({ record }) => record.id))
  for (const { id, pid, name, recentPct } of last) {
    if (named.has(id) || rowOfPid(rows, pid)?.id !== id) continue
    const faded = recent(0, recentPct, reach)
    if (faded.recentPct >= LEAST_RECENT_PCT) under.push({ id, pid, name, ...faded })
  }
  return under.sort((a, b) => b.recentPct - a.recentPct).slice(0, MOST_UNDER)
}
