/** Ticks are a hundredth of a second on every architecture, `USER_HZ`. */
const TICKS_PER_SEC = 100
/** delayacct_blkio_ticks, the 42nd field of proc_pid_stat(5), counted from the state, which is the third. */
const FIELD = 42 - 3

/**
 * Seconds that a task waited for block I/O, by its line in `/proc/PID/stat`. Undefined where nothing was counted: it may
 * have been none, but mostly kernel.task_delayacct is off, as it is unless told otherwise since Linux 5.14.
 */
export function parseBlockDelay(line: string): number | undefined {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
  const ticks = fields.length > FIELD ? Number(fields[FIELD]) : Number.NaN
  return Number.isInteger(ticks) && ticks > 0 ? ticks / TICKS_PER_SEC : undefined
}
