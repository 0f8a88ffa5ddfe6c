import { endianness } from 'node:os'
import type { ProcessCounters } from '../../model/process.ts'
import { TimeBuffer } from './compared.ts'
import type { Descriptors } from './descriptors.ts'
import type { RunTimes } from './run-times.ts'
import type { Watched } from './watched.ts'

/** Reads a clock into {@link time}: clock_gettime(2). */
export type ReadClock = (clock: number) => boolean

/** The seconds and the nanoseconds of a clock, each as eight bytes, the lower half first. */
const time = new TimeBuffer()
const BYTES = 16
const SECONDS = 0
const NANOSECONDS = 2

/** Its own clock must tell what getrusage(2) does, give or take what it used in between. */
const MOST_APART_MS = 20

/**
 * The processor-time clock of a process, which the kernel counts by the scheduler's account of all its threads, those too
 * that have ended: clock_getcpuclockid(3), and MAKE_PROCESS_CPUCLOCK in include/linux/posix-timers.h.
 */
function clockOf(pid: number): number {
  return (~pid << 3) | 2
}

/**
 * How long whole processes have run, asked by pid: no file is kept open for it, and a call costs a third of what a line
 * costs. It is the very sum that the times of the line are made of (cputime_adjust in kernel/sched/cputime.c), so while
 * it stands still no thread has run. Under a pid that was given out again there is another time, as good as certainly:
 * the line, which is then read, tells who it is.
 */
export class CpuClocks implements RunTimes {
  readonly #descriptors: Descriptors
  readonly #read: ReadClock

  constructor(descriptors: Descriptors, read: ReadClock) {
    this.#descriptors = descriptors
    this.#read = read
  }

  mind(watched: Watched): void {
    if (watched.schedule === undefined) return
    this.#descriptors.drop(watched.schedule)
    watched.schedule = undefined
    // The time of its first thread was another count: none is told until the line has been read beside the clock.
    watched.place.timeWords = 0
    watched.record.runMs = undefined
  }

  /** Undefined where nobody has the pid any more, which the line then tells. */
  runMs({ pid, place, record }: Watched): number | undefined {
    if (!this.#read(clockOf(pid))) return undefined
    if (time.isSame(place, BYTES) && record.runMs !== undefined) return record.runMs
    return milliseconds()
  }

  /** Whether a process has this id, be it a zombie; not so a thread that is not the first. */
  isProcess(pid: number): boolean {
    return this.#read(clockOf(pid))
  }

  /** What the line is ahead by, the process ran while we were held up: counted now, or it would be counted twice. */
  wholeMs(_watched: Watched, line: ProcessCounters, runMs: number | undefined): number | undefined {
    return runMs === undefined ? undefined : Math.max(runMs, (line.userMs ?? 0) + (line.systemMs ?? 0))
  }
}

function milliseconds(): number {
  return (time.words[SECONDS] ?? 0) * 1000 + (time.words[NANOSECONDS] ?? 0) / 1e6
}

/**
 * A way to read clocks, by a library that calls the system's functions; undefined where it is not installed, is not for
 * this system, does not tell our own time rightly, or that of nobody else. Loading it takes 4 to 8 ms and 3 MB.
 */
export async function clockReader(): Promise<ReadClock | undefined> {
  if (endianness() !== 'LE') return undefined
  // Optional, whatever is the matter with it: schedules do as well.
  return await throughKoffi().catch(() => undefined)
}

async function throughKoffi(): Promise<ReadClock | undefined> {
  const { default: koffi } = await import('koffi')
  if (koffi.sizeof('long') !== 8) return undefined
  const getTime = koffi.load(null).func('int clock_gettime(int clock, _Out_ void *time)')
  const read: ReadClock = clock => getTime(clock, time.words) === 0
  const { user, system } = process.cpuUsage()
  const isRight = read(clockOf(process.pid)) && Math.abs(milliseconds() - (user + system) / 1000) < MOST_APART_MS
  // Whoever started us may be in a namespace above ours; where not, its clock has to be told as well as ours.
  const areAllTold = process.ppid === 0 || read(clockOf(process.ppid))
  return isRight && areAllTold ? read : undefined
}
