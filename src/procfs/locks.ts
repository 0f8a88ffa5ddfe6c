/** `/proc/locks` and the `lock:` lines of `/proc/PID/fdinfo/FD`: locks on files, proc_locks(5), lock_get_status in fs/locks.c. */
import { linesOf } from './lines.ts'

export const LOCK_KINDS = ['posix', 'ofd', 'flock', 'lease', 'delegation'] as const

/**
 * How it was taken. `posix`: by fcntl(2) F_SETLK, a process's own. `ofd`: by F_OFD_SETLK, of whoever has the open file
 * description. `flock`: by flock(2), likewise. `lease`: by F_SETLEASE. `delegation`: by the kernel's file server.
 */
export type LockKind = (typeof LOCK_KINDS)[number]

export interface FileLock {
  readonly kind: LockKind
  /** Of a lease that is being broken what is left of it; undefined where that is nothing. */
  readonly access: 'read' | 'write' | undefined
  /** Enforced by read(2) and write(2), too; before Linux 5.15. */
  readonly mandatory: boolean
  /** A lease that somebody else's open(2) is about to take away. */
  readonly breaking: boolean
  /**
   * Who made it, in the reader's pid namespace: of a flock somebody who may have ended since, while a child has it.
   * Undefined of an `ofd` lock, which is nobody's, and of one that is held on another machine.
   */
  readonly pid: number | undefined
  /** Device and inode as the kernel writes them here: `fe:00:2146514`. The same for the same file. */
  readonly file: string
  /** The first byte. */
  readonly start: number
  /** The last byte; undefined up to the end, however far that moves. */
  readonly end: number | undefined
}

/** A lock, and those who wait for it. */
export interface HeldLock extends FileLock {
  /** Those behind others that wait among them, in the kernel's order. */
  readonly waiting: readonly FileLock[]
}

const KINDS: Readonly<Record<string, LockKind>> = {
  POSIX: 'posix',
  OFDLCK: 'ofd',
  FLOCK: 'flock',
  LEASE: 'lease',
  DELEG: 'delegation',
}
const ACCESSES: Readonly<Record<string, FileLock['access']>> = { READ: 'read', WRITE: 'write' }

/** `3: -> FLOCK  ADVISORY  WRITE 14068 fe:00:2146515 0 EOF`. */
const LINE =
  /^\d+: *(->)? *([A-Z]+) +(\S+) +(READ|WRITE|UNLCK|RW|NONE) +(-?\d+) ([0-9a-f]+:[0-9a-f]+:\d+|<none>:\d+) (\d+) (\d+|EOF)$/

/** Each lock of `/proc/locks` with those behind it, one after the other: a server may have a hundred thousand. */
export function* eachOfLocks(bytes: Buffer): Generator<HeldLock> {
  let held: (FileLock & { waiting: FileLock[] }) | undefined
  for (const line of linesOf(bytes.toString('latin1'))) {
    const read = readLine(line)
    // Who waits behind a lock that cannot be understood does not wait for the one before.
    if (read === undefined) {
      if (!line.includes('->')) {
        if (held !== undefined) yield held
        held = undefined
      }
    } else if (read.waits) held?.waiting.push(read.lock)
    else {
      if (held !== undefined) yield held
      held = { ...read.lock, waiting: [] }
    }
  }
  if (held !== undefined) yield held
}

/** The same for each of a hundred thousand descriptors. */
const NONE: readonly FileLock[] = []

/** What the `lock:` lines of `fdinfo` say, since Linux 3.18: the locks that the process has by that descriptor. */
export function parseFdinfoLocks(text: string): readonly FileLock[] {
  if (!text.includes('lock:')) return NONE
  return linesOf(text).flatMap(line => (line.startsWith('lock:') ? (readLine(line.slice(5).trim())?.lock ?? []) : []))
}

function readLine(line: string): { readonly waits: boolean; readonly lock: FileLock } | undefined {
  const [, arrow, kindWord = '', state = '', access = '', pid = '', file = '', start = '', end = ''] =
    LINE.exec(line) ?? []
  const kind = KINDS[kindWord]
  if (kind === undefined) return undefined
  return {
    waits: arrow !== undefined,
    lock: {
      kind,
      access: ACCESSES[access],
      mandatory: state === 'MANDATORY',
      breaking: state === 'BREAKING',
      pid: Number(pid) > 0 ? Number(pid) : undefined,
      file,
      start: Number(start),
      end: end === 'EOF' ? undefined : Number(end),
    },
  }
}
