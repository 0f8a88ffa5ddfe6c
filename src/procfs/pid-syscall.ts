/**
 * `/proc/PID/syscall` and `/proc/PID/task/TID/syscall`: the system call that a thread is in, and its arguments, since
 * 2.6.27, proc_pid_syscall(5). Not kept by every kernel; for whoever may trace the process.
 */

/** `running`: it is on a processor or ready to be. `none`: it waits, but in no system call, as at a page fault. */
export type ThreadCall = 'running' | 'none' | SystemCall

export interface SystemCall {
  /** Of the machine's own table: what it is called, {@link callOf} knows. */
  readonly number: number
  /** Six as they lie in registers; the call may take fewer. */
  readonly args: readonly bigint[]
  /** Whether the stack is below 4 GiB, as that of every 32-bit program: its calls have other numbers. */
  readonly isLow: boolean
}

const HEX = /^0x[0-9a-f]{1,16}$/
const ARGS = 6
const LOW = 1n << 32n

/** `270 0xfb 0x7ffe6126f970 0x0 0x0 0x7ffe6126f880 0x7ffe6126f890 0x7ffe6126f850 0x7f5068ff8aec`. */
export function parsePidSyscall(bytes: Buffer): ThreadCall | undefined {
  const text = bytes.toString('latin1')
  // Without its newline it was cut off, and what looks like an address may be the beginning of one.
  if (!text.endsWith('\n')) return undefined
  const [number = '', ...words] = text.slice(0, -1).split(' ')
  if (number === 'running' && words.length === 0) return 'running'
  if (!words.every(word => HEX.test(word))) return undefined
  if (number === '-1') return words.length === 2 ? 'none' : undefined
  if (!/^\d{1,9}$/.test(number) || words.length !== ARGS + 2) return undefined
  const values = words.map(BigInt)
  // A thread of the kernel's own has come by no system call: all its registers are zeros, the number too.
  if (values.every(value => value === 0n)) return 'none'
  return { number: Number(number), args: values.slice(0, ARGS), isLow: (values[ARGS] ?? 0n) < LOW }
}
