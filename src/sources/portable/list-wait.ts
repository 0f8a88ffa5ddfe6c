import { atMost } from '../at-most.ts'

/** So long a list of processes may take for once, where it usually takes less than half of it. */
const LEAST_MS = 3_000

/**
 * How long a scan waits for the list of processes. For the first as long as it takes; then twice as long as the last one took:
 * where ps(1) hangs, the machine's own figures do not stand still with it. Once it is late no scan waits until it has come, or
 * was given up.
 */
export class ListWait {
  readonly #now: () => number
  #tookMs: number | undefined
  #isLate = false

  /** @param now monotonic milliseconds */
  constructor(now: () => number) {
    this.#now = now
  }

  /**
   * @param asking settles when the question is answered or has failed; the same question may be waited for again
   * @param isAnswered whether there is a newer list then
   */
  async await(asking: Promise<void>, isAnswered: () => boolean): Promise<void> {
    if (this.#isLate) return
    const beganMs = this.#now()
    let isOver = false
    const over = asking.then(() => {
      isOver = true
      this.#isLate = false
      if (isAnswered()) this.#tookMs = this.#now() - beganMs
    })
    if (this.#tookMs === undefined) await over
    else await atMost(over, Math.max(LEAST_MS, 2 * this.#tookMs))
    this.#isLate = !isOver
  }
}
