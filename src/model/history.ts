import { isLoopback } from './loopback.ts'
import { type MemoryParts, memoryParts } from './memory-parts.ts'
import { Pace } from './pace.ts'
import { percent } from './rates.ts'
import { ALL_DISKS } from './sample.ts'
import type { DiskActivity, NetworkActivity, Snapshot } from './snapshot.ts'

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
    const { length } = this.#values
    const out = new Array<number | undefined>(Math.max(0, count))
    for (let i = 0, back = count; back >= 1; i++, back--) {
      const value = back > this.#length ? undefined : this.#values[(this.#next - back + length) % length]
      out[i] = value === undefined || Number.isNaN(value) ? undefined : value
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
  return physical.length > 0 ? physical : network.filter(net => !isLoopback(net))
}

/** Ten minutes at a second each. */
export const CAPACITY = 600
/** Graphs have two points a cell: of three that are unknown a whole cell is seen to be. */
export const GAP_POINTS = 3

/** Disks that file systems lie on: what a volume reads, the disk below it reads too, and would count twice. */
function mounted({ disks, diskIo }: Snapshot): readonly DiskActivity[] {
  const devices = new Set(disks.map(disk => disk.blockDevice))
  return diskIo.filter(({ device }) => device === ALL_DISKS || devices.has(device))
}

/** Unknown where any of them is, or none is there. */
function sum(values: readonly (number | undefined)[]): number | undefined {
  if (values.length === 0) return undefined
  return values.reduce((all, value) => (all === undefined || value === undefined ? undefined : all + value), 0)
}

function shareOfMemory(of: (parts: MemoryParts) => number | undefined): (now: Snapshot) => number | undefined {
  return ({ memory }) => memory && percent(of(memoryParts(memory)), memory.totalBytes)
}

/** What is remembered of the machine. */
const FIGURES = {
  // Percent of all processors.
  cpu: ({ cpu }) => cpu?.total?.busyPct,
  user: ({ cpu }) => cpu?.total?.userPct,
  nice: ({ cpu }) => cpu?.total?.nicePct,
  system: ({ cpu }) => cpu?.total?.systemPct,
  irq: ({ cpu }) => cpu?.total?.irqPct,
  guest: ({ cpu }) => cpu?.total?.guestPct,
  steal: ({ cpu }) => cpu?.total?.stealPct,
  iowait: ({ cpu }) => cpu?.total?.iowaitPct,
  // Percent of memory.
  memory: ({ memory }) => memory?.usedPct,
  buffers: shareOfMemory(parts => parts.buffersBytes),
  cache: shareOfMemory(parts => parts.cacheBytes),
  // Bytes a second.
  receive: ({ network }) => sum(outermost(network).map(net => net.rxBytesPerSec)),
  send: ({ network }) => sum(outermost(network).map(net => net.txBytesPerSec)),
  read: now => sum(mounted(now).map(disk => disk.readBytesPerSec)),
  write: now => sum(mounted(now).map(disk => disk.writeBytesPerSec)),
  // Percent of the last ten seconds in which somebody waited.
  stalledByCpu: ({ pressure }) => pressure?.cpu?.some.avg10,
  stalledByMemory: ({ pressure }) => pressure?.memory?.some.avg10,
  stalledByIo: ({ pressure }) => pressure?.io?.some.avg10,
} satisfies Readonly<Record<string, (now: Snapshot) => number | undefined>>

export type Figure = keyof typeof FIGURES

const FIGURE_NAMES = Object.keys(FIGURES) as readonly Figure[]

/** The machine's figures over the last samples, for sparklines and graphs. */
export class History {
  readonly #figures: ReadonlyMap<Figure, Series>
  readonly #cores = new Map<number, Series>()
  readonly #pace: Pace
  #points = 0

  /**
   * An empty history, or one that begins as another is now.
   *
   * @param without so many of its newest points are left out
   */
  constructor(before?: History, without = 0) {
    this.#figures = new Map(
      FIGURE_NAMES.map(name => [name, before?.of(name).copy(without) ?? new Series(CAPACITY)] as const),
    )
    this.#pace = before === undefined ? new Pace() : before.#pace.copy()
    if (before === undefined) return
    this.#points = before.#points - without
    for (const [id, series] of before.#cores) this.#cores.set(id, series.copy(without))
  }

  /** How many points there have been, those that are forgotten and gaps too. */
  get points(): number {
    return this.#points
  }

  of(figure: Figure): Series {
    const series = this.#figures.get(figure)
    if (series === undefined) throw new Error(`no such figure: ${figure}`)
    return series
  }

  core(id: number): Series {
    let series = this.#cores.get(id)
    if (series === undefined) {
      series = new Series(CAPACITY)
      this.#cores.set(id, series)
    }
    return series
  }

  /** @param everyMs the interval that is kept */
  push(snapshot: Snapshot, everyMs: number): void {
    const step = this.#pace.step(snapshot, everyMs)
    if (step === 'none') return
    this.#points += step === 'gap' ? GAP_POINTS : 1
    if (step === 'gap') this.#pushGap()
    else this.#pushPoint(snapshot)
  }

  #pushGap(): void {
    for (const series of [...this.#figures.values(), ...this.#cores.values()]) {
      for (let i = 0; i < GAP_POINTS; i++) series.push(undefined)
    }
  }

  #pushPoint(snapshot: Snapshot): void {
    for (const name of FIGURE_NAMES) this.of(name).push(FIGURES[name](snapshot))
    for (const core of snapshot.cpu?.cores ?? []) this.core(core.id).push(core.shares?.busyPct)
  }
}
