/** So much is saved up before work goes on: a timer is not set for each of many small pieces. */
const HANDFUL_MS = 2

/**
 * Processor time that may be spent: it comes in all the time, as a share of one core, up to a credit for sudden need, and
 * goes out by what is spent. The last piece of work may overdraw it, for nobody knows beforehand how long it takes.
 */
export class Budget {
  readonly #share: number
  readonly #creditMs: number
  readonly #now: () => number
  #leftMs: number
  #atMs: number

  /**
   * @param share of one core: 0.02 is 2 %
   * @param creditMs what may be spent at once, also at the beginning
   * @param now monotonic milliseconds
   */
  constructor(share: number, creditMs: number, now: () => number) {
    this.#share = share
    this.#creditMs = creditMs
    this.#now = now
    this.#leftMs = creditMs
    this.#atMs = now()
  }

  /** Milliseconds of processor time; less than none where a clock went back. */
  spend(ms: number): void {
    this.#leftMs -= Math.max(0, ms)
  }

  /** How long to rest, in milliseconds, until there is something to be spent; 0 while there is. */
  restMs(): number {
    const nowMs = this.#now()
    this.#leftMs = Math.min(this.#creditMs, this.#leftMs + Math.max(0, nowMs - this.#atMs) * this.#share)
    this.#atMs = nowMs
    return this.#leftMs > 0 ? 0 : Math.ceil((HANDFUL_MS - this.#leftMs) / this.#share)
  }
}
