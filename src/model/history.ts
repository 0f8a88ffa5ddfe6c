import type { RawSample } from './sample.ts'
import type { NetworkActivity, Snapshot } from './snapshot.ts'

/** The last values of one figure, oldest first; a value may be unknown (NaN inside, undefined outside). */
export class Series {
  readonly #values: Float64Array
  #next = 0
  #length = 0

  constructor(capacity: number) {
    this.#values = new Float64Array(capacity)
  }

  get length(): number {
    return this.#length
  }

  /** A series with the same values, which stays as it is when this one goes on. */
  copy(): Series {
    const copy = new Series(this.#values.length)
    copy.#values.set(this.#values)
    copy.#next = this.#next
    copy.#length = this.#length
    return copy
  }

  push(value: number | undefined): void {
    this.#values[this.#next] = value ?? Number.NaN
    this.#next = (this.#next + 1) % this.#values.length
    this.#length = Math.min(this.#length + 1, this.#values.length)
  }

  /** The newest `count` values, oldest first; where there are fewer, the front is unknown. */
  last(count: number): (number | undefined)[] {
    const out: (number | undefined)[] = []
    for (let back = count; back >= 1; back--) {
      if (back > this.#length) {
        out.push(undefined)
        continue
      }
      const at = (this.#next - back + this.#values.length) % this.#values.length
      const value = this.#values[at] ?? Number.NaN
      out.push(Number.isNaN(value) ? undefined : value)
    }
    return out
  }
}

/**
 * What goes in and out of the machine goes over its physical interfaces; bridges, pairs and tunnels carry the same bytes
 * once more. Where none is known to be physical, as in a container, all but loopback.
 */
function outermost(network: readonly NetworkActivity[]): readonly NetworkActivity[] {
  const physical = network.filter(net => net.physical === true)
  return physical.length > 0 ? physical : network.filter(net => net.interface !== 'lo')
}

/** Ten minutes at a second each. */
const CAPACITY = 600
/** Nobody looked for so many intervals, and at least for so long: the time between is a gap. */
const GAP_INTERVALS = 10
const LEAST_GAP_MS = 10_000
/** Graphs have two points a cell: of three that are unknown a whole cell is seen to be. */
const GAP_POINTS = 3

/** The machine's figures over the last samples, for sparklines and graphs. */
export class History {
  readonly cpu: Series
  readonly memory: Series
  readonly receive: Series
  readonly send: Series
  readonly #cores = new Map<number, Series>()
  #newestMs = Number.NEGATIVE_INFINITY
  /** When was looked last, whatever became of it, and how often then. */
  #looked: { readonly monotonicMs: number; readonly uptimeSec: number; readonly everyMs: number } | undefined

  /** An empty history, or one that begins as another is now. */
  constructor(before?: History) {
    this.cpu = before?.cpu.copy() ?? new Series(CAPACITY)
    this.memory = before?.memory.copy() ?? new Series(CAPACITY)
    this.receive = before?.receive.copy() ?? new Series(CAPACITY)
    this.send = before?.send.copy() ?? new Series(CAPACITY)
    if (before === undefined) return
    for (const [id, series] of before.#cores) this.#cores.set(id, series.copy())
    this.#newestMs = before.#newestMs
    this.#looked = before.#looked
  }

  core(id: number): Series {
    let series = this.#cores.get(id)
    if (series === undefined) {
      series = new Series(CAPACITY)
      this.#cores.set(id, series)
    }
    return series
  }

  /**
   * A point stands for the snapshot's interval. A first snapshot has none, and where most of it has a point already, as
   * after a sample out of turn, no other one is added. After a time in which nobody looked (the machine was suspended, or
   * this program stopped) the points are unknown: one of the whole time would pass for one of an interval.
   *
   * @param everyMs the interval that is wanted
   */
  push(snapshot: Snapshot, everyMs: number): void {
    const { intervalMs, sample } = snapshot
    const isAfterGap = this.#isAfterGap(sample, everyMs)
    if (intervalMs === undefined) return
    const sinceMs = sample.monotonicMs - this.#newestMs
    if (sinceMs >= 0 && sinceMs < intervalMs / 2 && !isAfterGap) return
    this.#newestMs = sample.monotonicMs
    if (isAfterGap) this.#pushGap()
    else this.#pushPoint(snapshot)
  }

  /** By our own clock, and by that of the machine's uptime, of which the time that it was suspended is a part. */
  #isAfterGap({ monotonicMs, host: { uptimeSec = Number.NaN } }: RawSample, everyMs: number): boolean {
    const last = this.#looked
    this.#looked = { monotonicMs, uptimeSec, everyMs }
    if (last === undefined) return false
    const mostMs = Math.max(LEAST_GAP_MS, GAP_INTERVALS * Math.max(everyMs, last.everyMs))
    return monotonicMs - last.monotonicMs > mostMs || (uptimeSec - last.uptimeSec) * 1000 > mostMs
  }

  #pushGap(): void {
    for (const series of [this.cpu, this.memory, this.receive, this.send, ...this.#cores.values()]) {
      for (let i = 0; i < GAP_POINTS; i++) series.push(undefined)
    }
  }

  #pushPoint(snapshot: Snapshot): void {
    this.cpu.push(snapshot.cpu?.total?.busyPct)
    this.memory.push(snapshot.memory?.usedPct)
    for (const core of snapshot.cpu?.cores ?? []) this.core(core.id).push(core.shares?.busyPct)
    const outside = outermost(snapshot.network)
    const sum = (of: 'rxBytesPerSec' | 'txBytesPerSec'): number | undefined =>
      outside.some(net => net[of] === undefined) ? undefined : outside.reduce((all, net) => all + (net[of] ?? 0), 0)
    this.receive.push(sum('rxBytesPerSec'))
    this.send.push(sum('txBytesPerSec'))
  }
}
