import type { ReadResult, Refusal } from '../process-files.ts'
import { startDeadline } from './deadline.ts'
import { LOCKED } from './pool.ts'

/** Under way at once; a sick machine has many stuck processes. */
const MOST_AT_ONCE = 4
/** Killed, but not gone, because the kernel does not let go of them: with so many nothing more is asked. */
const MOST_LEFT_BEHIND = 32
/** What it takes to start one, whatever becomes of it. */
const START_MS = 3

interface Waiting {
  start(): void
  turnAway(): void
}

/** Small programs that ask in our place. One that does not answer in time is killed and left behind. */
export class Children {
  #leaving = new Set<() => void>()
  #queue: Waiting[] = []
  #leftBehind = 0
  #closed = false
  #spentMs = 0

  /**
   * Processor time that they have taken so far, at the most: all their lives, but of those that were left behind, who
   * waited, only the beginning. Milliseconds.
   */
  get spentMs(): number {
    return this.#spentMs
  }

  /** What a program prints, or why it failed; {@link LOCKED} where it has not ended within the deadline. */
  output(program: string, args: readonly string[], deadlineMs: number): Promise<ReadResult> {
    if (this.#closed) return Promise.resolve(LOCKED)
    return new Promise(resolve => {
      this.#queue.push({
        start: () => this.#start(program, args, deadlineMs, resolve),
        turnAway: () => resolve(LOCKED),
      })
      this.#next()
    })
  }

  /** Leaves all behind at once. */
  close(): void {
    this.#closed = true
    for (const waiting of this.#queue.splice(0)) waiting.turnAway()
    for (const leave of this.#leaving) leave()
  }

  #next(): void {
    while (this.#leaving.size < MOST_AT_ONCE) {
      const waiting = this.#queue.shift()
      if (waiting === undefined) return
      if (this.#leftBehind < MOST_LEFT_BEHIND) waiting.start()
      else waiting.turnAway()
    }
  }

  #start(program: string, args: readonly string[], deadlineMs: number, resolve: (result: ReadResult) => void): void {
    // Loaded with its first use, which on a healthy machine never comes: it costs 15 ms of the way to the first frame.
    const { spawn } = process.getBuiltinModule('node:child_process')
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { LC_ALL: 'C', PATH: process.env['PATH'] },
    })
    // Not started: no such program, no descriptors for its pipes. The reason follows as an event.
    if (child.pid === undefined) {
      child.on('error', () => resolve({ ok: false, why: 'absent' }))
      return
    }
    const startedMs = performance.now()
    const out: Buffer[] = []
    let complaint = ''
    const finish = (result: ReadResult): void => {
      if (!this.#leaving.delete(leave)) return
      callOff()
      this.#spentMs += result === LOCKED ? START_MS : Math.max(START_MS, performance.now() - startedMs)
      resolve(result)
      this.#next()
    }
    const leave = (): void => {
      // Not waited for: one that hangs in the kernel dies whenever the kernel lets go of it.
      child.kill('SIGKILL')
      child.unref()
      child.stdout.destroy()
      child.stderr.destroy()
      this.#leftBehind++
      child.on('exit', () => this.#leftBehind--)
      finish(LOCKED)
    }
    const callOff = startDeadline(deadlineMs, leave)
    this.#leaving.add(leave)
    child.stdout.on('data', (piece: Buffer) => out.push(piece))
    child.stderr.on('data', (piece: Buffer) => {
      complaint += piece.toString('latin1')
    })
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
