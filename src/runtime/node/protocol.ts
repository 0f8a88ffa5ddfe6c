/** The inspector's protocol: calls by number, answers by the same, and events between them. */
import { NoAnswer } from '../session.ts'
import type { WebSocketClient } from './web-socket.ts'

export type Params = Readonly<Record<string, unknown>>

interface Call {
  resolve(result: Params): void
  reject(error: NoAnswer): void
  readonly timer: ReturnType<typeof setTimeout>
}

export class Protocol {
  readonly #socket: WebSocketClient
  readonly #calls = new Map<number, Call>()
  #lastId = 0
  /** Why there is no connection any more. */
  #gone: string | undefined
  /** Called with each event. */
  onEvent: (method: string, params: Params) => void = () => {}

  constructor(socket: WebSocketClient) {
    this.#socket = socket
    socket.listen(text => this.#receive(text))
    void socket.closed.then(reason => {
      const gone = reason ?? 'the connection was closed'
      this.#gone = gone
      for (const id of [...this.#calls.keys()]) this.#settle(id)?.reject(new NoAnswer(gone))
    })
  }

  get socket(): WebSocketClient {
    return this.#socket
  }

  /** @throws {NoAnswer} */
  call(method: string, params: Params, deadlineMs: number): Promise<Params> {
    if (this.#gone !== undefined) return Promise.reject(new NoAnswer(this.#gone))
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      const late = () => this.#settle(id)?.reject(new NoAnswer(`${method} was not answered in ${deadlineMs} ms`))
      this.#calls.set(id, { resolve, reject, timer: setTimeout(late, deadlineMs) })
      this.#socket.send(JSON.stringify({ id, method, params }))
    })
  }

  /** Sends a call whose answer nobody waits for. */
  tell(method: string, params: Params): void {
    this.#socket.send(JSON.stringify({ id: ++this.#lastId, method, params }))
  }

  #receive(text: string): void {
    const message = objectOf(parsed(text))
    const { id, method, result, error } = message
    if (typeof id !== 'number') {
      if (typeof method === 'string') this.onEvent(method, objectOf(message['params']))
      return
    }
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

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
