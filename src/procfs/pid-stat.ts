/**
 * `/proc/PID/stat` and `/proc/PID/task/TID/stat`: the kernel's line about one process or thread, proc_pid_stat(5).
 *
 * Every process's line goes through here at every scan, so it is read from its bytes in one pass and nothing is split.
 */
import type { ProcessRecord } from '../model/process.ts'
import { decode } from '../model/text.ts'
import type { KernelUnits } from './units.ts'

/** The line's counters in bytes and milliseconds; together with the pid, {@link startTicks} is the identity. */
export interface PidStat extends Omit<ProcessRecord, 'id' | 'facts' | 'seenAtMs'> {
  /** Start in clock ticks after boot, as the kernel prints it. */
  readonly startTicks: number
}

const NOTHING = 0
const NEWLINE = 0x0a
const BLANK = 0x20
const OPEN = 0x28
const CLOSE = 0x29
const MINUS = 0x2d
const ZERO = 0x30
const NINE = 0x39

/** Flag of kernel threads since 2.6.27, include/linux/sched.h. */
const PF_KTHREAD = 0x00200000

/**
 * The counters of the line in the first `length` bytes. Fields that old kernels lack are undefined.
 *
 * The name may hold anything, blanks, parentheses and newlines included: it ends at the last `)`. Numbers beyond 2⁵³
 * only stand in fields that nobody asks for (addresses, the limit of RSS). Undefined if the line is none, or was cut
 * off before its resident size, as it is when a process vanishes while being read.
 */
export function parsePidStat(bytes: Uint8Array, length: number, units: KernelUnits): PidStat | undefined {
  const open = bytes.indexOf(OPEN)
  const close = bytes.lastIndexOf(CLOSE, length - 1)
  if (open < 0 || close < open || close + 3 >= length) return undefined
  const pid = new Fields(bytes, 0, length).next() // (1)
  const name = decode(bytes, open + 1, close) // (2)
  const state = bytes[close + 2] ?? NOTHING // (3)
  if (!isLetter(state)) return undefined

  const fields = new Fields(bytes, close + 4, length)
  const ppid = fields.next() // (4)
  const processGroup = fields.next() // (5)
  const session = fields.next() // (6)
  const ttyDevice = fields.next() // (7)
  const foregroundGroup = fields.next() // (8)
  const flags = fields.next() // (9)
  const minorFaults = fields.next() // (10)
  const childMinorFaults = fields.next() // (11)
  const majorFaults = fields.next() // (12)
  const childMajorFaults = fields.next() // (13)
  const userTicks = fields.next() // (14)
  const systemTicks = fields.next() // (15)
  const childUserTicks = fields.next() // (16)
  const childSystemTicks = fields.next() // (17)
  const priority = fields.next() // (18)
  const nice = fields.next() // (19)
  const threads = fields.next() // (20)
  fields.skip(1) // (21) itrealvalue, 0 since 2.6.17
  const startTicks = fields.next() // (22)
  const vmsBytes = fields.next() // (23)
  const rssPages = fields.next() // (24)
  fields.skip(14) // (25) rsslim … (38) exit_signal
  const lastCpu = fields.next() // (39) since 2.2.8
  const realtimePriority = fields.next() // (40) since 2.5.19
  const policy = fields.next() // (41) since 2.5.19
  // Once a field is missing, so are all that follow.
  if (Number.isNaN(pid) || Number.isNaN(rssPages)) return undefined

  const { tickMs, pageBytes } = units
  return {
    pid,
    ppid,
    processGroup,
    session,
    ttyDevice,
    foregroundGroup,
    name,
    state: String.fromCharCode(state),
    kernelThread: (flags & PF_KTHREAD) !== 0,
    minorFaults,
    childMinorFaults,
    majorFaults,
    childMajorFaults,
    userMs: userTicks * tickMs,
    systemMs: systemTicks * tickMs,
    childUserMs: childUserTicks * tickMs,
    childSystemMs: childSystemTicks * tickMs,
    priority,
    nice,
    threads,
    startTicks,
    startMs: startTicks * tickMs,
    vmsBytes,
    rssBytes: rssPages * pageBytes,
    lastCpu: known(lastCpu),
    policy: known(policy),
    realtimePriority: known(realtimePriority),
  }
}

function isLetter(byte: number): boolean {
  const lower = byte | 0x20
  return lower >= 0x61 && lower <= 0x7a
}

function known(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value
}

/** Numbers separated by single blanks, read one after the other. */
class Fields {
  readonly #bytes: Uint8Array
  readonly #length: number
  #at: number

  constructor(bytes: Uint8Array, at: number, length: number) {
    this.#bytes = bytes
    this.#at = at
    this.#length = length
  }

  /** The next number; NaN from the first field on that is missing, cut off or no number. */
  next(): number {
    // Local copies: private fields would be loaded anew for every digit.
    const bytes = this.#bytes
    const length = this.#length
    const negative = bytes[this.#at] === MINUS
    const start = negative ? this.#at + 1 : this.#at
    let at = start
    let value = 0
    let byte = NOTHING
    for (; at < length; at++) {
      byte = bytes[at] ?? NOTHING
      if (byte < ZERO || byte > NINE) break
      value = value * 10 + byte - ZERO
    }
    if (at === start || at === length || (byte !== BLANK && byte !== NEWLINE)) {
      this.#at = length
      return Number.NaN
    }
    this.#at = at + 1
    return negative ? -value : value
  }

  skip(count: number): void {
    const bytes = this.#bytes
    const length = this.#length
    let at = this.#at
    for (let left = count; left > 0 && at < length; at++) if (bytes[at] === BLANK) left--
    this.#at = at
  }
}
