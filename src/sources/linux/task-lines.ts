import {
  blankFacts,
  type ProcessId,
  type ProcessRecord,
  processId,
  processRecord,
  threadId,
} from '../../model/process.ts'
import { isOfThread, type PidStat, parsePidStat } from '../../procfs/pid-stat.ts'
import type { KernelUnits } from '../../procfs/units.ts'
import type { Sparing } from '../source.ts'
import { Compared, isSameLine } from './compared.ts'
import type { Descriptors } from './descriptors.ts'
import { pread } from './kept-file.ts'
import { GONE, type RunTimes } from './run-times.ts'
import { isDue, type Watched } from './watched.ts'

export interface TaskLinesOptions {
  readonly root: string
  readonly units: KernelUnits
  readonly descriptors: Descriptors
  /** Of threads, and of processes until {@link TaskLines.useClocks}. */
  readonly schedules: RunTimes
  /** Monotonic milliseconds. */
  now(): number
}

/** A process, or a thread of one. */
export interface Task extends Pick<Watched, 'pid' | 'folder'> {
  /** Of a thread, the process that it is one of. */
  readonly threadOf?: ProcessId
}

const buffer = Buffer.allocUnsafeSlow(4096)

/** Reads the kernel's lines of tasks one by one: as seldom as may be, from files that are kept open where they may be. */
export class TaskLines {
  readonly #options: TaskLinesOptions
  readonly #compared = new Compared()
  #ofProcesses: RunTimes

  constructor(options: TaskLinesOptions) {
    this.#options = options
    this.#ofProcesses = options.schedules
  }

  /** From now on whole processes are asked how long they have run, instead of their first threads. */
  useClocks(clocks: RunTimes): void {
    this.#ofProcesses = clocks
  }

  /**
   * Looks at a task for the first time; undefined when it has gone or cannot be read.
   *
   * @param scan the number of this scan
   * @param mayBeThread it is to be a process, but was not in a list, which shows processes only
   */
  meet({ pid, folder, threadOf }: Task, scan: number, mayBeThread: boolean): Watched | undefined {
    const { descriptors, units } = this.#options
    const line = this.#open(folder)
    if (line === undefined) return undefined
    const nowMs = this.#options.now()
    const length = pread(line, buffer)
    const stat = length === undefined ? undefined : parsePidStat(buffer, length, units)
    // A recorded tree may hold a line of another process by mistake: the directory's name is what everything asks by.
    const isNone = length === undefined || stat === undefined || stat.pid !== pid
    if (isNone || (mayBeThread && isOfThread(buffer, length))) {
      descriptors.shut(line)
      return undefined
    }
    const record = processRecord(idOf(stat, threadOf), stat, blankFacts(stat.name, threadOf), nowMs, undefined)
    const place = this.#compared.take()
    isSameLine(place, buffer, length)
    const watched: Watched = {
      pid,
      folder,
      metAt: scan,
      line: undefined,
      schedule: undefined,
      place,
      record,
      whole: false,
      leadMs: 0,
      lineAtMs: nowMs,
      closeAt: 0,
    }
    if (descriptors.keep(line)) watched.line = line
    return watched
  }

  /**
   * Brings what is known of the task up to date; false when it has gone or cannot be read.
   *
   * @param scan the number of this scan
   */
  look(watched: Watched, scan: number, sparing: Sparing | undefined): boolean {
    const { record } = watched
    const { threadOf } = record.facts
    const times = this.#timesOf(record)
    times.mind(watched)
    const nowMs = this.#options.now()
    const isClose = watched.closeAt === scan
    const runMs = times.runMs(watched)
    if (runMs === GONE) return false
    const stoodStill = runMs !== undefined && runMs === record.runMs
    if (stoodStill && !isClose && sparing !== undefined && !isDue(watched, nowMs, sparing.idleMs)) {
      record.seenAtMs = nowMs
      return true
    }
    const hasRun = runMs !== undefined && record.runMs !== undefined && !stoodStill
    const length = this.#readLine(watched, isClose || hasRun || runMs === undefined)
    if (length === undefined) return false
    watched.lineAtMs = nowMs
    if (isSameLine(watched.place, buffer, length)) {
      if (runMs === undefined || stoodStill) record.seenAtMs = nowMs
      else if (record.runMs === undefined) this.#begin(watched, runMs, nowMs)
      else this.#renew(watched, record, runMs, nowMs)
      return true
    }
    const stat = parsePidStat(buffer, length, this.#options.units)
    // Where its file was not kept open, the pid may have been given out again.
    if (stat === undefined || idOf(stat, threadOf) !== record.id) return false
    this.#renew(watched, stat, runMs, nowMs)
    return true
  }

  #timesOf({ facts }: ProcessRecord): RunTimes {
    return facts.threadOf === undefined ? this.#ofProcesses : this.#options.schedules
  }

  /** How long it has run is known from now on; that nobody asked before is nothing that happened to the process. */
  #begin(watched: Watched, runMs: number, nowMs: number): void {
    const { record } = watched
    record.runMs = this.#timesOf(record).wholeMs(watched, record, runMs)
    watched.whole = record.runMs !== undefined
    record.seenAtMs = nowMs
  }

  /** A record of what has changed. */
  #renew(watched: Watched, counters: ProcessRecord | PidStat, runMs: number | undefined, nowMs: number): void {
    const { id, facts } = watched.record
    const wholeMs = this.#timesOf(watched.record).wholeMs(watched, counters, runMs)
    watched.whole = wholeMs !== undefined
    watched.record = processRecord(id, counters, facts, nowMs, wholeMs)
  }

  /**
   * Bytes of the process's line in the shared buffer; undefined when it has gone.
   *
   * @param isReadOften it is likely to be read again soon, so that its file had better be kept open
   */
  #readLine(watched: Watched, isReadOften: boolean): number | undefined {
    const { descriptors } = this.#options
    const kept = watched.line
    const fd = kept ?? this.#open(watched.folder)
    if (fd === undefined) return undefined
    const length = pread(fd, buffer)
    if (kept === undefined) {
      if (!isReadOften && !descriptors.ample) descriptors.shut(fd)
      else if (descriptors.keep(fd)) watched.line = fd
    } else if (!isReadOften && descriptors.scarce) {
      descriptors.drop(kept)
      watched.line = undefined
    }
    return length
  }

  #open(folder: string): number | undefined {
    return this.#options.descriptors.open(`${this.#options.root}/${folder}/stat`)
  }

  /** Closes what is open of it; how many that were. */
  release(watched: Watched): number {
    const open = [watched.line, watched.schedule].filter(fd => fd !== undefined)
    for (const fd of open) this.#options.descriptors.drop(fd)
    watched.line = undefined
    watched.schedule = undefined
    return open.length
  }

  /** It is not looked at any more. Only once for each. */
  forget(watched: Watched): void {
    this.release(watched)
    this.#compared.give(watched.place)
  }
}

function idOf({ pid, startTicks }: PidStat, threadOf: ProcessId | undefined): ProcessId {
  return threadOf === undefined ? processId(pid, startTicks) : threadId(pid, startTicks)
}
