import { derive } from '../model/derive.ts'
import type { Snapshot } from '../model/snapshot.ts'
import type { Needs, Source } from '../sources/source.ts'

/** The second sample comes soon, so that rates are there before one has begun to read. */
const FIRST_INTERVAL_MS = 250

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
  #timer: NodeJS.Timeout | undefined
  #stopped = false
  #scanning = false
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
    if (this.#scanning || this.#stopped) return
    clearTimeout(this.#timer)
    void this.#tick()
  }

  async #tick(): Promise<void> {
    this.#scanning = true
    this.#startedAtMs = performance.now()
    const first = this.#snapshot === undefined
    try {
      const sample = await this.#options.source.scan(this.#options.needs())
      if (this.#stopped) return
      this.#snapshot = derive(this.#snapshot, sample)
      await this.#options.onSnapshot(this.#snapshot)
    } catch (error) {
      this.stop()
      this.#options.onError(error)
      return
    } finally {
      this.#scanning = false
    }
    if (this.#stopped) return
    const interval = first ? Math.min(FIRST_INTERVAL_MS, this.#options.intervalMs()) : this.#options.intervalMs()
    const spent = performance.now() - this.#startedAtMs
    this.#timer = setTimeout(() => void this.#tick(), Math.max(interval - spent, 10))
  }
}
