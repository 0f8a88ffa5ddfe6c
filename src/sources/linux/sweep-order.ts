import { GIANT_BYTES, hasMemory, type ProcessId, type ProcessRecord } from '../../model/process.ts'

/** In view, a process that ran is looked at again after this long, */
const RAN_MS = 2_000
/** and one that did not after this long: others who share its memory change what its share is. */
const IDLE_MS = 8_000
/** Out of view those that ran have to wait so long, */
const UNSEEN_RAN_MS = 15_000
/** and those that did not so long. */
const UNSEEN_IDLE_MS = 60_000
/** So many that need nothing are passed over in one go, which takes less than a millisecond. */
const MOST_PASSED = 2_000

export interface SweepOrderOptions {
  recordOf(id: ProcessId): ProcessRecord | undefined
  /** Monotonic milliseconds. */
  now(): number
}

/**
 * Whose memory is to be looked at next: first whoever is in view and has never been; then by turns, half of the time
 * each, who in view is due, longest ago first, and everyone else: those never read first, the largest before the
 * others, then in the order in which they were read. Giants are passed over unless they are asked for.
 */
export class SweepOrder {
  readonly #options: SweepOrderOptions
  /** Everyone there was at the last scan, until somebody wants to know who is new. */
  #latest: readonly ProcessRecord[] | undefined
  #viewIds: readonly ProcessId[] = []
  #view: ProcessRecord[] = []
  #asked: ProcessId | undefined
  /** Who is in one of the two queues. */
  readonly #queued = new Set<ProcessId>()
  readonly #unread: ProcessId[] = []
  readonly #again: { readonly id: ProcessId; readonly lookAtMs: number }[] = []
  /** What was spent on reading the view again more than on the others, in ms. */
  #viewAheadMs = 0

  constructor(options: SweepOrderOptions) {
    this.#options = options
  }

  /** Those in view, as they are now. */
  get view(): readonly ProcessRecord[] {
    return this.#view
  }

  /** After each scan: who there is. Costs nothing until {@link next} is called. */
  see(records: readonly ProcessRecord[]): void {
    this.#latest = records
    this.aim(this.#viewIds, this.#asked)
  }

  /** @param asked whose memory is looked at though it is a giant's */
  aim(view: readonly ProcessId[], asked: ProcessId | undefined): void {
    this.#viewIds = view
    this.#asked = asked
    this.#view = view.map(id => this.#options.recordOf(id)).filter(record => record !== undefined)
  }

  /** @param onlyUnread whoever was ever read is left as they are */
  next(onlyUnread = false): ProcessRecord | undefined {
    this.#meet()
    const nowMs = this.#options.now()
    const unread = this.#view.find(record => record.facts.rollupRead === undefined && this.#isDue(record, nowMs))
    if (unread !== undefined) return unread
    const seen = onlyUnread ? undefined : this.#mostOverdue(nowMs)
    const other = this.#firstUnread(nowMs) ?? (onlyUnread ? undefined : this.#firstAgain(nowMs))
    // What one side did not use while it had nothing to do is not saved up.
    if (seen === undefined || other === undefined) this.#viewAheadMs = 0
    return this.#viewAheadMs > 0 ? (other ?? seen) : (seen ?? other)
  }

  isInView({ id }: ProcessRecord): boolean {
    return this.#viewIds.includes(id)
  }

  /** So much was spent on reading one, again if that is in view: what is new there is not put on the view's account. */
  spent(inView: boolean, ms: number): void {
    this.#viewAheadMs += inView ? ms : -ms
  }

  /** Takes up those who are new, the largest first: who sorts by true memory looks for those. */
  #meet(): void {
    const latest = this.#latest
    if (latest === undefined) return
    this.#latest = undefined
    const met: ProcessRecord[] = []
    for (let i = 0; i < latest.length; i++) {
      const record = latest[i]
      if (record === undefined || this.#queued.has(record.id) || !hasMemory(record)) continue
      this.#queued.add(record.id)
      met.push(record)
    }
    met.sort((a, b) => b.rssBytes - a.rssBytes)
    for (const { id } of met) this.#unread.push(id)
  }

  #mostOverdue(nowMs: number): ProcessRecord | undefined {
    let found: ProcessRecord | undefined
    for (const record of this.#view) {
      if (!this.#isDue(record, nowMs)) continue
      if (found === undefined || readAtMs(record) < readAtMs(found)) found = record
    }
    return found
  }

  #isDue(record: ProcessRecord, nowMs: number): boolean {
    if (isBygone(record)) return true
    if (!hasMemory(record) || (isGiant(record) && record.id !== this.#asked)) return false
    const { rollupRead } = record.facts
    // By another name it runs another program, in memory of its own.
    if (rollupRead?.record.name !== record.name) return true
    return nowMs - rollupRead.atMs >= (rollupRead.record === record ? IDLE_MS : RAN_MS)
  }

  #firstUnread(nowMs: number): ProcessRecord | undefined {
    for (let id = this.#unread[0]; id !== undefined; id = this.#unread[0]) {
      const record = this.#options.recordOf(id)
      if (record !== undefined && record.facts.rollupRead === undefined && hasMemory(record) && !isGiant(record)) {
        return record
      }
      this.#unread.shift()
      this.#queueAgain(id, record, nowMs)
    }
    return undefined
  }

  #firstAgain(nowMs: number): ProcessRecord | undefined {
    let passed = 0
    for (let entry = this.#again[0]; entry !== undefined && entry.lookAtMs <= nowMs; entry = this.#again[0]) {
      const record = this.#options.recordOf(entry.id)
      if (record !== undefined && isDueUnseen(record, nowMs)) return record
      if (++passed > MOST_PASSED) return undefined
      this.#again.shift()
      this.#queueAgain(entry.id, record, nowMs)
    }
    return undefined
  }

  #queueAgain(id: ProcessId, record: ProcessRecord | undefined, nowMs: number): void {
    if (record === undefined) this.#queued.delete(id)
    else this.#again.push({ id, lookAtMs: nowMs + UNSEEN_RAN_MS })
  }
}

function readAtMs({ facts }: ProcessRecord): number {
  return facts.rollupRead?.atMs ?? Number.NEGATIVE_INFINITY
}

function isGiant({ rssBytes }: ProcessRecord): boolean {
  return rssBytes >= GIANT_BYTES
}

/** Whether figures are known of memory that is not there any more: to read them anew makes them unknown. */
function isBygone(record: ProcessRecord): boolean {
  return !hasMemory(record) && record.facts.pssBytes !== undefined
}

function isDueUnseen(record: ProcessRecord, nowMs: number): boolean {
  if (isBygone(record)) return true
  if (!hasMemory(record) || isGiant(record)) return false
  const { rollupRead } = record.facts
  if (rollupRead === undefined) return true
  return nowMs - rollupRead.atMs >= (rollupRead.record === record ? UNSEEN_IDLE_MS : UNSEEN_RAN_MS)
}
