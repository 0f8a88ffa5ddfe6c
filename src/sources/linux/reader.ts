/**
 * Reads that may never come back, kept away from the main thread and with a deadline.
 *
 * `cmdline`, `environ`, `maps`, `smaps*` and `exe` wait for the target's memory lock, and a process stuck in the kernel
 * may hold it for ever; `statfs` waits for a dead server. A thread that waits so cannot be ended, and with it neither
 * can this process. So there are two lanes: Node's pool of threads for targets that are seen not to be stuck, and for
 * all others a small child process (`cat`, `readlink`, `stat -f`), which can be left behind at once.
 */
import { isUtf8 } from 'node:buffer'
import { close, closeSync, open, read, readlink, type StatsFs, statfs } from 'node:fs'
import { isDenied, isGone, isOutOfDescriptors } from '../errors.ts'
import type { ReadResult, Refusal } from '../process-files.ts'
import { Children } from './children.ts'
import { NVIDIA_ARGUMENTS } from './hardware/nvidia.ts'
import { openPrompt } from './kept-file.ts'
import { LOCKED, Pool } from './pool.ts'

export type Lane = 'pool' | 'child'

const DEADLINE_MS = 200
/** A program that goes through a hundred thousand things takes half a second. */
const PROGRAM_DEADLINE_MS = 2_000
/** To wake the driver where nobody uses the card takes it a second and more. */
const NVIDIA_MS = 10_000
/** More than one file may hold: a snapshot of 40,000 mappings is 30 MB. */
const MOST_BYTES = 256 * 1024 * 1024
/** What is copied in a millisecond or two, to memory that has not been touched yet. */
const COPIED_AT_ONCE = 256 * 1024
/** A command line nearly always fits. */
const FIRST_BYTES = 4096

/** statfs(2)'s numbers: blocks in units of `bsize` bytes, and inodes. */
export type StatfsNumbers = Pick<StatsFs, 'bsize' | 'blocks' | 'bfree' | 'bavail' | 'files' | 'ffree'>
export type StatfsResult =
  | { readonly ok: true; readonly numbers: StatfsNumbers }
  | {
      readonly ok: false
      readonly why: Refusal
      /** There while a thread still waits for the answer: asking again would only make another one wait. */
      readonly late?: Promise<StatfsResult>
    }

export class Reader {
  /** How long a read may take where nothing else is said. */
  readonly deadlineMs: number
  readonly #pool = new Pool()
  readonly #children = new Children()
  /** One of {@link readByThread} is past its deadline. */
  #isOneOverdue = false

  constructor(deadlineMs = DEADLINE_MS) {
    this.deadlineMs = deadlineMs
  }

  /** Threads of the pool that have not come back: with any of them, a normal exit would wait for ever. */
  get hungThreads(): number {
    return this.#pool.hungThreads
  }

  /** Processor time that children have taken so far, at the most: milliseconds. */
  get childrenMs(): number {
    return this.#children.spentMs
  }

  /** The file's bytes, or why not; `locked` after the deadline. */
  read(path: string, lane: Lane, deadlineMs = this.deadlineMs): Promise<ReadResult> {
    return this.#file(path, lane, readInPool, deadlineMs)
  }

  /**
   * The same for a file whose opening never waits, and of which one read has all: a quarter of the calls to the pool,
   * which are what the command lines of a first screenful cost.
   */
  readAtOnce(path: string, lane: Lane, deadlineMs = this.deadlineMs): Promise<ReadResult> {
    return this.#file(path, lane, readOpened, deadlineMs)
  }

  /**
   * The same, for what is read again and again and worth no child process: `locked` too where no thread is left for it.
   * While one of these reads is past its deadline none of the others is begun, so that one thread is lost to them at most.
   *
   * @param onBack is called once the thread has come back, be it long after the deadline, or was not sent
   */
  async readByThread(path: string, onBack: () => void): Promise<ReadResult> {
    let isBack = false
    const back = (): void => {
      isBack = true
      onBack()
    }
    if (this.#isOneOverdue) {
      back()
      return LOCKED
    }
    const start = (done: Done): void => {
      const answered: Done = result => {
        this.#isOneOverdue = false
        back()
        done(result)
      }
      try {
        readOpened(path, answered)
      } catch (error) {
        // A driver may refuse the opening, too, with whatever it likes.
        answered(refused(error))
      }
    }
    const turnAway = (): Promise<ReadResult> => {
      back()
      return Promise.resolve(LOCKED)
    }
    const result = await this.#pool.call<ReadResult>(start, turnAway, this.deadlineMs)
    if (!isBack) this.#isOneOverdue = true
    return result
  }

  /** Where a symbolic link points to. */
  link(path: string, lane: Lane, deadlineMs = this.deadlineMs): Promise<ReadResult> {
    const inChild = () => this.#children.output('readlink', ['-n', '--', path], deadlineMs)
    const inPool = (done: (result: ReadResult) => void): void =>
      readlink(path, { encoding: 'buffer' }, (error, bytes) => done(error ? refused(error) : { ok: true, bytes }))
    return lane === 'child' ? inChild() : this.#pool.call(inPool, inChild, deadlineMs)
  }

  /** What ionice(1) of util-linux says of processes of our own pid namespace: a line for each; `gone` if one is. */
  ioPriorities(pids: readonly number[]): Promise<ReadResult> {
    return this.#children.output('ionice', ['-p', ...pids.map(String)], this.deadlineMs)
  }

  /** What nvidia-smi(1) says of NVIDIA's cards; `absent` where there is no such program. */
  nvidiaSmi(): Promise<ReadResult> {
    return this.#children.output('nvidia-smi', NVIDIA_ARGUMENTS, NVIDIA_MS)
  }

  /** How large and how full the file system at a path is, statfs(2). */
  async statfs(path: Buffer, lane: Lane): Promise<StatfsResult> {
    const inChild = () => this.#statfsInChild(path)
    if (lane === 'child') return await inChild()
    let answered: (result: StatfsResult) => void
    const late = new Promise<StatfsResult>(resolve => {
      answered = resolve
    })
    const inPool = (done: (result: StatfsResult) => void): void =>
      statfs(path, (error, numbers) => {
        const result = error ? refused(error) : { ok: true as const, numbers }
        done(result)
        answered(result)
      })
    const result = await this.#pool.call(inPool, inChild, this.deadlineMs)
    return result === LOCKED ? { ...LOCKED, late } : result
  }

  /** A call that only the pool can make: not made where all of its threads that may be used hang. */
  inPool<R>(start: (done: (result: R) => void) => void): Promise<R | typeof LOCKED> {
    return this.#pool.call<R | typeof LOCKED>(start, () => Promise.resolve(LOCKED), this.deadlineMs)
  }

  /** What a program prints that asks the kernel in our place, or why not. */
  program(name: string, args: readonly string[]): Promise<ReadResult> {
    return this.#children.output(name, args, PROGRAM_DEADLINE_MS)
  }

  /** Resolves once no thread of the pool is in a read, but for those that hang. */
  settled(): Promise<void> {
    return this.#pool.settled()
  }

  close(): void {
    this.#children.close()
    this.#pool.close()
  }

  #file(path: string, lane: Lane, inPool: (path: string, done: Done) => void, deadlineMs: number): Promise<ReadResult> {
    const inChild = () => this.#children.output('cat', ['--', path], deadlineMs)
    return lane === 'child' ? inChild() : this.#pool.call(done => inPool(path, done), inChild, deadlineMs)
  }

  async #statfsInChild(path: Buffer): Promise<StatfsResult> {
    const question = ['-f', '-c', '%S %b %f %a %c %d', '--']
    const answer = isUtf8(path)
      ? await this.#children.output('stat', [...question, path.toString()], this.deadlineMs)
      : await this.#children.output('sh', ['-c', STAT_ESCAPED, 'sh', octal(path), ...question], this.deadlineMs)
    if (!answer.ok) return { ok: false, why: answer.why }
    const numbers = answer.bytes.toString('latin1').trim().split(' ').map(Number)
    const [bsize, blocks, bfree, bavail, files, ffree] = numbers
    if (numbers.some(Number.isNaN)) return { ok: false, why: 'absent' }
    if (bsize === undefined || blocks === undefined || bfree === undefined) return { ok: false, why: 'absent' }
    if (bavail === undefined || files === undefined || ffree === undefined) return { ok: false, why: 'absent' }
    return { ok: true, numbers: { bsize, blocks, bfree, bavail, files, ffree } }
  }
}

/** Arguments of a child are UTF-8, so other bytes are made by its shell. */
const STAT_ESCAPED = 'path=$(printf %b "$1"); shift; exec stat "$@" "$path"'

function octal(bytes: Buffer): string {
  return Array.from(bytes, byte => `\\0${byte.toString(8).padStart(3, '0')}`).join('')
}

/** Why a call failed: here what is neither gone nor denied (ESTALE, EIO) is no fault of ours either. */
export function refused(error: unknown): { readonly ok: false; readonly why: Refusal } {
  if (isGone(error)) return { ok: false, why: 'gone' }
  if (isDenied(error)) return { ok: false, why: 'denied' }
  return { ok: false, why: 'absent' }
}

type Done = (result: ReadResult) => void

/** open, read to the end, close, each a call to the pool: a third of what `fs.readFile` costs. */
function readInPool(path: string, done: Done): void {
  open(path, 'r', (error, fd) => {
    if (error) done(refused(error))
    else
      readToEnd(
        fd,
        count => count === 0,
        result => close(fd, () => done(result)),
      )
  })
}

/** Only the reading is a call to the pool. A read that does not fill the buffer has reached the end. */
function readOpened(path: string, done: Done): void {
  let fd: number
  try {
    fd = openPrompt(path)
  } catch (error) {
    if (!isGone(error) && !isDenied(error) && !isOutOfDescriptors(error)) throw error
    done(refused(error))
    return
  }
  readToEnd(
    fd,
    (count, asked) => count < asked,
    result => {
      closeFree(fd)
      done(result)
    },
  )
}

/** Whatever a file system says when it is told of it (one that went away meanwhile: ENOTCONN), the descriptor is free. */
function closeFree(fd: number): void {
  try {
    closeSync(fd)
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error
  }
}

/**
 * Copies all of a buffer to the beginning of a larger one. Of many megabytes that takes a tenth of a second: others get
 * their turns meanwhile.
 */
function copyInTurns(from: Buffer, to: Buffer, done: (to: Buffer) => void): void {
  const step = (at: number): void => {
    const end = Math.min(at + COPIED_AT_ONCE, from.length)
    from.copy(to, at, at, end)
    if (end < from.length) setImmediate(step, end)
    else done(to)
  }
  step(0)
}

function readToEnd(fd: number, isEnd: (count: number, asked: number) => boolean, end: Done): void {
  let buffer: Buffer = Buffer.allocUnsafe(FIRST_BYTES)
  let length = 0
  const more = (): void => {
    const asked = buffer.length - length
    // From where the last one ended, so that a pipe can be read too.
    read(fd, buffer, length, asked, null, (failure, count) => {
      if (failure) {
        end(refused(failure))
        return
      }
      length += count
      if (isEnd(count, asked) || length >= MOST_BYTES) {
        end({ ok: true, bytes: buffer.subarray(0, length) })
        return
      }
      if (length < buffer.length) {
        more()
        return
      }
      copyInTurns(buffer, Buffer.allocUnsafe(length * 2), larger => {
        buffer = larger
        more()
      })
    })
  }
  more()
}
