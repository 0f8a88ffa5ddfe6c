import type { ProcessFacts, ProcessId } from './process.ts'
import { indexOfId, rowOfPid } from './row-of-pid.ts'
import type { ProcessRow, Snapshot, ThreadRows } from './snapshot.ts'
import type { Trouble } from './troubles/trouble.ts'

/** So far back one can step. */
export const LONGEST_MS = 10 * 60_000

/** What all that is kept may take, about; and for each process more, for each sample is larger. */
const BUDGET_BYTES = 3 * 1024 ** 2
const BUDGET_BYTES_PER_PROCESS = 1024
/** What a moment takes, about, by measurement (docs/performance.md): by itself, for each row, and for each that is new. */
const MOMENT_BYTES = 9_000
const ROW_BYTES = 32
const NEW_ROW_BYTES = 1_000
/** And for each sensor and core that was read anew, by measurement too. */
const READING_BYTES = 340
/** The newest are kept one and all. */
const NEWEST = 10

/** One snapshot as it was shown. */
export interface Moment {
  readonly snapshot: Snapshot
  readonly troubles: readonly Trouble[]
  /** Points that the machine's history had then. */
  readonly points: number
}

interface Kept extends Moment {
  /** What was known of each process then: the live facts go on. */
  readonly facts: readonly ProcessFacts[]
  /** The same of each thread. */
  readonly threadFacts: readonly ProcessFacts[]
  /** What would be free without it and those after it: what it has in common with the one before is counted there. */
  bytes: number
}

/**
 * The last ten minutes, to step back into. Memory is bounded: of what is longer ago there are fewer moments, the more
 * processes the fewer. What did not change from one moment to the next is the same object in both.
 */
export class Past {
  #kept: Kept[] = []
  #bytes = 0
  readonly #bySnapshot = new WeakMap<Snapshot, Kept>()
  #shown: { readonly of: Kept; readonly moment: Moment } | undefined

  get count(): number {
    return this.#kept.length
  }

  /** When the oldest that is kept was, in monotonic milliseconds. */
  get sinceMs(): number | undefined {
    return this.#kept[0]?.snapshot.sample.monotonicMs
  }

  /** All that are kept, the oldest first; what is known of processes apart from their records is of now. */
  get snapshots(): readonly Snapshot[] {
    return this.#kept.map(({ snapshot }) => snapshot)
  }

  add({ snapshot, troubles, points }: Moment): void {
    const before = this.#kept.at(-1)
    const threads = snapshot.threads?.rows ?? []
    const facts = factsNow(snapshot.processes, before?.snapshot.processes, before?.facts)
    const threadFacts = factsNow(threads, before?.snapshot.threads?.rows, before?.threadFacts)
    const kept = { snapshot, troubles, points, facts, threadFacts, bytes: 0 }
    this.#kept.push(kept)
    this.#bySnapshot.set(snapshot, kept)
    this.#charge(this.#kept.length - 1)
    while (timeOf(snapshot) - (this.sinceMs ?? 0) > LONGEST_MS) this.#drop(0)
    const budget = BUDGET_BYTES + (snapshot.processes.length + threads.length) * BUDGET_BYTES_PER_PROCESS
    while (this.#bytes > budget && this.#kept.length > NEWEST + 1) this.#drop(this.#leastMissed(timeOf(snapshot)))
  }

  /** The last moment before this time (monotonic milliseconds); undefined where nothing is kept of that. */
  before(ms: number): Moment | undefined {
    return this.#momentOf(this.#kept.findLast(({ snapshot }) => timeOf(snapshot) < ms))
  }

  /** The last moment at which the clock showed this time or an earlier one; whatever the clock has done since. */
  at(wallMs: number): Moment | undefined {
    return this.#momentOf(this.#kept.findLast(({ snapshot }) => snapshot.atMs <= wallMs))
  }

  /** What was known of a process, apart from its record, when this snapshot of {@link snapshots} was the newest. */
  factsThen(snapshot: Snapshot, id: ProcessId): ProcessFacts | undefined {
    const kept = this.#bySnapshot.get(snapshot)
    return kept?.facts[indexOfId(snapshot.processes, id)]
  }

  /** The last snapshot before this time, what is known of its processes apart from their records as of now. */
  snapshotBefore(ms: number): Snapshot | undefined {
    return this.#kept.findLast(({ snapshot }) => timeOf(snapshot) < ms)?.snapshot
  }

  /** Those within so long before this time, and at least the last; known as {@link snapshotBefore}. The oldest first. */
  snapshotsBefore(ms: number, withinMs: number): Snapshot[] {
    const last = this.#kept.findLastIndex(({ snapshot }) => timeOf(snapshot) < ms)
    let first = last
    for (let next = this.#kept[first - 1]; next !== undefined && timeOf(next.snapshot) >= ms - withinMs; ) {
      first--
      next = this.#kept[first - 1]
    }
    return this.#kept.slice(Math.max(0, first), last + 1).map(({ snapshot }) => snapshot)
  }

  /** The first moment after this time. */
  after(ms: number): Moment | undefined {
    return this.#momentOf(this.#kept.find(({ snapshot }) => timeOf(snapshot) > ms))
  }

  /** With the processes as they were known then. */
  #momentOf(kept: Kept | undefined): Moment | undefined {
    if (kept === undefined) return undefined
    if (this.#shown?.of === kept) return this.#shown.moment
    const { snapshot, troubles, points, facts, threadFacts } = kept
    const processes = snapshot.processes.map((row, i) => ({ ...row, facts: facts[i] ?? row.facts }))
    const threads = snapshot.threads && threadsThen(snapshot.threads, threadFacts, processes)
    const moment = { snapshot: { ...snapshot, processes, threads }, troubles, points }
    this.#shown = { of: kept, moment }
    return moment
  }

  /** Which one leaves the shortest gap for how long ago it is; the first stays, for it says how far back one can go. */
  #leastMissed(nowMs: number): number {
    let least = Number.POSITIVE_INFINITY
    let at = 1
    let before = this.#timeAt(0)
    let time = this.#timeAt(1)
    for (let i = 1; i < this.#kept.length - NEWEST; i++) {
      const next = this.#timeAt(i + 1)
      const missed = (next - before) / Math.max(1, nowMs - time)
      if (missed < least) {
        least = missed
        at = i
      }
      before = time
      time = next
    }
    return at
  }

  #timeAt(at: number): number {
    const kept = this.#kept[at]
    return kept === undefined ? Number.NaN : timeOf(kept.snapshot)
  }

  #drop(at: number): void {
    const [dropped] = this.#kept.splice(at, 1)
    this.#bytes -= dropped?.bytes ?? 0
    // What the next one had in common with it is there for the next one alone from now on.
    if (at < this.#kept.length) this.#charge(at)
  }

  /** Counts what one takes beside the one before it. */
  #charge(at: number): void {
    const kept = this.#kept[at]
    if (kept === undefined) return
    const bytes = bytesOf(kept, this.#kept[at - 1])
    this.#bytes += bytes - kept.bytes
    kept.bytes = bytes
  }
}

function bytesOf({ snapshot, facts, threadFacts }: Kept, before: Kept | undefined): number {
  const { processes, threads, hardware } = snapshot
  const old = before?.snapshot
  const threadRows = threads?.rows ?? []
  const changed =
    changedIn(processes, facts, old?.processes, before?.facts) +
    changedIn(threadRows, threadFacts, old?.threads?.rows, before?.threadFacts)
  const readings = hardware === old?.hardware ? 0 : readingsIn(snapshot)
  const rows = processes.length + threadRows.length
  return MOMENT_BYTES + rows * ROW_BYTES + changed * NEW_ROW_BYTES + readings * READING_BYTES
}

/** How many rows are not the same objects as before, with what is known of them. */
function changedIn(
  rows: readonly ProcessRow[],
  facts: readonly ProcessFacts[],
  old: readonly ProcessRow[] = [],
  oldFacts: readonly ProcessFacts[] = [],
): number {
  let changed = 0
  let at = 0
  for (let i = 0; i < rows.length; i++) {
    at = placeIn(old, rows[i], at)
    if (old[at] !== rows[i] || oldFacts[at] !== facts[i]) changed++
    if (old[at] === rows[i]) at++
  }
  return changed
}

/** @param processes as they were known then, in ascending order of pid */
function threadsThen(
  threads: ThreadRows,
  facts: readonly ProcessFacts[],
  processes: readonly ProcessRow[],
): ThreadRows {
  const rows = threads.rows.map((row, i) => {
    const threadOf = row.threadOf && rowOfPid(processes, row.threadOf.record.pid)
    return { ...row, facts: facts[i] ?? row.facts, ...(threadOf && { threadOf }) }
  })
  return { ...threads, rows }
}

function readingsIn({ sample: { hardware } }: Snapshot): number {
  return hardware === undefined ? 0 : hardware.sensors.length + hardware.cores.size
}

function timeOf({ sample }: Snapshot): number {
  return sample.monotonicMs
}

/** A copy of what is known of each process, the former one where nothing new is. */
function factsNow(
  rows: readonly ProcessRow[],
  old: readonly ProcessRow[] = [],
  before: readonly ProcessFacts[] = [],
): ProcessFacts[] {
  const facts = new Array<ProcessFacts>(rows.length)
  let at = 0
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]
    if (row === undefined) continue
    at = placeIn(old, row, at)
    const isSame = old[at] === row
    const known = isSame || old[at]?.id === row.id ? before[at] : undefined
    facts[i] = known?.revision === row.facts.revision ? known : { ...row.facts }
    if (isSame) at++
  }
  return facts
}

/** Where among the old rows, from `at` on, the first is that does not come before this one. Both lists ascend by pid. */
function placeIn(old: readonly ProcessRow[], row: ProcessRow | undefined, at: number): number {
  // Mostly it is the same row, at which one need not look.
  if (row === undefined || old[at] === row) return at
  const { pid } = row.record
  let place = at
  while ((old[place]?.record.pid ?? pid) < pid) place++
  return place
}
