/**
 * What system calls that may wait are called and what they wait for, by their numbers: those of 64-bit programs, for
 * which the kernel has a table a machine. x86-64 has one of its own (arch/x86/entry/syscalls/syscall_64.tbl), the
 * others that Node runs on share include/uapi/asm-generic/unistd.h.
 */
import type { SystemCall } from './pid-syscall.ts'

/**
 * What it waits for. `descriptor`: the one of its first argument. `watched`: those that the epoll of its first argument
 * has in it. `several`: as many as its second argument says, which are named in its memory. `select`: some of them,
 * named in its memory. `address`: that another thread wakes it there. `child`: of its first argument. `time`, `signal`:
 * nothing else. `disk`: that something has been written. `other`: something within the kernel.
 */
export type WaitKind =
  | 'descriptor'
  | 'watched'
  | 'several'
  | 'select'
  | 'address'
  | 'child'
  | 'time'
  | 'signal'
  | 'disk'
  | 'other'

export interface WaitingCall {
  readonly name: string
  readonly kind: WaitKind
}

type Numbered = readonly [name: string, kind: WaitKind, own: number | undefined, shared: number | undefined]

/** With their numbers on x86-64 and on the others. */
const CALLS: readonly Numbered[] = [
  ['read', 'descriptor', 0, 63],
  ['write', 'descriptor', 1, 64],
  ['open', 'other', 2, undefined],
  ['poll', 'several', 7, undefined],
  ['ioctl', 'descriptor', 16, 29],
  ['pread64', 'descriptor', 17, 67],
  ['pwrite64', 'descriptor', 18, 68],
  ['readv', 'descriptor', 19, 65],
  ['writev', 'descriptor', 20, 66],
  ['select', 'select', 23, undefined],
  ['pause', 'signal', 34, undefined],
  ['nanosleep', 'time', 35, 101],
  ['sendfile', 'descriptor', 40, 71],
  ['connect', 'descriptor', 42, 203],
  ['accept', 'descriptor', 43, 202],
  ['sendto', 'descriptor', 44, 206],
  ['recvfrom', 'descriptor', 45, 207],
  ['sendmsg', 'descriptor', 46, 211],
  ['recvmsg', 'descriptor', 47, 212],
  ['clone', 'child', 56, 220],
  ['vfork', 'child', 58, undefined],
  ['wait4', 'child', 61, 260],
  ['semop', 'other', 65, 193],
  ['msgsnd', 'other', 69, 189],
  ['msgrcv', 'other', 70, 188],
  ['fcntl', 'descriptor', 72, 25],
  ['flock', 'descriptor', 73, 32],
  ['fsync', 'disk', 74, 82],
  ['fdatasync', 'disk', 75, 83],
  ['rt_sigtimedwait', 'signal', 128, 137],
  ['rt_sigsuspend', 'signal', 130, 133],
  ['sync', 'disk', 162, 81],
  ['futex', 'address', 202, 98],
  ['io_getevents', 'other', 208, 4],
  ['restart_syscall', 'other', 219, 128],
  ['semtimedop', 'other', 220, 192],
  ['clock_nanosleep', 'time', 230, 115],
  ['epoll_wait', 'watched', 232, undefined],
  ['mq_timedsend', 'descriptor', 242, 182],
  ['mq_timedreceive', 'descriptor', 243, 183],
  ['waitid', 'child', 247, 95],
  ['openat', 'other', 257, 56],
  ['pselect6', 'select', 270, 72],
  ['ppoll', 'several', 271, 73],
  ['splice', 'descriptor', 275, 76],
  ['tee', 'descriptor', 276, 77],
  ['vmsplice', 'descriptor', 278, 75],
  ['epoll_pwait', 'watched', 281, 22],
  ['accept4', 'descriptor', 288, 242],
  ['preadv', 'descriptor', 295, 69],
  ['pwritev', 'descriptor', 296, 70],
  ['recvmmsg', 'descriptor', 299, 243],
  ['syncfs', 'disk', 306, 267],
  ['sendmmsg', 'descriptor', 307, 269],
  ['copy_file_range', 'descriptor', 326, 285],
  ['preadv2', 'descriptor', 327, 286],
  ['pwritev2', 'descriptor', 328, 287],
  ['io_pgetevents', 'other', 333, 292],
  ['io_uring_enter', 'descriptor', 426, 426],
  ['clone3', 'child', 435, 435],
  ['epoll_pwait2', 'watched', 441, 441],
  ['futex_waitv', 'other', 449, 449],
  ['futex_wait', 'other', 455, 455],
]

/** Machines as Node calls them, and as uname(2) does. */
const OWN_TABLE: ReadonlySet<string> = new Set(['x64', 'x86_64'])
const SHARED_TABLE: ReadonlySet<string> = new Set(['arm64', 'aarch64', 'riscv64', 'loong64', 'loongarch64'])

const OWN = new Map(CALLS.map(([name, kind, own]) => [own, { name, kind }]))
const SHARED = new Map(CALLS.map(([name, kind, , shared]) => [shared, { name, kind }]))

/** The call by its number; undefined of a 32-bit program, of one that never waits, and on machines with other tables. */
export function callOf({ number, isLow }: SystemCall, arch: string): WaitingCall | undefined {
  if (isLow) return undefined
  if (OWN_TABLE.has(arch)) return OWN.get(number)
  return SHARED_TABLE.has(arch) ? SHARED.get(number) : undefined
}

/** An argument of which C has an `int`, in the low half of its register. */
export function intArg({ args }: SystemCall, at: number): number {
  return Number(BigInt.asIntN(32, args[at] ?? 0n))
}
