/**
 * `/proc/PID/stat` and `/proc/PID/task/TID/stat`: the kernel's line about one process or thread, proc_pid_stat(5).
 *
 * Read at every scan of whatever did something. Cutting the line up with the engine's own means costs 6 µs even where
 * this code has hardly run before; a loop over its bytes takes 1 µs once it was compiled, and 50 until then.
 */
import type { ProcessCounters } from '../model/process.ts'
import { decodeLatin1 } from '../model/text.ts'
import type { KernelUnits } from './units.ts'

/** The line's counters in bytes and milliseconds; together with the pid, {@link startTicks} is the identity. */
export interface PidStat extends ProcessCounters {
  /** Start in clock ticks after boot, as the kernel prints it. */
  readonly startTicks: number
}

/** Flag of kernel threads since 2.6.27, include/linux/sched.h. */
const PF_KTHREAD = 0x00200000

/**
 * The counters of the line in the first `length` bytes. Fields that old kernels lack are undefined.
 *
 * The name may hold anything, blanks, parentheses and newlines included: it ends at the last `)`. Numbers beyond 2⁵³
 * only stand in fields that nobody asks for (addresses, the limit of RSS). Undefined if the line is none, or was cut
 * off before its resident size, as it is when a process vanishes while being read.
 */
export function parsePidStat(bytes: Buffer, length: number, units: KernelUnits): PidStat | undefined {
  const line = bytes.toString('latin1', 0, length)
  const open = line.indexOf(' (')
  const close = line.lastIndexOf(') ')
  if (open < 0 || close <= open) return undefined
  const words = line.slice(close + 2).split(' ')
  // A line that was cut off ends within a number; a whole one has a newline there.
  const last = words.pop() ?? ''
  if (last.endsWith('\n')) words.push(last.slice(0, -1))
  const numbers = numbersOf(words)
  // Once a field is missing, so are all that follow; up to the resident size every kernel has all.
  const number = (field: number): number => numbers[field - 4] ?? 0
  const newer = (field: number): number | undefined => numbers[field - 4]

  const pid = Number(line.slice(0, open)) // (1)
  const state = words[0] ?? '' // (3)
  const rssPages = newer(24)
  if (!Number.isInteger(pid) || rssPages === undefined || !LETTER.test(state)) return undefined

  const { tickMs, pageBytes } = units
  const startTicks = number(22)
  return {
    pid,
    ppid: number(4),
    processGroup: number(5),
    session: number(6),
    ttyDevice: number(7),
    foregroundGroup: number(8),
    name: decodeLatin1(line.slice(open + 2, close)), // (2)
    state,
    kernelThread: (number(9) & PF_KTHREAD) !== 0,
    minorFaults: number(10),
    childMinorFaults: number(11),
    majorFaults: number(12),
    childMajorFaults: number(13),
    userMs: number(14) * tickMs,
    systemMs: number(15) * tickMs,
    childUserMs: number(16) * tickMs,
    childSystemMs: number(17) * tickMs,
    priority: number(18),
    nice: number(19),
    threads: number(20),
    startTicks,
    startMs: startTicks * tickMs,
    vmsBytes: number(23),
    rssBytes: rssPages * pageBytes,
    lastCpu: newer(39), // since 2.2.8
    realtimePriority: newer(40), // since 2.5.19
    policy: newer(41), // since 2.5.19
  }
}

const LETTER = /^[A-Za-z]$/
/** Of the fields behind it nobody asks. */
const LAST_FIELD = 41

/** The fields from the fourth on, up to the first that is no whole number. */
function numbersOf(words: readonly string[]): number[] {
  const numbers: number[] = []
  for (let i = 1; i <= LAST_FIELD - 3; i++) {
    const word = words[i]
    const value = word === undefined || word === '' ? Number.NaN : Number(word)
    if (!Number.isInteger(value)) break
    numbers.push(value)
  }
  return numbers
}
