import { derive } from '../../src/model/derive.ts'
import type { ProcessRecord } from '../../src/model/process.ts'
import type { ProcessRow, Snapshot } from '../../src/model/snapshot.ts'
import { USUAL_UNITS } from '../../src/procfs/units.ts'
import { clockReader, type ReadClock } from '../../src/sources/linux/cpu-clocks.ts'
import { ProcessTable } from '../../src/sources/linux/process-table.ts'
import type { Sparing } from '../../src/sources/source.ts'
import { sample } from '../export/moments.ts'
import { births } from './target.ts'

/** Nobody is in view, and ten seconds are how long it may last until everyone is read. */
export const SPARING: Sparing = { closely: [], idleMs: 10_000 }

export interface WatchOptions {
  readonly mostKept?: number
  /** Another clock for the time of looks, which runs. */
  readonly now?: () => number
  /** Processes are asked by these how long they have run, from the first look on. */
  readonly clocks?: ReadClock
}

/** The kernel's clocks, as the program asks them. */
export async function kernelClocks(): Promise<ReadClock> {
  const clocks = await clockReader()
  if (clocks === undefined) throw new Error('koffi is not installed, or does not work here')
  return clocks
}

/** Both ways to know how long processes have run. */
export const WATCHES = {
  schedules: async (options?: WatchOptions) => new Watch(options),
  clocks: async (options?: WatchOptions) => new Watch({ ...options, clocks: await kernelClocks() }),
}

/** This machine's processes by a clock that stands still unless it is moved, and the rates made of what is read. */
export class Watch {
  nowMs = 1_000_000
  readonly table: ProcessTable
  #snapshot: Snapshot | undefined
  #before: Snapshot | undefined

  constructor({ mostKept = 10_000, now, clocks }: WatchOptions = {}) {
    this.table = new ProcessTable({
      root: '/proc',
      units: USUAL_UNITS,
      mostKept,
      tells: true,
      now: now ?? (() => this.nowMs),
    })
    if (now !== undefined) this.#now = now
    if (clocks !== undefined) this.useClocks(clocks)
  }

  /** From now on processes are asked by these how long they have run, and not by their schedules any more. */
  useClocks(clocks: ReadClock): void {
    this.table.useClocks(clocks)
  }

  readonly #now: () => number = () => this.nowMs

  /** Lets this much time pass, and then reads everyone. */
  async look(passMs = 1000, sparing?: Sparing): Promise<readonly ProcessRecord[]> {
    this.nowMs += passMs
    const atMs = this.#now()
    const records = await this.table.scan(births(), sparing)
    this.#before = this.#snapshot
    this.#snapshot = derive(this.#before, sample(atMs / 1000, records))
    return records
  }

  /** Looks until it is known how long these have run, which is begun with some of all processes at each look. */
  async meet(...pids: readonly number[]): Promise<void> {
    const { length } = await this.look()
    for (let left = length / 100 + 2; left > 0 && !this.#areMinded(pids); left--) await this.look()
    if (!this.#areMinded(pids)) throw new Error(`it is still not known how long one of ${pids.join(' ')} has run`)
  }

  #areMinded(pids: readonly number[]): boolean {
    return pids.every(pid => this.record(pid).runMs !== undefined)
  }

  record(pid: number): ProcessRecord {
    return this.#row(pid, this.#snapshot).record
  }

  /** As it is shown: of one core, since the look before. */
  cpuPct(pid: number): number | undefined {
    return this.#row(pid, this.#snapshot).cpuPct
  }

  /** The processor time behind {@link cpuPct}. */
  shownMs(pid: number): number | undefined {
    const pct = this.cpuPct(pid)
    if (pct === undefined) return undefined
    return (pct / 100) * (this.#readAtMs(pid, this.#snapshot) - this.#readAtMs(pid, this.#before))
  }

  close(): void {
    this.table.close()
  }

  #row(pid: number, snapshot: Snapshot | undefined): ProcessRow {
    const row = snapshot?.processes.find(candidate => candidate.record.pid === pid)
    if (row === undefined) throw new Error(`no process ${pid}`)
    return row
  }

  #readAtMs(pid: number, snapshot: Snapshot | undefined): number {
    return snapshot?.readAtMs[snapshot.processes.indexOf(this.#row(pid, snapshot))] ?? Number.NaN
  }
}
