import type { ProcessCounters } from '../../model/process.ts'
import { parsePidSchedstat } from '../../procfs/pid-schedstat.ts'
import { isDenied, isGone } from '../errors.ts'
import { TimeBuffer } from './compared.ts'
import type { Descriptors } from './descriptors.ts'
import { pread, readFile } from './kept-file.ts'
import { GONE, type RunTimes } from './run-times.ts'
import type { Watched } from './watched.ts'

/** The line counts each of its two times in ticks of this length. */
const TICK_MS = 10

const buffer = new TimeBuffer()

/**
 * `schedstat` of processes of one thread, and of single threads: while it stands still that one has not run. Of a process
 * of several threads it is the leader's alone, so it is not minded.
 */
export class Schedules implements RunTimes {
  readonly #root: string
  readonly #descriptors: Descriptors
  readonly #areKept: boolean

  /** @param tells whether the tree is the kernel's own, whose schedules can be relied on */
  constructor(root: string, descriptors: Descriptors, tells: boolean) {
    this.#root = root
    this.#descriptors = descriptors
    this.#areKept = tells && areKept(root)
  }

  /** Begins to mind the schedule of a process of one thread, or of a thread, and ends it of others. */
  mind(watched: Watched): void {
    const { record, schedule } = watched
    const isAlone = record.threads === 1 || record.facts.threadOf !== undefined
    if (isAlone === (schedule !== undefined) || !this.#areKept) return
    if (schedule !== undefined) {
      this.#descriptors.drop(schedule)
      watched.schedule = undefined
      return
    }
    if (this.#descriptors.full) return
    const fd = this.#descriptors.open(`${this.#root}/${watched.folder}/schedstat`)
    if (fd === undefined || !this.#descriptors.keep(fd)) return
    watched.schedule = fd
    // Whether it tells of all of the process's time is seen beside the line, which is read this time.
    watched.whole = true
  }

  /** The time that the process has run; undefined where its schedule does not tell, {@link GONE} when it has ended. */
  runMs({ record, place, schedule, whole }: Watched): number | undefined {
    if (schedule === undefined || !whole) return undefined
    const length = pread(schedule, buffer.bytes)
    if (length === undefined) return GONE
    if (buffer.isSame(place, length) && record.runMs !== undefined) return record.runMs
    return parsePidSchedstat(buffer.bytes, length)
  }

  /**
   * What the leader ran, where that is all that the process ran: other threads, also those that have ended, are in the line's
   * times only, and a thread that executes a program takes the leader's place with its own, shorter account. By rounding
   * the line may fall behind by two ticks less a little, and catch up again; never get ahead.
   */
  wholeMs(watched: Watched, line: ProcessCounters, runMs: number | undefined): number | undefined {
    const { runMs: beforeMs, facts } = watched.record
    if (runMs === undefined || (line.threads !== 1 && facts.threadOf === undefined)) return undefined
    const leadMs = runMs - (line.userMs ?? 0) - (line.systemMs ?? 0)
    if (beforeMs === undefined) watched.leadMs = leadMs
    else if (runMs < beforeMs) return undefined
    return leadMs >= -TICK_MS && leadMs > watched.leadMs - 2 * TICK_MS ? runMs : undefined
  }
}

/** Whether this kernel keeps account of schedules at all; we ourselves have run for certain. */
function areKept(root: string): boolean {
  try {
    const bytes = readFile(`${root}/self/schedstat`)
    return parsePidSchedstat(bytes, bytes.length) !== undefined
  } catch (error) {
    if (isGone(error) || isDenied(error)) return false
    throw error
  }
}
