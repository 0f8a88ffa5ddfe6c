/**
 * Reads that may never come back, kept away from the main thread and with a deadline.
 *
 * `cmdline`, `environ`, `maps`, `smaps*` and `exe` wait for the target's memory lock, and a process stuck in the kernel
 * may hold it for ever; `statfs` waits for a dead server. A thread that waits so cannot be ended, and with it neither
 * can this process. So there are two lanes: Node's pool of threads for targets that are seen not to be stuck, and for
 * all others a small child process (`cat`, `readlink`, `stat -f`), which can be left behind at once.
 */
import { spawn } from 'node:child_process'
import { close, open, read, readlink } from 'node:fs'
import { isDenied, isGone } from '../errors.ts'
import type { ReadResult, Refusal } from '../process-files.ts'

export type Lane = 'pool' | 'child'

export const DEADLINE_MS = 200
/** Children under way at once; a sick machine has many stuck processes. */
const MOST_CHILDREN = 4
/** The pool has four threads: when two of them hang, the rest is saved for what answers. */
const MOST_HUNG = 2
/** More than one file may hold: a snapshot of 40,000 mappings is 30 MB. */
const MOST_BYTES = 256 * 1024 * 1024

interface Waiting {
  start(): void
}

export class Reader {
  #children = new Set<() => void>()
  #queue: Waiting[] = []
  #hung = 0
  #closed = false

  /** Threads of the pool that have not come back: with any of them, a normal exit would wait for ever. */
  get hungThreads(): number {
    return this.#hung
  }

  /** The file's bytes, or why not; `locked` after the deadline. */
  async read(path: string, lane: Lane, deadlineMs = DEADLINE_MS): Promise<ReadResult> {
    if (lane === 'child' || this.#hung >= MOST_HUNG) return await this.#run('cat', ['--', path], deadlineMs)
    return await this.#pooled(done => readInPool(path, done), deadlineMs)
  }

  /** Where a symbolic link points to. */
  async link(path: string, lane: Lane, deadlineMs = DEADLINE_MS): Promise<ReadResult> {
    if (lane === 'child' || this.#hung >= MOST_HUNG) return await this.#run('readlink', ['-n', '--', path], deadlineMs)
    return await this.#pooled(
      done =>
        readlink(path, { encoding: 'buffer' }, (error, bytes) => done(error ? refused(error) : { ok: true, bytes })),
      deadlineMs,
    )
  }

  /** What a program prints within the deadline: for questions that only a child can ask safely. */
  async output(program: string, args: readonly string[], deadlineMs: number): Promise<ReadResult> {
    return await this.#run(program, args, deadlineMs)
  }

  close(): void {
    this.#closed = true
    this.#queue = []
    for (const leave of this.#children) leave()
  }

  #pooled(start: (done: (result: ReadResult) => void) => void, deadlineMs: number): Promise<ReadResult> {
    return new Promise(resolve => {
      let late = false
      const timer = setTimeout(() => {
        late = true
        this.#hung++
        resolve({ ok: false, why: 'locked' })
      }, deadlineMs)
      start(result => {
        clearTimeout(timer)
        if (late) this.#hung--
        resolve(result)
      })
    })
  }

  #run(program: string, args: readonly string[], deadlineMs: number): Promise<ReadResult> {
    return new Promise(resolve => {
      if (this.#closed) {
        resolve({ ok: false, why: 'locked' })
        return
      }
      this.#queue.push({ start: () => this.#spawn(program, args, deadlineMs, resolve) })
      this.#next()
    })
  }

  #next(): void {
    while (this.#children.size < MOST_CHILDREN) {
      const waiting = this.#queue.shift()
      if (waiting === undefined) return
      waiting.start()
    }
  }

  #spawn(program: string, args: readonly string[], deadlineMs: number, resolve: (result: ReadResult) => void): void {
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { LC_ALL: 'C', PATH: process.env['PATH'] },
    })
    const out: Buffer[] = []
    let complaint = ''
    const finish = (result: ReadResult): void => {
      if (!this.#children.delete(leave)) return
      clearTimeout(timer)
      resolve(result)
      this.#next()
    }
    const leave = (): void => {
      // Killed, but not waited for: one that hangs in the kernel dies whenever the kernel lets go of it.
      child.kill('SIGKILL')
      child.unref()
      child.stdout.destroy()
      child.stderr.destroy()
      finish({ ok: false, why: 'locked' })
    }
    const timer = setTimeout(leave, deadlineMs)
    this.#children.add(leave)
    child.stdout.on('data', (piece: Buffer) => out.push(piece))
    child.stderr.on('data', (piece: Buffer) => {
      complaint += piece.toString('latin1')
    })
    child.on('error', () => finish({ ok: false, why: 'absent' }))
    child.on('close', code => {
      finish(code === 0 ? { ok: true, bytes: Buffer.concat(out) } : { ok: false, why: refusalOf(complaint) })
    })
  }
}

/** What the small programs of coreutils and busybox say in the C locale: strerror(3)'s words. */
function refusalOf(complaint: string): Refusal {
  if (/No such (file|process)/i.test(complaint)) return 'gone'
  if (/(Permission denied|Operation not permitted)/i.test(complaint)) return 'denied'
  return 'absent'
}

function refused(error: Error): ReadResult {
  if (isGone(error)) return { ok: false, why: 'gone' }
  if (isDenied(error)) return { ok: false, why: 'denied' }
  return { ok: false, why: 'absent' }
}

/** open, read to the end, close, each a call to the pool: a third of what `fs.readFile` costs. */
function readInPool(path: string, done: (result: ReadResult) => void): void {
  open(path, 'r', (error, fd) => {
    if (error) {
      done(refused(error))
      return
    }
    let buffer = Buffer.allocUnsafe(4096)
    let length = 0
    const end = (result: ReadResult): void => {
      close(fd, () => done(result))
    }
    const more = (): void => {
      read(fd, buffer, length, buffer.length - length, length, (failure, count) => {
        if (failure) {
          end(refused(failure))
          return
        }
        length += count
        if (count === 0 || length >= MOST_BYTES) {
          end({ ok: true, bytes: buffer.subarray(0, length) })
          return
        }
        if (length === buffer.length) {
          const larger = Buffer.allocUnsafe(buffer.length * 2)
          buffer.copy(larger, 0, 0, length)
          buffer = larger
        }
        more()
      })
    }
    more()
  })
}
