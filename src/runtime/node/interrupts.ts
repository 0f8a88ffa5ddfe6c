/** What only an interrupt tells of a program: asked over its inspector, which is opened for it and for a while after. */
import type { ProcessId } from '../../model/process.ts'
import { NoAnswer, type NotAttached } from '../session.ts'
import { CALL_MS } from './attached.ts'
import type { OwnListener } from './listeners.ts'
import { leave, type Reached, reach } from './reach.ts'
import type { NodeSystem } from './system.ts'
import { Workers } from './workers.ts'

/** Who looks again and again is not to have it opened each time: a program writes lines on its stderr then. */
const STAYS_MS = 5000

export interface Interrupting extends Reached {
  /** Its threads, as they are reached by this. */
  readonly workers: Workers
}

export class Interrupts {
  readonly #id: ProcessId
  readonly #open: OwnListener | undefined
  readonly #system: NodeSystem
  #reached: Promise<Interrupting> | undefined
  #leaving: ReturnType<typeof setTimeout> | undefined
  #users = 0
  /** It was signalled, and has not come round to it. */
  #late: NotAttached | undefined
  readonly #left: string[] = []

  /** @param open its inspector, where that was open before */
  constructor(id: ProcessId, open: OwnListener | undefined, system: NodeSystem) {
    this.#id = id
    this.#open = open
    this.#system = system
  }

  /** @throws {NoAnswer} */
  async use<T>(work: (reached: Interrupting) => Promise<T>): Promise<T> {
    clearTimeout(this.#leaving)
    this.#users++
    try {
      this.#reached ??= this.#begin()
      return await work(await this.#reached)
    } finally {
      if (--this.#users === 0) this.#leaving = setTimeout(() => void this.leave(), STAYS_MS).unref()
    }
  }

  /** Closes it again, and tells what could not be undone. */
  async leave(): Promise<readonly string[]> {
    clearTimeout(this.#leaving)
    const reached = await this.#reached?.catch(() => undefined)
    this.#reached = undefined
    if (reached !== undefined) this.#left.push(...(await leave(this.#id, reached, this.#system)).leftBehind)
    return [...this.#left, ...(this.#late?.leftBehind ?? [])]
  }

  #begin(): Promise<Interrupting> {
    const reaching = this.#reach()
    const over = reaching.then(
      ({ attached }) => attached.protocol.socket.closed,
      () => {},
    )
    void over.then(() => {
      if (this.#reached === reaching) this.#reached = undefined
    })
    return reaching
  }

  async #reach(): Promise<Interrupting> {
    // It is not signalled again before that.
    if (this.#late !== undefined) throw new NoAnswer(this.#late.failed)
    const reached = await reach(this.#id, this.#open, this.#system, new AbortController().signal)
    if ('failed' in reached) {
      if (reached.later === undefined) this.#left.push(...reached.leftBehind)
      else this.#late = reached
      void reached.later?.then(() => {
        this.#late = undefined
      })
      throw new NoAnswer(reached.failed)
    }
    const { protocol } = reached.attached
    // It is not to wait for us when it ends.
    protocol.listen(method => {
      if (method === 'NodeRuntime.waitingForDisconnect') void protocol.close()
    })
    await protocol.call('NodeRuntime.notifyWhenWaitingForDisconnect', { enabled: true }, CALL_MS)
    return { ...reached, workers: new Workers(protocol) }
  }
}
