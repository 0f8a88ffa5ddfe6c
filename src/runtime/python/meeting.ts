/**
 * Where a program meets us: a folder that only its user may enter, in the program's own root, with a file that it is to run
 * and a socket that we listen on. All is made by descriptors of the folders, so that nobody's links are followed; what is
 * in a path of the program's is none of ours.
 */
import { randomBytes } from 'node:crypto'
import {
  chmod,
  close,
  constants,
  fchmod,
  fchown,
  fstat,
  lchown,
  mkdir,
  open,
  rmdir,
  type Stats,
  unlink,
  write,
} from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import type { InPool } from '../../sources/linux/binaries/pieces.ts'
import type { Written } from './entry.ts'
import { Remover } from './remover.ts'

/** Whom it is for, as we see its ids. */
export interface Owner {
  readonly uid: number
  readonly gid: number
}

/** Something of it could not be made, in words. */
export class NoMeeting extends Error {
  override readonly name = 'NoMeeting'
}

/** Any of them is on its own, and bounded: no socket's path may be longer than 107 bytes, unix(7). */
const PLACES = ['/tmp', '/var/tmp', '/dev/shm'] as const
/** Of the file with our code, and of the one that only has a thread run that. bootstrap.py removes them, too. */
const CODE = 'a'
const START = 'b'
const SOCKET = 's'
const FOLDER = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW
const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
const STICKY = 0o1000
const OTHERS_WRITE = 0o002
const MOST_CALLERS = 8

interface Descriptors {
  /** Of the folder that ours is in, of ours, and of the program's memory. */
  readonly parent: number
  readonly own: number
  readonly memory: number
}

type Call<R> = (done: (error: NodeJS.ErrnoException | null, result?: R) => void) => void

/** Calls of the file system in the pool of threads: the program's folders may be on a server that does not answer. */
class Files {
  readonly #inPool: InPool

  constructor(inPool: InPool) {
    this.#inPool = inPool
  }

  /**
   * @param late what to do with a result that comes when nobody waits for it any more
   * @throws {NoMeeting}
   */
  async call<R>(start: Call<R>, late: (result: R) => void = () => {}): Promise<R> {
    let isLate = false
    const answer = await this.#inPool<{ readonly error: string | undefined; readonly result: R | undefined }>(done =>
      start((error, result) => {
        if (isLate && error === null) late(result as R)
        done({ error: error?.code, result })
      }),
    )
    isLate = true
    if ('why' in answer) throw new NoMeeting('its folders do not answer')
    if (answer.error !== undefined) throw new NoMeeting(answer.error)
    return answer.result as R
  }

  open(path: string, flags: number, mode?: number): Promise<number> {
    return this.call<number>(done => open(path, flags, mode, done), forget)
  }

  /** A folder that nobody else may enter. */
  make(path: string): Promise<void> {
    return this.call<void>(
      done => mkdir(path, 0o700, error => done(error)),
      () => rmdir(path, () => {}),
    )
  }
}

function forget(fd: number): void {
  close(fd, () => {})
}

export class Meeting {
  /** The folder, as the program sees it. */
  readonly folder: string
  /** What only who can read our file knows. Of a text without the dash Python would keep a copy for good. */
  readonly token = `-${randomBytes(16).toString('hex')}`
  readonly #files: Files
  readonly #parent: number
  readonly #own: number
  readonly #name: string
  readonly #remover: Remover
  #server: Server | undefined
  /** Called with whoever connects. */
  onCaller: (socket: Socket) => void = socket => socket.destroy()
  #removed: Promise<readonly string[]> | undefined

  private constructor(files: Files, place: string, name: string, { parent, own, memory }: Descriptors) {
    this.folder = `${place}/${name}`
    this.#files = files
    this.#name = name
    this.#parent = parent
    this.#own = own
    this.#remover = new Remover({ parent, folder: own, name, files: [CODE, START, SOCKET], memory })
  }

  /**
   * @param root of the program: `/proc/PID/root`
   * @param memory a descriptor of its memory
   * @throws {NoMeeting}
   */
  static async open(inPool: InPool, root: string, memory: number): Promise<Meeting> {
    const files = new Files(inPool)
    const reasons: string[] = []
    for (const place of PLACES) {
      try {
        return await Meeting.#openAt(files, root, place, memory)
      } catch (error) {
        if (!(error instanceof NoMeeting)) throw error
        reasons.push(`${place}: ${error.message}`)
      }
    }
    throw new NoMeeting(`no folder can be made that it could see (${reasons.join(', ')})`)
  }

  static async #openAt(files: Files, root: string, place: string, memory: number): Promise<Meeting> {
    const parent = await openFolder(files, root, place)
    try {
      const { mode } = await files.call<Stats>(done => fstat(parent, done))
      if ((mode & OTHERS_WRITE) !== 0 && (mode & STICKY) === 0)
        throw new NoMeeting('everybody may remove what is in it')
      const name = `ntop-${randomBytes(9).toString('hex')}`
      await files.make(below(parent, name))
      const own = await openOwn(files, below(parent, name))
      return new Meeting(files, place, name, { parent, own, memory })
    } catch (error) {
      forget(parent)
      throw error
    }
  }

  /** The paths of the files, as the program sees them. */
  get code(): string {
    return `${this.folder}/${CODE}`
  }

  get start(): string {
    return `${this.folder}/${START}`
  }

  /**
   * Writes the files, listens, and hands all over to the program's user.
   *
   * @throws {NoMeeting}
   */
  async prepare({ code, start }: { readonly code: string; readonly start: string }, owner: Owner): Promise<void> {
    const call = this.#files.call.bind(this.#files)
    const { uid, gid } = owner
    await this.#write(CODE, code, owner)
    await this.#write(START, start, owner)
    await this.#listen(below(this.#own, SOCKET))
    await call<void>(done => chmod(below(this.#own, SOCKET), 0o600, done))
    await call<void>(done => lchown(below(this.#own, SOCKET), uid, gid, done))
    await call<void>(done => fchown(this.#own, uid, gid, done))
  }

  async #write(name: string, content: string, { uid, gid }: Owner): Promise<void> {
    const call = this.#files.call.bind(this.#files)
    const bytes = Buffer.from(content, 'latin1')
    const file = await this.#files.open(below(this.#own, name), NEW_FILE, 0o600)
    try {
      const written = await call<number>(done => write(file, bytes, 0, bytes.length, 0, done))
      if (written !== bytes.length) throw new NoMeeting('no space is left there')
      await call<void>(done => fchmod(file, 0o600, done))
      await call<void>(done => fchown(file, uid, gid, done))
    } finally {
      forget(file)
    }
  }

  #listen(path: string): Promise<void> {
    const server = createServer(socket => this.onCaller(socket))
    server.maxConnections = MOST_CALLERS
    this.#server = server
    return new Promise((resolve, reject) => {
      server.once('error', error => reject(new NoMeeting(error.message)))
      server.listen({ path }, resolve)
    })
  }

  /** What was written to the program's memory, to be taken back should we be killed. */
  note(written: Written): void {
    this.#remover.note(written)
  }

  /** Removes it all: whoever is connected stays so. What could not be removed. */
  remove(): Promise<readonly string[]> {
    this.#removed ??= this.#remove()
    return this.#removed
  }

  async #remove(): Promise<readonly string[]> {
    const server = this.#server
    // Which removes the socket, too.
    if (server?.listening === true) server.close()
    const left: string[] = []
    for (const [path, remove] of [
      [below(this.#own, CODE), unlink],
      [below(this.#own, START), unlink],
      [below(this.#own, SOCKET), unlink],
      [below(this.#parent, this.#name), rmdir],
    ] as const) {
      try {
        await this.#files.call<void>(done => remove(path, done))
      } catch (error) {
        if (!(error instanceof NoMeeting)) throw error
        // Each is removed by the program as well.
        if (error.message !== 'ENOENT') left.push(`${this.folder}: ${error.message}`)
      }
    }
    this.#remover.letGo()
    for (const fd of [this.#own, this.#parent]) forget(fd)
    return left
  }
}

function below(folder: number, name: string): string {
  return `/proc/self/fd/${folder}/${name}`
}

/** The folder that we have just made; it is removed again if it cannot be had. */
async function openOwn(files: Files, path: string): Promise<number> {
  try {
    return await files.open(path, FOLDER)
  } catch (error) {
    await files.call<void>(done => rmdir(path, done))
    throw error
  }
}

/** Part by part, so that a link that leads out of the program's root is not followed. */
async function openFolder(files: Files, root: string, place: string): Promise<number> {
  // The root itself is such a link, of the kernel's.
  let folder = await files.open(`${root}/`, constants.O_RDONLY | constants.O_DIRECTORY)
  for (const part of place.split('/').slice(1)) {
    const last = folder
    try {
      folder = await files.open(below(last, part), FOLDER)
    } finally {
      forget(last)
    }
  }
  return folder
}
