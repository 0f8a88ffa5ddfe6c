import { derive } from '../model/derive.ts'
import type { RawSample } from '../model/sample.ts'
import type { Snapshot } from '../model/snapshot.ts'
import type { Needs, Source } from '../sources/source.ts'

/** The second sample comes soon, so that rates are there before one has begun to read. */
const FIRST_INTERVAL_MS = 250
/** The kernel counts in ticks of ten milliseconds: over less than this a rate is noise. */
const LEAST_RATE_MS = 200

export interface SamplerOptions {
  readonly source: Source
  needs(): Needs
  intervalMs(): number
  onSnapshot(snapshot: Snapshot): Promise<void> | void
  onError(error: unknown): void
}

/** The loop: scan, derive, hand on, and again after the interval. Never two scans at once. */
export class Sampler {
  readonly #options: SamplerOptions
  #snapshot: Snapshot | undefined
  /** What the newest snapshot was measured against. */
  #base: Snapshot | undefined
  #timer: NodeJS.Timeout | undefined
  #stopped = false
  #scanning = false
  /** Asked to sample once more while a scan was under way, which does not know yet what is needed now. */
  #hurried = false
  #startedAtMs = 0

  constructor(options: SamplerOptions) {
    this.#options = options
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
      const sample = await this.#options.source.scan(this.#options.needs())
      if (this.#stopped) return
      this.#snapshot = derive(this.#baseOf(sample), sample)
      await this.#options.onSnapshot(this.#snapshot)
    } catch (error) {
      this.stop()
      this.#options.onError(error)
      return
    } finally {
      this.#scanning = false
    }
    if (this.#stopped) return
    const interval = this.#interval(first)
    const spent = performance.now() - this.#startedAtMs
    this.#timer = setTimeout(() => void this.#tick(), Math.max(interval - spent, 10))
  }

  /** The snapshot before, or the one before that where a hurried sample comes too soon after it for rates. */
  #baseOf({ monotonicMs }: RawSample): Snapshot | undefined {
    const newest = this.#snapshot
    const least = Math.min(LEAST_RATE_MS, this.#options.intervalMs() / 2)
    if (newest !== undefined && monotonicMs - newest.sample.monotonicMs >= least) this.#base = newest
    return this.#base
  }

  #interval(first: boolean): number {
    if (this.#hurried) return 0
    const interval = this.#options.intervalMs()
    return first ? Math.min(FIRST_INTERVAL_MS, interval) : interval
  }
}
