import { CAPACITY, GAP_POINTS, Series } from './history.ts'
import { Pace } from './pace.ts'
import { type IoCounters, type Reading, residentBytes } from './process.ts'
import { perSecond } from './rates.ts'
import type { ProcessRow, Snapshot } from './snapshot.ts'

/** One process's figures over the last samples, since it is watched. */
export class ProcessHistory {
  /** 100 is one core. */
  readonly cpuPct = new Series(CAPACITY)
  readonly rssBytes = new Series(CAPACITY)
  /** From and to storage. */
  readonly readBytesPerSec = new Series(CAPACITY)
  readonly writeBytesPerSec = new Series(CAPACITY)
  readonly #pace = new Pace()
  #io: Reading<IoCounters> | undefined

  /**
   * Adds a point, or a gap where nobody looked for long.
   *
   * @param row the process's in the snapshot
   * @param io what it has read and written by now; undefined where that is unknown
   * @param everyMs the interval that is kept
   */
  push(snapshot: Snapshot, row: ProcessRow, io: Reading<IoCounters> | undefined, everyMs: number): void {
    const before = this.#io
    this.#io = io
    const step = this.#pace.step(snapshot, everyMs)
    if (step === 'none') return
    if (step === 'gap') {
      for (let i = 0; i < GAP_POINTS; i++) for (const series of this.#all) series.push(undefined)
      return
    }
    const rate = (of: 'readBytes' | 'writeBytes'): number | undefined =>
      before && io && perSecond(before.value[of], io.value[of], io.atMs - before.atMs)
    this.cpuPct.push(row.cpuPct)
    this.rssBytes.push(residentBytes(row.record))
    this.readBytesPerSec.push(rate('readBytes'))
    this.writeBytesPerSec.push(rate('writeBytes'))
  }

  get #all(): readonly Series[] {
    return [this.cpuPct, this.rssBytes, this.readBytesPerSec, this.writeBytesPerSec]
  }
}

/** The least and the most of the known among some values; undefined without any. */
export function rangeOf(values: readonly (number | undefined)[]): { least: number; most: number } | undefined {
  const known = values.filter(value => value !== undefined)
  return known.length === 0 ? undefined : { least: Math.min(...known), most: Math.max(...known) }
}
