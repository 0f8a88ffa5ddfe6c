/** What only an interrupt tells of a program: asked over its inspector, which is opened for it and for a while after. */
import type { ProcessId } from '../../model/process.ts'
import { NoAnswer, type NotAttached } from '../session.ts'
import { CALL_MS } from './attached.ts'
import { detectNode } from './detect.ts'
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
  readonly #system: NodeSystem
  #reached: Promise<Interrupting> | undefined
  #staying: ReturnType<typeof setTimeout> | undefined
  #parting: Promise<void> = Promise.resolve()
  #isOver = false
  #users = 0
  /** It was signalled, and has not come round to it. */
  #late: NotAttached | undefined
  readonly #left: string[] = []

  constructor(id: ProcessId, system: NodeSystem) {
    this.#id = id
    this.#system = system
  }

  /** @throws {NoAnswer} */
  async use<T>(work: (reached: Interrupting) => Promise<T>): Promise<T> {
    if (this.#isOver) throw new NoAnswer('the session was left')
    clearTimeout(this.#staying)
    this.#users++
    try {
      this.#reached ??= this.#begin()
      return await work(await this.#reached)
    } finally {
      if (--this.#users === 0) this.#staying = setTimeout(() => this.#part(), STAYS_MS).unref()
    }
  }

  /** Closes it for good, and tells what could not be undone. */
  async leave(): Promise<readonly string[]> {
    this.#isOver = true
    clearTimeout(this.#staying)
    this.#part()
    await this.#parting
    return [...this.#left, ...(this.#late?.leftBehind ?? [])]
  }

  /** One after the other: an inspector that is just closing is not opened by a signal. */
  #part(): void {
    const reached = this.#reached
    this.#reached = undefined
    if (reached === undefined) return
    const part = async () => {
      const way = await reached.catch(() => undefined)
      if (way !== undefined) this.#left.push(...(await leave(this.#id, way, this.#system)).leftBehind)
    }
    this.#parting = this.#parting.then(part)
  }

  #begin(): Promise<Interrupting> {
    const reaching = this.#parting.then(() => this.#reach())
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
    // Somebody else may have opened it since: then it is his.
    const detection = await detectNode(this.#id, this.#system)
    if (detection?.runtime !== 'node') throw new NoAnswer('it has ended')
    if (detection.refusal !== undefined) throw new NoAnswer(detection.refusal)
    const reached = await reach(this.#id, detection.open, this.#system, new AbortController().signal)
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
    try {
      await protocol.call('NodeRuntime.notifyWhenWaitingForDisconnect', { enabled: true }, CALL_MS)
      return { ...reached, workers: new Workers(protocol) }
    } catch (error) {
      this.#left.push(...(await leave(this.#id, reached, this.#system)).leftBehind)
      throw error
    }
  }
}
