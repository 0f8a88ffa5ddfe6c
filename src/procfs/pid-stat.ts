/**
 * `/proc/PID/stat` and `/proc/PID/task/TID/stat`: the kernel's line about one process or thread, proc_pid_stat(5).
 *
 * Read at every scan of whatever did something. Cutting the line up with the engine's own means costs 6 µs even where
 * this code has hardly run before; a loop over its bytes takes 1 µs once it was compiled, and 50 until then.
 */
import type { LineCounters } from '../model/process.ts'
import { decodeLatin1 } from '../model/text.ts'
import type { KernelUnits } from './units.ts'

/** The line's counters in bytes and milliseconds; together with the pid, {@link startTicks} is the identity. */
export interface PidStat extends LineCounters {
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
  // Most of what stands behind the resident size nobody asks for, so it is not cut up.
  const words = line.slice(close + 2).split(' ', RSS_FIELD - 2)
  const pid = numberOf(line.slice(0, open)) // (1)
  const state = words[0] ?? '' // (3)
  const numbers: number[] = []
  let end = close + 3 + state.length
  for (let i = 1; i < words.length; i++) {
    const word = words[i] ?? ''
    numbers.push(numberOf(word))
    end += word.length + 1
  }
  // Cut off, be it within the last number; or one of them is none.
  const isEnded = line[end - 1] === ' ' || line[end - 2] === '\n'
  if (words.length < RSS_FIELD - 2 || !isEnded || numbers.includes(Number.NaN)) return undefined
  if (Number.isNaN(pid) || !LETTER.test(state)) return undefined
  const number = (field: number): number => numbers[field - 4] ?? 0
  const lastCpuAt = skipWords(line, end, LAST_CPU_FIELD - RSS_FIELD - 1)
  const priorityAt = skipWords(line, lastCpuAt, 1)

  const { tickMs, pageBytes } = units
  const startTicks = number(22)
  return {
    pid,
    ppid: number(4),
    processGroup: number(5),
    session: number(6),
    tty: number(7),
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
    rssBytes: number(RSS_FIELD) * pageBytes,
    lastCpu: numberAt(line, lastCpuAt), // (39) since 2.2.8
    realtimePriority: numberAt(line, priorityAt), // (40) since 2.5.19
    policy: numberAt(line, skipWords(line, priorityAt, 1)), // (41) since 2.5.19
  }
}

/**
 * Whether the line is one of a thread that is not its process's first: `/proc/TID` is there though no list shows it.
 * Such a thread has no signal to send at its exit (copy_process in kernel/fork.c), the first has one, or none as 0.
 */
export function isOfThread(bytes: Buffer, length: number): boolean {
  const line = bytes.toString('latin1', 0, length)
  const close = line.lastIndexOf(') ')
  return close >= 0 && numberAt(line, skipWords(line, close + 2, EXIT_SIGNAL_FIELD - 3)) === -1 // (38) since 2.1.22
}

/**
 * How a zombie ended, as wait(2) tells its parent; since 3.5. Undefined for 0, which is a good end or what is shown to
 * whoever may not look into the process.
 */
export function exitStatus(bytes: Buffer): number | undefined {
  const line = bytes.toString('latin1')
  const close = line.lastIndexOf(') ')
  return close < 0 ? undefined : numberAt(line, skipWords(line, close + 2, EXIT_CODE_FIELD - 3)) || undefined
}

const LETTER = /^[A-Za-z]$/
const RSS_FIELD = 24
const EXIT_SIGNAL_FIELD = 38
const LAST_CPU_FIELD = 39
const EXIT_CODE_FIELD = 52

/** NaN for what is no whole number. */
function numberOf(word: string): number {
  const value = word === '' ? Number.NaN : Number(word)
  return value % 1 === 0 ? value : Number.NaN
}

/** Where the word after so many more begins; -1 where there are not so many, or `at` is -1. */
function skipWords(line: string, at: number, words: number): number {
  let begin = at
  for (let left = words; left > 0 && begin >= 0; left--) begin = line.indexOf(' ', begin) + 1 || -1
  return begin
}

/** The number of the word that begins there; undefined without one, or where the line was cut off within it. */
function numberAt(line: string, at: number): number | undefined {
  if (at < 0) return undefined
  const blank = line.indexOf(' ', at)
  const end = blank < 0 ? line.indexOf('\n', at) : blank
  const value = end < 0 ? Number.NaN : numberOf(line.slice(at, end))
  return Number.isNaN(value) ? undefined : value
}
