/**
 * Files of which only pieces are read: a program's own file, a process's memory. What of this may block does so in the
 * pool of threads, within a deadline.
 */
import { close, constants, fstat, open, read, type Stats, stat } from 'node:fs'
import type { RawFiles, ReadResult, Refusal } from '../../process-files.ts'
import { refused } from '../reader.ts'
import type { ReadAt } from './elf.ts'

export type InPool = RawFiles['inPool']

export interface Pieces {
  readonly ok: true
  readonly readAt: ReadAt
  /** The same for a file that has not been written to since. */
  readonly identity: string
  readonly inode: number
  /** Why some piece could not be had, since it was opened. */
  refused(): Refusal | undefined
  close(): void
}

export type Opened = Pieces | { readonly ok: false; readonly why: Refusal }

interface Open {
  readonly ok: true
  readonly fd: number
  readonly stats: Stats
}

/** It is never waited for the other end of a pipe, and no terminal becomes ours. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY
/** More than is ever asked for at once. */
const MOST_BYTES = 1024 * 1024

/**
 * Opens a plain file, or what the kernel gives out as one.
 *
 * @param inode if given, no other file will do: where there is another one by now the answer is `gone`
 */
export async function openPieces(inPool: InPool, path: string, inode?: number): Promise<Opened> {
  let isLate = false
  const opened = await inPool<Open | { readonly ok: false; readonly why: Refusal }>(done =>
    openAt(path, inode, result => {
      if (isLate && result.ok) closeFree(result.fd)
      done(result)
    }),
  )
  if (!opened.ok) {
    isLate = opened.why === 'locked'
    return opened
  }
  const { fd, stats } = opened
  let why: Refusal | undefined
  return {
    ok: true,
    readAt: async (offset, length) => {
      const piece = await readPiece(inPool, fd, offset, length)
      if (piece.ok) return piece.bytes
      why = piece.why
      return undefined
    },
    refused: () => why,
    identity: identityOf(stats),
    inode: stats.ino,
    close: () => closeFree(fd),
  }
}

function identityOf({ dev, ino, size, mtimeMs }: Stats): string {
  return `${dev}:${ino}:${size}:${mtimeMs}`
}

/** The {@link Pieces.identity} of a plain file without opening it. */
export async function fileIdentity(
  inPool: InPool,
  path: string,
): Promise<{ readonly ok: true; readonly identity: string } | { readonly ok: false; readonly why: Refusal }> {
  return await inPool(done =>
    stat(path, (error, stats) => {
      if (error) done(refused(error))
      else done(stats.isFile() ? { ok: true, identity: identityOf(stats) } : { ok: false, why: 'gone' })
    }),
  )
}

/** Whatever a file system says when it is told of it, the descriptor is free. */
function closeFree(fd: number): void {
  close(fd, () => {})
}

type Done = (result: Open | { readonly ok: false; readonly why: Refusal }) => void

/** To open a device may do something, so it is looked at before; and after, for it may be another file by then. */
function openAt(path: string, inode: number | undefined, done: Done): void {
  const isRight = (stats: Stats): boolean => stats.isFile() && (inode === undefined || stats.ino === inode)
  stat(path, (failure, before) => {
    if (failure) return done(refused(failure))
    if (!isRight(before)) return done({ ok: false, why: 'gone' })
    open(path, FLAGS, (error, fd) => {
      if (error) return done(refused(error))
      fstat(fd, (trouble, stats) => {
        if (!trouble && isRight(stats)) return done({ ok: true, fd, stats })
        close(fd, () => done(trouble ? refused(trouble) : { ok: false, why: 'gone' }))
      })
    })
  })
}

async function readPiece(inPool: InPool, fd: number, offset: number, length: number): Promise<ReadResult> {
  if (length > MOST_BYTES) return { ok: false, why: 'absent' }
  return await inPool<ReadResult>(done => {
    // Its own for each piece: after the deadline a thread may still write into it.
    const buffer = Buffer.alloc(length)
    read(fd, buffer, 0, length, offset, (error, count) =>
      done(error ? refused(error) : { ok: true, bytes: buffer.subarray(0, count) }),
    )
  })
}
