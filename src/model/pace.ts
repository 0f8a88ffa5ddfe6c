import type { RawSample } from './sample.ts'
import type { Snapshot } from './snapshot.ts'

/** Nobody looked for so many intervals, and at least for so long: the time between is a gap. */
const GAP_INTERVALS = 10
const LEAST_GAP_MS = 10_000

/** What a snapshot is to a graph: a point of it, a gap in it, or nothing. */
export type Step = 'point' | 'gap' | 'none'

/**
 * The pace at which a graph goes on. A point stands for the snapshot's interval. A first snapshot has none, and where
 * most of it has a point already, as after a sample out of turn, no other one is added. After a time in which nobody
 * looked (the machine was suspended, or this program stopped) the points are unknown: one of the whole time would pass
 * for one of an interval.
 */
export class Pace {
  #newestMs = Number.NEGATIVE_INFINITY
  /** When was looked last, whatever became of it, and how often then. */
  #looked: { readonly monotonicMs: number; readonly uptimeSec: number; readonly everyMs: number } | undefined

  /** Another one that goes on from where this one is now. */
  copy(): Pace {
    const copy = new Pace()
    copy.#newestMs = this.#newestMs
    copy.#looked = this.#looked
    return copy
  }

  /** @param everyMs the interval that is kept */
  step({ intervalMs, sample }: Snapshot, everyMs: number): Step {
    const isAfterGap = this.#isAfterGap(sample, everyMs)
    if (intervalMs === undefined) return 'none'
    const sinceMs = sample.monotonicMs - this.#newestMs
    if (sinceMs >= 0 && sinceMs < intervalMs / 2 && !isAfterGap) return 'none'
    this.#newestMs = sample.monotonicMs
    return isAfterGap ? 'gap' : 'point'
  }

  /** By our own clock, and by that of the machine's uptime, of which the time that it was suspended is a part. */
  #isAfterGap({ monotonicMs, host: { uptimeSec = Number.NaN } }: RawSample, everyMs: number): boolean {
    const last = this.#looked
    this.#looked = { monotonicMs, uptimeSec, everyMs }
    if (last === undefined) return false
    const mostMs = Math.max(LEAST_GAP_MS, GAP_INTERVALS * Math.max(everyMs, last.everyMs))
    return monotonicMs - last.monotonicMs > mostMs || (uptimeSec - last.uptimeSec) * 1000 > mostMs
  }
}
