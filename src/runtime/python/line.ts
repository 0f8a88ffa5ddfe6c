/** What is said between us and our code in a program: a line for each request, each answer and each event. */
import type { Socket } from 'node:net'
import { NoAnswer } from '../session.ts'

/** How a program is asked by way of our code in it. */
export interface AgentLine {
  /** @throws {NoAnswer} */
  request(call: string, args: object, deadlineMs?: number): Promise<unknown>
  /** Called with what our code tells without being asked. */
  onEvent: (told: unknown) => void
  /** Resolves once the line is gone, with the reason in words; with undefined where we closed it. */
  readonly ended: Promise<string | undefined>
}

export type Fields = Readonly<Record<string, unknown>>

const MOST_BYTES = 16 << 20
const REQUEST_MS = 10_000
const NEWLINE = 0x0a

interface Call {
  resolve(result: unknown): void
  reject(error: NoAnswer): void
  readonly timer: ReturnType<typeof setTimeout>
}

export class Line implements AgentLine {
  readonly #socket: Socket
  readonly #calls = new Map<number, Call>()
  #lastId = 0
  #parts: Buffer[] = []
  #partBytes = 0
  /** It was us who closed it. */
  #isOurs = false
  #reason: string | undefined
  readonly ended: Promise<string | undefined>
  onEvent: (told: unknown) => void = () => {}
  /** Called with each event of the line itself: its name, and all that was said with it. */
  onOwnEvent: (event: string, fields: Fields) => void = () => {}

  constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (bytes: Buffer) => this.#receive(bytes))
    this.ended = new Promise(resolve => {
      socket.once('error', error => {
        this.#reason ??= error.message
      })
      socket.once('close', () => {
        const reason = this.#isOurs ? undefined : (this.#reason ?? 'the program has ended, or has closed the line')
        this.#fail(reason ?? 'the line was closed')
        resolve(reason)
      })
    })
    // It says farewell before it closes its end, and so do we then.
    socket.once('end', () => socket.end())
  }

  request(call: string, args: object, deadlineMs = REQUEST_MS): Promise<unknown> {
    if (this.#socket.destroyed) return Promise.reject(new NoAnswer(this.#reason ?? 'the line is closed'))
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      const late = () => this.#settle(id)?.reject(new NoAnswer(`${call} was not answered in ${deadlineMs} ms`))
      this.#calls.set(id, { resolve, reject, timer: setTimeout(late, deadlineMs) })
      this.#send({ id, call, args })
    })
  }

  /** Something that is not answered. */
  tell(call: 'ping' | 'leave'): void {
    if (call === 'leave') this.#isOurs = true
    if (!this.#socket.destroyed) this.#send({ id: 0, call, args: {} })
  }

  /** Closes it from our side. */
  close(): void {
    this.#isOurs = true
    this.#socket.destroy()
  }

  #send(message: object): void {
    this.#socket.write(`${literal(message)}\n`)
  }

  #receive(bytes: Buffer): void {
    let rest = bytes
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
      const line = Buffer.concat([...this.#parts, rest.subarray(0, end)])
      this.#parts = []
      this.#partBytes = 0
      this.#take(line.toString('latin1'))
      rest = rest.subarray(end + 1)
    }
    if (rest.length === 0) return
    this.#parts.push(rest)
    this.#partBytes += rest.length
    if (this.#partBytes > MOST_BYTES) this.#break(`an answer is larger than ${MOST_BYTES} bytes`)
  }

  #take(line: string): void {
    const { id, event, result, error, ...others } = fieldsOf(parsed(line))
    if (typeof event === 'string') {
      if (event === 'told') this.onEvent(others['told'])
      else this.onOwnEvent(event, others)
      return
    }
    const call = typeof id === 'number' ? this.#settle(id) : undefined
    if (typeof error === 'string') call?.reject(new NoAnswer(error))
    else call?.resolve(result)
  }

  #break(reason: string): void {
    this.#reason ??= reason
    this.#socket.destroy()
  }

  #fail(reason: string): void {
    for (const id of [...this.#calls.keys()]) this.#settle(id)?.reject(new NoAnswer(reason))
  }

  #settle(id: number): Call | undefined {
    const call = this.#calls.get(id)
    this.#calls.delete(id)
    if (call !== undefined) clearTimeout(call.timer)
    return call
  }
}

/** An object of JSON; of anything else an empty one, whose fields are all unknown. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

/**
 * JSON that is a literal of Python at the same time, in ASCII: the program reads it without any module. Characters past
 * U+FFFF are one to Python, and written in its way.
 */
export function literal(value: object): string {
  return JSON.stringify(value).replace(/[^\x20-\x7e]/gu, character => {
    const code = (character.codePointAt(0) ?? 0).toString(16)
    return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Who came, and said the word that only our code knows. */
export interface Come {
  readonly line: Line
  readonly hello: Fields
}

/** Listens to whoever has connected until it says the word; whoever does not is shown out. */
export function hear(socket: Socket, token: string, deadlineMs: number, come: (come: Come) => void): void {
  const line = new Line(socket)
  const timer = setTimeout(() => line.close(), deadlineMs)
  line.onOwnEvent = (event, hello) => {
    clearTimeout(timer)
    line.onOwnEvent = () => {}
    if (event === 'hello' && hello['token'] === token) come({ line, hello })
    else line.close()
  }
  void line.ended.then(() => clearTimeout(timer))
}
