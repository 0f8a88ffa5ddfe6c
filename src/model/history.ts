import type { Snapshot } from './snapshot.ts'

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

/** Ten minutes at a second each. */
const CAPACITY = 600

/** The machine's figures over the last samples, for sparklines and graphs. */
export class History {
  readonly cpu = new Series(CAPACITY)
  readonly memory = new Series(CAPACITY)
  readonly receive = new Series(CAPACITY)
  readonly send = new Series(CAPACITY)
  #cores = new Map<number, Series>()

  core(id: number): Series {
    let series = this.#cores.get(id)
    if (series === undefined) {
      series = new Series(CAPACITY)
      this.#cores.set(id, series)
    }
    return series
  }

  push(snapshot: Snapshot): void {
    // A first snapshot has no rates: it is no point of a graph.
    if (snapshot.intervalMs === undefined) return
    this.cpu.push(snapshot.cpu?.total?.busyPct)
    this.memory.push(snapshot.memory?.usedPct)
    for (const core of snapshot.cpu?.cores ?? []) this.core(core.id).push(core.shares?.busyPct)
    const outside = snapshot.network.filter(net => net.interface !== 'lo')
    const sum = (of: 'rxBytesPerSec' | 'txBytesPerSec'): number | undefined =>
      outside.some(net => net[of] === undefined) ? undefined : outside.reduce((all, net) => all + (net[of] ?? 0), 0)
    this.receive.push(sum('rxBytesPerSec'))
    this.send.push(sum('txBytesPerSec'))
  }
}
