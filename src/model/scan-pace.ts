/** What is usual of scans is told by so many. */
const LAST = 3
/** Of intervals that are lengthened: seconds that are read at a glance. */
const STEPS_MS = [0.2, 0.3, 0.5, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30].map(sec => sec * 1000)
const MINUTE_MS = 60_000
/** Scanning has at most this share of the time, once the interval is lengthened. */
const SHARE = 0.5
/** A longer interval is lengthened further from this share of it on, */
const TOO_MUCH = 0.6
/** becomes less once a lesser one would do with so much to spare, */
const TO_SPARE = 1.2
/** and is the wanted one again where scans take less than this share of that. */
const QUICK = 0.7

/** An interval that is longer than the wanted one, and why. */
export interface Eased {
  readonly everyMs: number
  /** How long a scan takes, from asking to having. */
  readonly scanMs: number
}

/**
 * How often is scanned where scans take long. As long as they are over within the wanted interval it is that one; where
 * they usually are not, it grows so far that scanning takes half of the time. One scan that took long is no reason.
 */
export class ScanPace {
  /** How long the last ones took, in milliseconds, the oldest first. */
  #took: readonly number[] = []
  #easedMs: number | undefined

  /** @param scanMs how long a scan took, from asking to having */
  note(scanMs: number): void {
    this.#took = [...this.#took, scanMs].slice(-LAST)
  }

  /** The interval that is kept instead of the wanted one; undefined while that can be kept. */
  eased(wantedMs: number): Eased | undefined {
    const scanMs = this.#usualMs
    this.#easedMs = scanMs === undefined ? undefined : nextMs(this.#easedMs, scanMs, wantedMs)
    return scanMs === undefined || this.#easedMs === undefined ? undefined : { everyMs: this.#easedMs, scanMs }
  }

  /** The middle one of the last three; of two, which may be one that took long by chance, the lesser. */
  get #usualMs(): number | undefined {
    if (this.#took.length < 2) return undefined
    return this.#took.toSorted((a, b) => a - b)[(this.#took.length - 1) >> 1]
  }
}

/** @param easedMs what it was before; undefined where it was as wanted */
function nextMs(easedMs: number | undefined, scanMs: number, wantedMs: number): number | undefined {
  const longer = (ms: number): number | undefined => (ms > wantedMs ? ms : undefined)
  if (easedMs === undefined) return scanMs > wantedMs ? longer(stepFor(scanMs)) : undefined
  if (scanMs < wantedMs * QUICK) return undefined
  if (scanMs > easedMs * TOO_MUCH) return longer(stepFor(scanMs))
  return longer(Math.min(easedMs, stepFor(scanMs * TO_SPARE)))
}

/** The least readable interval of which a scan takes no more than its share. */
function stepFor(scanMs: number): number {
  const leastMs = scanMs / SHARE
  return STEPS_MS.find(ms => ms >= leastMs) ?? Math.ceil(leastMs / MINUTE_MS) * MINUTE_MS
}
