import { type ProcessId, type ProcessRecord, pidOf } from '../../model/process.ts'
import { Slices } from '../slices.ts'
import type { Sparing } from '../source.ts'
import { numbersIn } from './read-now.ts'
import type { TaskLines } from './task-lines.ts'
import type { Watched } from './watched.ts'

export interface ThreadTableOptions {
  readonly root: string
  readonly lines: TaskLines
  /** The kernel's own tree, whose kept files tell who has ended. */
  readonly tells: boolean
}

/**
 * The threads of processes that have several, its first one among them: a row for each. Nothing is read before somebody
 * asks. A thread's schedule tells whether it has run, as a process's of one thread does, so of most no more is read.
 *
 * The list of a process's threads is read only where somebody unknown may have come: while all that are known live, and
 * are as many as the process has, nobody did.
 */
export class ThreadTable {
  readonly #options: ThreadTableOptions
  /** The threads of each process, in ascending order of tid. */
  readonly #groups = new Map<ProcessId, Watched[]>()
  readonly #byTid = new Map<number, Watched>()
  #closely: ReadonlySet<ProcessId> = new Set()
  #closed = 0

  constructor(options: ThreadTableOptions) {
    this.#options = options
  }

  /**
   * Records of all threads that may be read, in ascending order of tid.
   *
   * @param processes as they were read just now
   * @param scan the number of this scan
   */
  async scan(processes: readonly ProcessRecord[], scan: number, sparing?: Sparing): Promise<ProcessRecord[]> {
    const slices = new Slices()
    const closed = this.#closed
    this.#closely = new Set(sparing?.closely)
    const present = new Set<ProcessId>()
    const records: ProcessRecord[] = []
    for (const process of processes) {
      if ((process.threads ?? 1) <= 1) continue
      present.add(process.id)
      const known = this.#groups.get(process.id) ?? []
      const living: Watched[] = []
      for (const watched of known) {
        if (this.#look(watched, scan, sparing)) living.push(watched)
        else this.#forget(watched)
        const pause = slices.pause()
        if (pause !== undefined) await pause
        if (this.#closed !== closed) return []
      }
      const isWhole = this.#options.tells && living.length === process.threads
      const group = isWhole ? living : await this.#list(process, living, scan, slices)
      if (this.#closed !== closed) return []
      this.#groups.set(process.id, group)
      for (const { record } of group) records.push(record)
    }
    for (const [id, group] of this.#groups) {
      if (present.has(id)) continue
      for (const watched of group) this.#forget(watched)
      this.#groups.delete(id)
    }
    return records.sort((a, b) => a.pid - b.pid)
  }

  recordOf(id: ProcessId): ProcessRecord | undefined {
    const record = this.#byTid.get(pidOf(id))?.record
    return record?.id === id ? record : undefined
  }

  /** Closes all that is open; a scan under way ends at its next pause. */
  forgetAll(): void {
    this.#closed++
    for (const watched of this.#byTid.values()) this.#options.lines.forget(watched)
    this.#byTid.clear()
    this.#groups.clear()
  }

  /** Closes about so many files; how many it were. */
  giveUp(many: number): number {
    let released = 0
    for (const watched of this.#byTid.values()) {
      if (released >= many) break
      released += this.#options.lines.release(watched)
    }
    return released
  }

  #look(watched: Watched, scan: number, sparing: Sparing | undefined): boolean {
    if (this.#closely.has(watched.record.id)) watched.closeAt = scan
    return this.#options.lines.look(watched, scan, sparing)
  }

  /** The threads that the process has now: those that are known, and those that have come. */
  async #list(process: ProcessRecord, known: readonly Watched[], scan: number, slices: Slices): Promise<Watched[]> {
    const { root, lines } = this.#options
    const closed = this.#closed
    const tids = numbersIn(`${root}/${process.pid}/task`)
    // It has ended, or no descriptor is left just now.
    if (typeof tids === 'string') return [...known]
    const before = new Map(known.map(watched => [watched.pid, watched]))
    const group: Watched[] = []
    for (const tid of tids) {
      const folder = `${process.pid}/task/${tid}`
      const watched = before.get(tid) ?? lines.meet({ pid: tid, folder, threadOf: process.id }, scan, false)
      before.delete(tid)
      // One that has ended since the listing is not there.
      if (watched === undefined) continue
      this.#byTid.set(tid, watched)
      group.push(watched)
      const pause = slices.pause()
      if (pause !== undefined) await pause
      if (this.#closed !== closed) return []
    }
    for (const watched of before.values()) this.#forget(watched)
    return group
  }

  #forget(watched: Watched): void {
    if (this.#byTid.get(watched.pid) === watched) this.#byTid.delete(watched.pid)
    this.#options.lines.forget(watched)
  }
}
