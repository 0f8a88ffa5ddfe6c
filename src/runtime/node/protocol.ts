/** The inspector's protocol: calls by number, answers by the same, and events between them. */
import { NoAnswer } from '../session.ts'

export type Params = Readonly<Record<string, unknown>>

interface Call {
  resolve(result: Params): void
  reject(error: NoAnswer): void
  readonly timer: ReturnType<typeof setTimeout>
}

/** What carries the messages: a WebSocket, or another protocol, as for worker threads. */
export interface Link {
  /** Hands on each message from now on. */
  listen(onText: (text: string) => void): void
  send(text: string): void
  close(): Promise<unknown>
  /** Resolves once it is gone: why, in words; with undefined where we closed it. */
  readonly closed: Promise<string | undefined>
}

export type EventListener = (method: string, params: Params) => void

/** So long is waited for answers that nobody needs. */
const ANSWERED_MS = 1000

export class Protocol {
  readonly #socket: Link
  readonly #calls = new Map<number, Call>()
  readonly #listeners = new Set<EventListener>()
  /** What was sent, by number; also where nobody waits for its answer any more. */
  readonly #unanswered = new Set<number>()
  #answered: () => void = () => {}
  #lastId = 0
  /** Why there is no connection any more. */
  #gone: string | undefined

  constructor(socket: Link) {
    this.#socket = socket
    socket.listen(text => this.#receive(text))
    void socket.closed.then(reason => {
      const gone = reason ?? 'the connection was closed'
      this.#gone = gone
      for (const id of [...this.#calls.keys()]) this.#settle(id)?.reject(new NoAnswer(gone))
    })
  }

  get socket(): Link {
    return this.#socket
  }

  /** Whether there is anybody at the other end, as far as we have heard. */
  get isOpen(): boolean {
    return this.#gone === undefined
  }

  /** Calls it with each event from now on, until what is returned is called. */
  listen(listener: EventListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** @throws {NoAnswer} */
  call(method: string, params: Params, deadlineMs: number): Promise<Params> {
    if (this.#gone !== undefined) return Promise.reject(new NoAnswer(this.#gone))
    const id = ++this.#lastId
    this.#unanswered.add(id)
    return new Promise((resolve, reject) => {
      const late = () => this.#settle(id)?.reject(new NoAnswer(`${method} was not answered in ${deadlineMs} ms`))
      this.#calls.set(id, { resolve, reject, timer: setTimeout(late, deadlineMs) })
      this.#socket.send(JSON.stringify({ id, method, params }))
    })
  }

  /** Sends a call whose answer nobody waits for. */
  tell(method: string, params: Params): void {
    const id = ++this.#lastId
    this.#unanswered.add(id)
    this.#socket.send(JSON.stringify({ id, method, params }))
  }

  /**
   * Closes the connection, once all that was sent is answered or a second is over: a Node may die of what it still has to
   * say to a connection that has ended, see guard/clients.ts.
   */
  async close(): Promise<void> {
    const answered = new Promise<void>(resolve => {
      this.#answered = resolve
      if (this.#unanswered.size === 0) resolve()
    })
    const giveUp = setTimeout(this.#answered, ANSWERED_MS)
    await Promise.race([answered, this.#socket.closed])
    clearTimeout(giveUp)
    await this.#socket.close()
  }

  #receive(text: string): void {
    const message = objectOf(parsed(text))
    const { id, method, result, error } = message
    if (typeof id !== 'number') {
      if (typeof method !== 'string') return
      for (const listener of [...this.#listeners]) listener(method, objectOf(message['params']))
      return
    }
    this.#unanswered.delete(id)
    if (this.#unanswered.size === 0) this.#answered()
    const call = this.#settle(id)
    const wrong = objectOf(error)['message']
    if (error === undefined) call?.resolve(objectOf(result))
    else call?.reject(new NoAnswer(typeof wrong === 'string' ? wrong : 'it answered with an error'))
  }

  #settle(id: number): Call | undefined {
    const call = this.#calls.get(id)
    this.#calls.delete(id)
    if (call !== undefined) clearTimeout(call.timer)
    return call
  }
}

/** An object of JSON; of anything else an empty one, whose fields are all unknown. */
export function objectOf(value: unknown): Params {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

/** Undefined for what is no JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
