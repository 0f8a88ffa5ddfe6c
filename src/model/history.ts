import { Pace } from './pace.ts'
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

  /**
   * A series with the same values, which stays as it is when this one goes on.
   *
   * @param without so many of the newest are left out
   */
  copy(without = 0): Series {
    const copy = new Series(this.#values.length)
    const left = Math.min(without, this.#length)
    copy.#values.set(this.#values)
    copy.#next = (this.#next - left + this.#values.length) % this.#values.length
    copy.#length = this.#length - left
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
export const CAPACITY = 600
/** Graphs have two points a cell: of three that are unknown a whole cell is seen to be. */
export const GAP_POINTS = 3

/** The machine's figures over the last samples, for sparklines and graphs. */
export class History {
  readonly cpu: Series
  readonly memory: Series
  readonly receive: Series
  readonly send: Series
  readonly #cores = new Map<number, Series>()
  readonly #pace: Pace
  #points = 0

  /**
   * An empty history, or one that begins as another is now.
   *
   * @param without so many of its newest points are left out
   */
  constructor(before?: History, without = 0) {
    this.cpu = before?.cpu.copy(without) ?? new Series(CAPACITY)
    this.memory = before?.memory.copy(without) ?? new Series(CAPACITY)
    this.receive = before?.receive.copy(without) ?? new Series(CAPACITY)
    this.send = before?.send.copy(without) ?? new Series(CAPACITY)
    this.#pace = before === undefined ? new Pace() : before.#pace.copy()
    if (before === undefined) return
    this.#points = before.#points - without
    for (const [id, series] of before.#cores) this.#cores.set(id, series.copy(without))
  }

  /** How many points there have been, those that are forgotten and gaps too. */
  get points(): number {
    return this.#points
  }

  core(id: number): Series {
    let series = this.#cores.get(id)
    if (series === undefined) {
      series = new Series(CAPACITY)
      this.#cores.set(id, series)
    }
    return series
  }

  /** @param everyMs the interval that is wanted */
  push(snapshot: Snapshot, everyMs: number): void {
    const step = this.#pace.step(snapshot, everyMs)
    if (step === 'none') return
    this.#points += step === 'gap' ? GAP_POINTS : 1
    if (step === 'gap') this.#pushGap()
    else this.#pushPoint(snapshot)
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
