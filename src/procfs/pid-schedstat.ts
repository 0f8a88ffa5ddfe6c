/** `/proc/PID/schedstat`: what the scheduler itself counts of one task, Documentation/scheduler/sched-stats.rst. */
const NANOSECONDS_PER_MS = 1e6
const ZERO = 0x30
const NINE = 0x39

/**
 * Time on a processor in milliseconds, to the nanosecond: the first of the line's three numbers. The process's leader's
 * alone, not that of its other threads. Undefined for anything else, and for `0 0 0`, which kernels without this account
 * print for everyone.
 */
export function parsePidSchedstat(bytes: Uint8Array, length: number): number | undefined {
  let nanoseconds = 0
  let at = 0
  for (; at < length; at++) {
    const digit = bytes[at] ?? 0
    if (digit < ZERO || digit > NINE) break
    nanoseconds = nanoseconds * 10 + digit - ZERO
  }
  if (at === 0 || at === length || !Number.isFinite(nanoseconds) || isNothing(bytes, length)) return undefined
  return nanoseconds / NANOSECONDS_PER_MS
}

/**
 * Time that the task was ready to run and had no processor, in milliseconds: the second of the three numbers. Undefined
 * for anything else, and where the kernel keeps no such account.
 */
export function parseRunDelay(bytes: Uint8Array): number | undefined {
  if (isNothing(bytes, bytes.length)) return undefined
  const match = /^\d+ (\d+) \d+\n?$/.exec(Buffer.from(bytes).toString('latin1'))
  return match === null ? undefined : Number(match[1]) / NANOSECONDS_PER_MS
}

function isNothing(bytes: Uint8Array, length: number): boolean {
  return length === 6 && bytes[0] === ZERO && bytes[2] === ZERO && bytes[4] === ZERO
}
