import { NEAR_PCT } from '../../model/limit-use.ts'
import { hasMemory, type ProcessFacts, type ProcessId, type ProcessRecord } from '../../model/process.ts'
import type { NearLimit } from '../../model/sample.ts'
import { Budget } from './budget.ts'

/** What is used of the limits that a process has. */
export type ReadLimits = (record: ProcessRecord) => readonly Omit<NearLimit, 'id'>[]

/** 0.2 % of a core. */
const SHARE = 0.002
/** Half of it for who has not run: such a process is refused nothing meanwhile. */
const IDLE_SHARE = SHARE / 2
/** So long in one go, for which a key that comes meanwhile waits; half of it for those who are near a limit. */
const AT_ONCE_MS = 3
/** In so many scans everyone is passed once, whether due or not: of thousands it costs something only to ask that. */
const SCANS_A_ROUND = 10
/** The first frame is not to wait for it, nor the second. */
const FIRST_SCANS = 2
/** Who has run since the last look is due after this long: sooner where a limit is near. */
const NEAR_MS = 2_000
const FAR_MS = 30_000
/** Of who has not run: others may have set its limits, or opened files in a table that it shares with them. */
const IDLE_TIMES = 10

interface Look {
  readonly record: ProcessRecord
  readonly atMs: number
}

/**
 * Looks after the limits of everyone, a handful of processes at each scan, within its share of a core: each takes three
 * files, 70 µs. Who is near a limit comes first, then everyone in turn, but of those who have not run since the last look
 * (or, before the first one, since they were passed by) no more than half the share permits. See
 * docs/decisions/0016-limits-watched.md.
 */
export class LimitWatch {
  readonly #read: ReadLimits
  readonly #recordOf: (id: ProcessId) => ProcessRecord | undefined
  readonly #now: () => number
  readonly #budget: Budget
  readonly #idleBudget: Budget
  readonly #looks = new WeakMap<ProcessFacts, Look>()
  readonly #near = new Map<ProcessId, readonly NearLimit[]>()
  #scans = 0
  /** Whoever comes behind this pid is next. */
  #lastPid = 0

  /**
   * @param recordOf as the latest scan has it; undefined when it has ended
   * @param now monotonic milliseconds
   */
  constructor(read: ReadLimits, recordOf: (id: ProcessId) => ProcessRecord | undefined, now: () => number) {
    this.#read = read
    this.#recordOf = recordOf
    this.#now = now
    this.#budget = new Budget(SHARE, AT_ONCE_MS, now)
    this.#idleBudget = new Budget(IDLE_SHARE, AT_ONCE_MS, now)
  }

  /** Limits that somebody is near to; undefined before anyone was looked at. */
  get near(): readonly NearLimit[] | undefined {
    return this.#scans > FIRST_SCANS ? [...this.#near.values()].flat() : undefined
  }

  /**
   * After each scan: looks at those who are due, as far as there is time for it.
   *
   * @param records in ascending order of pid
   */
  see(records: readonly ProcessRecord[]): void {
    if (this.#scans++ < FIRST_SCANS) return
    const startMs = this.#now()
    const spentMs = (): number => this.#now() - startMs
    const rests = this.#budget.restMs() > 0
    for (const id of this.#near.keys()) {
      const record = this.#recordOf(id)
      // Who has ended is near nothing any more.
      if (record === undefined) this.#near.delete(id)
      else if (!rests && spentMs() < AT_ONCE_MS / 2 && this.#isDue(record, NEAR_MS, startMs)) this.#look(record)
    }
    if (rests) return
    this.#goOn(records, startMs)
    this.#budget.spend(spentMs())
  }

  /** Everyone in turn, as far as this scan goes. */
  #goOn(records: readonly ProcessRecord[], startMs: number): void {
    const untilMs = startMs + AT_ONCE_MS
    let atMs = this.#now()
    let sparesIdle = this.#idleBudget.restMs() > 0
    let passing = Math.ceil(records.length / SCANS_A_ROUND)
    const next = records.findIndex(({ pid }) => pid > this.#lastPid)
    for (let i = Math.max(0, next), left = records.length; left > 0 && passing > 0; i++, left--) {
      const record = records[i % records.length]
      if (record === undefined) break
      const ran = this.#hasRun(record)
      if (this.#near.has(record.id) || (sparesIdle && !ran) || !this.#isDue(record, FAR_MS, startMs)) passing--
      else {
        if (atMs >= untilMs) break
        this.#look(record)
        const tookMs = this.#now() - atMs
        atMs += tookMs
        if (!ran) this.#idleBudget.spend(tookMs)
        sparesIdle = this.#idleBudget.restMs() > 0
      }
      this.#lastPid = record.pid
    }
  }

  /** Since the last look, or since it was passed by without one. */
  #hasRun(record: ProcessRecord): boolean {
    const last = this.#looks.get(record.facts)
    if (last === undefined) this.#looks.set(record.facts, { record, atMs: Number.NEGATIVE_INFINITY })
    return last !== undefined && last.record !== record
  }

  #isDue(record: ProcessRecord, afterMs: number, nowMs: number): boolean {
    if (!hasMemory(record)) return false
    const last = this.#looks.get(record.facts)
    return last === undefined || nowMs - last.atMs >= (last.record === record ? IDLE_TIMES : 1) * afterMs
  }

  #look(record: ProcessRecord): void {
    this.#looks.set(record.facts, { record, atMs: this.#now() })
    const { id } = record
    const found = this.#read(record).filter(({ used, soft }) => used >= (NEAR_PCT / 100) * soft)
    if (found.length === 0) this.#near.delete(id)
    else
      this.#near.set(
        id,
        found.map(limit => ({ id, ...limit })),
      )
  }
}
