import type { ReadResult } from '../process-files.ts'
import { startDeadline } from './deadline.ts'

/** The pool has four threads, and everything else in this process needs some of them: at most these may hang. */
const MOST_UNDER_WAY = 2

/** The deadline passed. */
export const LOCKED = { ok: false, why: 'locked' } as const satisfies ReadResult

interface Waiting {
  start(): void
  turnAway(): void
}

/**
 * Calls to Node's pool of threads that may never come back. A thread that hangs cannot be ended, and with it neither can
 * this process, so few calls are under way at once; when all of them hang, the rest is turned away.
 */
export class Pool {
  #queue: Waiting[] = []
  #underWay = 0
  #hung = 0
  #onSettled: (() => void)[] = []

  /** Threads that are past their deadline and have not come back. */
  get hungThreads(): number {
    return this.#hung
  }

  /**
   * Makes a call that hands its result to `done`; {@link LOCKED} where it has not within the deadline. Where all threads
   * that may be used hang, the answer is that of `otherwise`.
   */
  call<R>(start: (done: (result: R) => void) => void, otherwise: () => Promise<R>, deadlineMs: number) {
    return new Promise<R | typeof LOCKED>(resolve => {
      this.#queue.push({
        start: () => this.#start(start, resolve, deadlineMs),
        turnAway: () => resolve(otherwise()),
      })
      this.#next()
    })
  }

  /** Resolves once every call under way has come back or is known to hang. */
  settled(): Promise<void> {
    return new Promise(resolve => {
      this.#onSettled.push(resolve)
      this.#next()
    })
  }

  /** Calls that wait for their turn go where they go when all threads hang. */
  close(): void {
    for (const waiting of this.#queue.splice(0)) waiting.turnAway()
  }

  #start<R>(
    start: (done: (result: R) => void) => void,
    resolve: (result: R | typeof LOCKED) => void,
    deadlineMs: number,
  ): void {
    let late = false
    this.#underWay++
    const callOff = startDeadline(deadlineMs, () => {
      late = true
      this.#hung++
      resolve(LOCKED)
      this.#next()
    })
    start(result => {
      callOff()
      this.#underWay--
      if (late) this.#hung--
      resolve(result)
      this.#next()
    })
  }

  #next(): void {
    while (this.#hung >= MOST_UNDER_WAY || this.#underWay < MOST_UNDER_WAY) {
      const waiting = this.#queue.shift()
      if (waiting === undefined) break
      if (this.#hung >= MOST_UNDER_WAY) waiting.turnAway()
      else waiting.start()
    }
    if (this.#underWay === this.#hung) for (const settled of this.#onSettled.splice(0)) settled()
  }
}
