/** `/proc/PID/fdinfo/FD`: how a process has a file open, proc_pid_fdinfo(5). */
import { count, lineAt, valueIn } from './lines.ts'
import { type FileLock, parseFdinfoLocks } from './locks.ts'

export const OPEN_MODES = ['r', 'w', 'a', 'rw', 'ra', 'path'] as const

/**
 * How it was opened, by the letters of fopen(3): `r` to read, `w` to write, `a` to write at the end, and both with
 * `rw`, `ra`. `path`: only to name it, O_PATH of open(2).
 */
export type OpenMode = (typeof OPEN_MODES)[number]

/** What a kernel does not print is undefined. */
export interface FdInfo {
  /** Bytes from the beginning; 0 of what has no positions. */
  readonly position: number | undefined
  readonly mode: OpenMode | undefined
  readonly closeOnExec: boolean | undefined
  readonly nonBlocking: boolean | undefined
  /** The mount that it lies on, as in `mountinfo`, or one of the kernel's own; since 3.15. */
  readonly mountId: number | undefined
  /** The digits of its inode, which may be more than a number holds; since 5.14. */
  readonly inode: string | undefined
  /** What an eventfd counts. */
  readonly eventCount: number | undefined
  /** The process that a pidfd is of; −1 once that has ended. */
  readonly pidOf: number | undefined
  /** Locks that the process has on the file by this descriptor; since 3.18. */
  readonly locks: readonly FileLock[]
}

/** Bits of open(2) on all but four machines (alpha, mips, parisc, sparc) that Node does not run on today. */
const ACCESS_MODE = 0o3
const O_APPEND = 0o2000
const O_NONBLOCK = 0o4000
const O_CLOEXEC = 0o2000000
const O_PATH = 0o10000000

/** Undefined if the bytes hold no flags, as the empty answer for a descriptor that was closed does not. */
export function parseFdinfo(bytes: Buffer): FdInfo | undefined {
  const text = bytes.toString('latin1')
  const octal = valueIn(text, 'flags:')
  if (octal === undefined || !/^[0-7]+$/.test(octal)) return undefined
  const flags = Number.parseInt(octal, 8)
  const eventCount = valueIn(text, 'eventfd-count:') ?? ''
  return {
    position: count(valueIn(text, 'pos:')),
    mode: modeOf(flags),
    closeOnExec: (flags & O_CLOEXEC) !== 0,
    nonBlocking: (flags & O_NONBLOCK) !== 0,
    mountId: count(valueIn(text, 'mnt_id:')),
    inode: /^\d+$/.exec(valueIn(text, 'ino:') ?? '')?.[0],
    eventCount: /^[0-9a-f]{1,16}$/.test(eventCount) ? Number.parseInt(eventCount, 16) : undefined,
    pidOf: pidIn(text),
    locks: parseFdinfoLocks(text),
  }
}

/** An access mode of 3 allows neither, only ioctl(2). */
function modeOf(flags: number): OpenMode | undefined {
  if ((flags & O_PATH) !== 0) return 'path'
  const appends = (flags & O_APPEND) !== 0
  switch (flags & ACCESS_MODE) {
    case 0:
      return 'r'
    case 1:
      return appends ? 'a' : 'w'
    case 2:
      return appends ? 'ra' : 'rw'
    default:
      return undefined
  }
}

function pidIn(text: string): number | undefined {
  if (lineAt(text, 'Pid:') < 0) return undefined
  const word = valueIn(text, 'Pid:')
  return word === '-1' ? -1 : count(word)
}

const WATCHED = /^tfd: +(\d+) /gm

/** Descriptors that an epoll instance has in it, as their numbers were when they were put there: since 3.8. */
export function parseWatched(bytes: Buffer): number[] {
  return Array.from(bytes.toString('latin1').matchAll(WATCHED), match => Number(match[1]))
}
