/**
 * The `/tmp` of a process, below its own root, where a JVM and its clients find each other: HotSpot has the path built in,
 * and no setting of `java.io.tmpdir` moves it (os::get_temp_directory in os_linux.cpp).
 */
import { type BigIntStats, close, constants, fchown, lstat, open, unlink } from 'node:fs'
import { refused } from '../../sources/linux/reader.ts'
import type { RawFiles, Refusal } from '../../sources/process-files.ts'

/** A link would lead into our own root. */
const FOLDER = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW
const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
const ONLY_OWNER = 0o600

export type Found = { readonly ok: true; readonly stats: BigIntStats } | { readonly ok: false; readonly why: Refusal }

/** Who a file is to belong to. */
export interface Owner {
  readonly uid: number
  readonly gid: number
}

/** Why a call failed; a late one may succeed yet. */
interface Failed {
  readonly ok: false
  readonly why: Refusal
}

/** Kept open: it stays the same folder, whoever has the pid, until it is closed. */
export class TmpFolder {
  /** To hand on to a child. */
  readonly fd: number
  readonly #inPool: RawFiles['inPool']
  /** Calls that are under way, be they given up: until the last is back the descriptor may be nobody else's. */
  #calls = 0
  #isLeft = false

  private constructor(fd: number, inPool: RawFiles['inPool']) {
    this.fd = fd
    this.#inPool = inPool
  }

  static async open({ procfs, inPool }: RawFiles, pid: number): Promise<TmpFolder | Refusal> {
    let isLate = false
    const opened = await inPool<number | Failed>(done =>
      open(`${procfs}/${pid}/root/tmp`, FOLDER, (error, fd) => {
        if (error === null && isLate) close(fd, () => {})
        done(error === null ? fd : refused(error))
      }),
    )
    if (typeof opened === 'number') return new TmpFolder(opened, inPool)
    isLate = opened.why === 'locked'
    return opened.why
  }

  /** Short enough for a socket's address, which has 107 bytes. */
  pathOf(name: string): string {
    return `/proc/self/fd/${this.fd}/${name}`
  }

  async look(name: string): Promise<Found> {
    return await this.#call<Found>(done => lookNow(this.pathOf(name), done))
  }

  /**
   * Makes an empty file that is not there yet.
   *
   * @returns `there` where there is one
   */
  async make(name: string, owner: Owner | undefined): Promise<'made' | 'there' | Refusal> {
    const path = this.pathOf(name)
    let isLate = false
    const made = await this.#call<'made' | 'there' | Failed>(done =>
      open(path, NEW_FILE, ONLY_OWNER, (error, fd) => {
        if (error !== null) return done(error.code === 'EEXIST' ? 'there' : refused(error))
        const end = (trouble: NodeJS.ErrnoException | null): void => {
          close(fd, () => {})
          if (trouble === null && !isLate) done('made')
          else unlink(path, () => done(refused(trouble)))
        }
        if (owner === undefined) end(null)
        else fchown(fd, owner.uid, owner.gid, end)
      }),
    )
    if (typeof made === 'string') return made
    isLate = made.why === 'locked'
    return made.why
  }

  /** @returns whether it is gone */
  async remove(name: string): Promise<boolean> {
    const removed = await this.#call<{ readonly ok: true } | Failed>(done =>
      unlink(this.pathOf(name), error => done(error === null ? { ok: true } : refused(error))),
    )
    return removed.ok || removed.why === 'gone'
  }

  close(): void {
    if (this.#isLeft) return
    this.#isLeft = true
    this.#closeIfFree()
  }

  async #call<R>(start: (done: (result: R) => void) => void): Promise<R | Failed> {
    if (this.#isLeft) return { ok: false, why: 'gone' }
    return await this.#inPool<R | Failed>(done => {
      this.#calls++
      start(result => {
        this.#calls--
        if (this.#isLeft) this.#closeIfFree()
        done(result)
      })
    })
  }

  #closeIfFree(): void {
    if (this.#calls === 0) close(this.fd, () => {})
  }
}

/** lstat(2). */
export async function lookAtFile(inPool: RawFiles['inPool'], path: string): Promise<Found> {
  return await inPool<Found>(done => lookNow(path, done))
}

function lookNow(path: string, done: (found: Found) => void): void {
  lstat(path, { bigint: true }, (error, stats) => done(error === null ? { ok: true, stats } : refused(error)))
}
