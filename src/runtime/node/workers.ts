/** A Node's worker threads: each has a heap of its own, and is talked to through the main thread. */

import { textOf } from './profile.ts'
import { objectOf, type Params, Protocol } from './protocol.ts'

const CALL_MS = 3000

export interface Worker {
  /** `[worker 1] helper`, clean. */
  readonly title: string
  readonly protocol: Protocol
}

/** Attached to all worker threads for as long as anybody uses them. */
export class Workers {
  readonly #protocol: Protocol
  readonly #workers = new Map<string, Thread>()
  readonly #arrivals = new Set<(worker: Worker) => void>()
  #users = 0

  constructor(protocol: Protocol) {
    this.#protocol = protocol
    protocol.listen((method, params) => this.#hear(method, params))
    void protocol.socket.closed.then(() => this.#forget())
  }

  /** Those that there are, as far as they have been attached to. */
  get all(): readonly Worker[] {
    return [...this.#workers.values()]
  }

  /**
   * Attaches to them, and to each that starts from now on, until what is returned is called.
   *
   * @param arrived hears of each, also of those that there are
   * @throws {NoAnswer}
   */
  async use(arrived: (worker: Worker) => void = () => {}, deadlineMs = CALL_MS): Promise<() => void> {
    this.#arrivals.add(arrived)
    this.#users++
    for (const worker of this.all) arrived(worker)
    const done = () => {
      if (this.#arrivals.delete(arrived) && --this.#users === 0) {
        // To disable it alone leaves clients behind in the threads, with all that they began.
        for (const sessionId of this.#workers.keys()) this.#protocol.tell('NodeWorker.detach', { sessionId })
        this.#protocol.tell('NodeWorker.disable', {})
        this.#forget()
      }
    }
    try {
      const enable = { waitForDebuggerOnStart: false }
      if (this.#users === 1) await this.#protocol.call('NodeWorker.enable', enable, deadlineMs)
    } catch (error) {
      done()
      throw error
    }
    return done
  }

  #hear(method: string, params: Params): void {
    const sessionId = params['sessionId']
    if (typeof sessionId !== 'string') return
    if (method === 'NodeWorker.attachedToWorker' && this.#users > 0) {
      const thread = new Thread(sessionId, textOf(objectOf(params['workerInfo'])['title']), this.#protocol)
      this.#workers.set(sessionId, thread)
      for (const arrived of [...this.#arrivals]) arrived(thread)
    } else if (method === 'NodeWorker.receivedMessageFromWorker') {
      const { message } = params
      if (typeof message === 'string') this.#workers.get(sessionId)?.hear(message)
    } else if (method === 'NodeWorker.detachedFromWorker') {
      this.#workers.get(sessionId)?.gone('the thread ended')
      this.#workers.delete(sessionId)
    }
  }

  #forget(): void {
    for (const thread of this.#workers.values()) thread.gone(undefined)
    this.#workers.clear()
  }
}

class Thread implements Worker {
  readonly title: string
  readonly protocol: Protocol
  #onText: (text: string) => void = () => {}
  #close: (why: string | undefined) => void = () => {}

  constructor(sessionId: string, title: string, through: Protocol) {
    this.title = title
    const closed = new Promise<string | undefined>(resolve => {
      this.#close = resolve
    })
    this.protocol = new Protocol({
      listen: onText => {
        this.#onText = onText
      },
      send: message => through.tell('NodeWorker.sendMessageToWorker', { sessionId, message }),
      close: () => {
        through.tell('NodeWorker.detach', { sessionId })
        return closed
      },
      closed,
    })
  }

  hear(message: string): void {
    this.#onText(message)
  }

  gone(why: string | undefined): void {
    this.#close(why)
  }
}
