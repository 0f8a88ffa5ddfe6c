import { derive } from '../model/derive.ts'
import type { RawSample } from '../model/sample.ts'
import { type Eased, ScanPace } from '../model/scan-pace.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { isOutOfDescriptors } from '../sources/errors.ts'
import { turn } from '../sources/slices.ts'
import type { Needs, Source } from '../sources/source.ts'

/** The second sample comes soon, so that rates are there before one has begun to read. */
const FIRST_INTERVAL_MS = 250
/** The kernel counts in ticks of ten milliseconds: over less than this a rate is noise. */
const LEAST_RATE_MS = 200
/** A rate is measured over the interval; by so much of it the clock may be early. */
const ENOUGH_OF_INTERVAL = 0.75
/** Snapshots closer together than this part of the interval are not all kept. */
const STEP_OF_INTERVAL = 0.2
/** With so many processes and threads each step takes milliseconds: a key that comes meanwhile is answered before the next one. */
const MANY = 1000

export interface SamplerOptions {
  readonly source: Source
  needs(): Needs
  /** The first of thousands of processes, while the first scan goes on. */
  onBeginning(snapshot: Snapshot): void
  /** The interval that is wanted. */
  intervalMs(): number
  onSnapshot(snapshot: Snapshot): Promise<void> | void
  onError(error: unknown): void
}

/**
 * The loop: scan, derive, hand on, and again after the interval, or after a longer one where scans take so long that
 * there would be nothing but scans. Never two scans at once.
 */
export class Sampler {
  readonly #options: SamplerOptions
  #snapshot: Snapshot | undefined
  /** What the next one may be measured against, oldest first. */
  #kept: Snapshot[] = []
  #timer: NodeJS.Timeout | undefined
  #stopped = false
  #scanning = false
  /** Asked to sample once more while a scan was under way, which does not know yet what is needed now. */
  #hurried = false
  #startedAtMs = 0
  readonly #pace = new ScanPace()
  #eased: Eased | undefined

  constructor(options: SamplerOptions) {
    this.#options = options
  }

  /** The interval that is kept instead of the wanted one, for scans take so long; undefined while that one is. */
  get eased(): Eased | undefined {
    // Somebody may have chosen another interval since the last scan.
    return this.#eased !== undefined && this.#eased.everyMs > this.#options.intervalMs() ? this.#eased : undefined
  }

  /** The interval that is kept. */
  get everyMs(): number {
    return this.eased?.everyMs ?? this.#options.intervalMs()
  }

  start(): void {
    void this.#tick()
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
  }

  /** Samples at once: after a change of interval, or when what is needed has changed. */
  hurry(): void {
    if (this.#stopped) return
    if (this.#scanning) {
      this.#hurried = true
      return
    }
    clearTimeout(this.#timer)
    void this.#tick()
  }

  async #tick(): Promise<void> {
    this.#scanning = true
    this.#hurried = false
    this.#startedAtMs = performance.now()
    const first = this.#snapshot === undefined
    try {
      const sample = await this.#options.source.scan(this.#options.needs(), first ? this.#begin : undefined)
      this.#pace.note(performance.now() - this.#startedAtMs)
      this.#eased = this.#pace.eased(this.#options.intervalMs())
      if (this.#stopped) return
      const takesLong = !first && sample.processes.length + (sample.threads?.length ?? 0) > MANY
      if (takesLong) await turn()
      this.#snapshot = derive(this.#baseOf(sample), sample)
      this.#keep(this.#snapshot)
      if (takesLong) await turn()
      if (this.#stopped) return
      await this.#options.onSnapshot(this.#snapshot)
    } catch (error) {
      // It was closed meanwhile.
      if (this.#stopped) return
      // The picture stands still until somebody gives a descriptor back.
      if (first || !isOutOfDescriptors(error)) {
        this.stop()
        this.#options.onError(error)
        return
      }
    } finally {
      this.#scanning = false
    }
    if (this.#stopped) return
    const interval = this.#interval(first)
    const spent = performance.now() - this.#startedAtMs
    this.#timer = setTimeout(() => void this.#tick(), Math.max(interval - spent, 10))
  }

  readonly #begin = (sample: RawSample): void => {
    if (!this.#stopped) this.#options.onBeginning(derive(undefined, sample))
  }

  /**
   * The snapshot that is about an interval old, whatever was hurried in between; else the oldest, if that is old enough
   * for rates. While one types, each picture so shows the last interval and not the last keystroke.
   */
  #baseOf({ monotonicMs }: RawSample): Snapshot | undefined {
    const interval = this.everyMs
    const isOlder = (snapshot: Snapshot, ms: number): boolean => monotonicMs - snapshot.sample.monotonicMs >= ms
    const at = this.#kept.findLastIndex(snapshot => isOlder(snapshot, interval * ENOUGH_OF_INTERVAL))
    // None is needed again that is older than this base.
    if (at > 0) this.#kept.splice(0, at)
    const [base] = this.#kept
    return base !== undefined && isOlder(base, Math.min(LEAST_RATE_MS, interval / 2)) ? base : undefined
  }

  #keep(snapshot: Snapshot): void {
    const newest = this.#kept.at(-1)
    const sinceMs = newest === undefined ? undefined : snapshot.sample.monotonicMs - newest.sample.monotonicMs
    // A clock that went back: what was before cannot be measured against.
    if (sinceMs !== undefined && sinceMs < 0) this.#kept = []
    const isStep = sinceMs === undefined || sinceMs < 0 || sinceMs >= this.everyMs * STEP_OF_INTERVAL
    // Against one without threads none of theirs can be measured.
    const beginsThreads = snapshot.threads !== undefined && newest?.threads === undefined
    if (isStep || beginsThreads) this.#kept.push(snapshot)
  }

  #interval(first: boolean): number {
    if (this.#hurried) return 0
    const interval = this.everyMs
    return first ? Math.min(FIRST_INTERVAL_MS, interval) : interval
  }
}
