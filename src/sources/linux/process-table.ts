import { existsSync } from 'node:fs'
import { type ProcessId, type ProcessRecord, pidOf } from '../../model/process.ts'
import type { KernelUnits } from '../../procfs/units.ts'
import { Slices } from '../slices.ts'
import type { Sparing } from '../source.ts'
import { CpuClocks, type ReadClock } from './cpu-clocks.ts'
import { Descriptors } from './descriptors.ts'
import { type Births, type Ids, Listing } from './listing.ts'
import { Schedules } from './schedules.ts'
import { TaskLines } from './task-lines.ts'
import { ThreadTable } from './thread-table.ts'
import type { Watched } from './watched.ts'

export interface ProcessTableOptions {
  readonly root: string
  readonly units: KernelUnits
  /** Descriptors that may be kept open; past that each reading opens and closes. */
  readonly mostKept: number
  /** The kernel's own tree, in which nobody is hidden from us: its counters and schedules can be relied on. */
  readonly tells: boolean
  /** Monotonic milliseconds. */
  now(): number
}

/** Of more the first ones are told while the others are still read, when nobody is known yet. */
const MANY = 1000
/** So many fill any screen. */
const A_SCREENFUL = 150

type OnBeginning = (records: readonly ProcessRecord[], listed: number) => void

/**
 * The processes of the machine. A process whose bytes are the same as before keeps its record, so everything above knows
 * that nothing happened to it.
 *
 * A process whose clock stands still has not run, or one of one thread whose `schedstat` does, and so has not changed its
 * line either, which costs more to read. What others can do to it meanwhile (renice it, take its parent or its memory away) is
 * seen when its line is read all the same, see {@link Sparing}.
 */
export class ProcessTable {
  readonly #options: ProcessTableOptions
  readonly #listing: Listing
  readonly #descriptors: Descriptors
  readonly #lines: TaskLines
  readonly #threads: ThreadTable
  /** In ascending order of pid. */
  #watched: Watched[] = []
  readonly #byPid = new Map<number, Watched>()
  /** Pids of those who were seen to have gone at the last scan. */
  #gone = new Set<number>()
  #clocks: CpuClocks | undefined
  #scans = 0
  #closed = false

  constructor(options: ProcessTableOptions) {
    this.#options = options
    this.#listing = new Listing(options.root, options.tells)
    this.#descriptors = new Descriptors(options.mostKept, many => this.#giveUp(many))
    const schedules = new Schedules(options.root, this.#descriptors, options.tells)
    const { root, units, now } = options
    this.#lines = new TaskLines({ root, units, descriptors: this.#descriptors, schedules, now })
    this.#threads = new ThreadTable({ root, lines: this.#lines, tells: options.tells })
  }

  /** From now on it is asked by these how long processes have run. */
  useClocks(read: ReadClock): void {
    this.#clocks = new CpuClocks(this.#descriptors, read)
    this.#lines.useClocks(this.#clocks)
  }

  /**
   * Records of all processes that may be read, in ascending order of pid. Yields to the event loop every few
   * milliseconds; not more than one scan at a time.
   *
   * @param births the kernel's counters of those who came, as read right before
   * @param sparing who may be spared; without it every line is read
   * @param onBeginning is given the first records of thousands in a first scan, and how many processes there are
   */
  async scan(births: Births = {}, sparing?: Sparing, onBeginning?: OnBeginning): Promise<ProcessRecord[]> {
    const slices = new Slices()
    this.#scans++
    this.#descriptors.beginScan(this.#watched.length)
    const links = this.#options.tells ? this.#listing.links() : undefined
    // Where descriptors do not tell who has gone, only the list does.
    if (!this.#options.tells) await this.#list(births, slices, onBeginning)
    for (const id of sparing?.closely ?? []) this.#askFor(id)
    const gone = this.#gone
    this.#gone = new Set()
    let died = false
    for (let i = 0; i < this.#watched.length && !this.#closed; i++) {
      const watched = this.#watched[i]
      if (watched === undefined || watched.metAt === this.#scans) continue
      // It has another parent now, though it has done nothing.
      if (gone.size > 0 && gone.has(watched.record.ppid)) watched.closeAt = this.#scans
      const seen = this.#lines.look(watched, this.#scans, sparing) ? watched : this.#meetAnew(watched)
      if (seen === undefined) died = true
      else this.#watched[i] = seen
      const pause = slices.pause()
      if (pause !== undefined) await pause
    }
    if (died) this.#watched = this.#watched.filter(watched => this.#byPid.get(watched.pid) === watched)
    if (this.#options.tells && !this.#closed) {
      const population = {
        ...births,
        links,
        alive: this.#watched.length,
        byClock: this.#clocks !== undefined,
        nowMs: this.#options.now(),
      }
      const ids = this.#listing.newcomers(population)
      if (ids === undefined) await this.#list(births, slices, onBeginning)
      else await this.#lookFor(ids, slices)
    }
    const records = this.#watched.map(watched => watched.record)
    if (this.#closed) this.close()
    return records
  }

  /**
   * Records of the threads of all processes that have several, in ascending order of number, the first one of each with
   * its process's. Yields as {@link scan} does, and is to come right after it: who has how many threads is what that found.
   */
  async scanThreads(sparing?: Sparing): Promise<ProcessRecord[]> {
    const processes = this.#watched.map(watched => watched.record)
    return this.#threads.scan(processes, this.#scans, sparing)
  }

  /** Nobody asks about threads any more. */
  forgetThreads(): void {
    this.#threads.forgetAll()
  }

  /** The latest record of this very process or thread, if it was there at the last scan. */
  recordOf(id: ProcessId): ProcessRecord | undefined {
    const record = this.#byPid.get(pidOf(id))?.record
    return record?.id === id ? record : this.#threads.recordOf(id)
  }

  /** Closes what is open; a scan under way ends at its next pause. */
  close(): void {
    this.#closed = true
    for (const watched of this.#byPid.values()) this.#forget(watched)
    this.#threads.forgetAll()
    this.#watched = []
    this.#gone.clear()
  }

  #askFor(id: ProcessId): void {
    const watched = this.#byPid.get(pidOf(id))
    if (watched !== undefined) watched.closeAt = this.#scans
  }

  /** Lists everyone: looks at those that are not known yet, and forgets those that are not there any more. */
  async #list(births: Births, slices: Slices, onBeginning?: OnBeginning): Promise<void> {
    const pids = this.#descriptors.make(() => this.#listing.list(births, this.#watched.length, this.#options.now()))
    const known = this.#watched
    const present: Watched[] = []
    let next = 0
    let programs = known.length === 0 && pids.length > MANY ? 0 : undefined
    for (let i = 0; i < pids.length && !this.#closed; i++) {
      const pid = pids[i] ?? 0
      // Both ascend, so one walk along the two tells who came and who went.
      for (; (known[next]?.pid ?? pid) < pid; next++) this.#forget(known[next])
      const watched = known[next]?.pid === pid ? known[next++] : this.#meet(pid)
      if (watched !== undefined) present.push(watched)
      if (programs !== undefined && watched?.record.kernelThread === false && ++programs === A_SCREENFUL) {
        programs = undefined
        onBeginning?.(
          present.map(({ record }) => record),
          pids.length,
        )
      }
      const pause = slices.pause()
      if (pause !== undefined) await pause
    }
    for (; next < known.length; next++) this.#forget(known[next])
    this.#watched = present
  }

  /** Looks for those who have come under one of these ids. */
  async #lookFor({ after, upTo }: Ids, slices: Slices): Promise<void> {
    const came: Watched[] = []
    for (let id = after + 1; id <= upTo && !this.#closed; id++) {
      // Also after ids that are nobody's: in a storm they are thousands.
      const pause = slices.pause()
      if (pause !== undefined) await pause
      // Most ids were given to threads, or to processes that have ended: that costs less than an error.
      if (this.#byPid.has(id) || !this.#isThere(id)) continue
      const watched = this.#meet(id, true)
      if (watched !== undefined) came.push(watched)
    }
    if (came.length > 0) this.#watched = [...this.#watched, ...came].sort((a, b) => a.pid - b.pid)
  }

  #isThere(id: number): boolean {
    return this.#clocks?.isProcess(id) ?? existsSync(`${this.#options.root}/${id}`)
  }

  /** A process that took the pid of one that has gone, or the same one once more; undefined where there is none. */
  #meetAnew(watched: Watched): Watched | undefined {
    this.#forget(watched)
    return this.#meet(watched.pid)
  }

  /**
   * Looks at a process for the first time; undefined when it has gone or cannot be read.
   *
   * @param mayBeThread the id was not in a list, which shows processes only
   */
  #meet(pid: number, mayBeThread = false): Watched | undefined {
    const watched = this.#lines.meet({ pid, folder: String(pid) }, this.#scans, mayBeThread)
    if (watched !== undefined) this.#byPid.set(pid, watched)
    return watched
  }

  #forget(watched: Watched | undefined): void {
    if (watched === undefined || this.#byPid.get(watched.pid) !== watched) return
    this.#byPid.delete(watched.pid)
    this.#gone.add(watched.pid)
    this.#lines.forget(watched)
  }

  #giveUp(many: number): void {
    let left = many - this.#threads.giveUp(many)
    for (const watched of this.#byPid.values()) {
      if (left <= 0) return
      left -= this.#lines.release(watched)
    }
  }
}
