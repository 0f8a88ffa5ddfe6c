/** The inspector's protocol over a connection that the guard has made to us, see guard/line.ts. */
import type { Socket } from 'node:net'
import { setTimeout as after } from 'node:timers/promises'
import { NoAnswer } from '../session.ts'
import { type Attached, valuesOf } from './attached.ts'
import { awaitCallBack } from './call-back.ts'
import { type Link, objectOf, Protocol, parsed } from './protocol.ts'

/** A program that is busy for longer is asked over the connection of its inspector, which interrupts it. */
const LINE_MS = 1000
/** So long is waited for what was written last. */
const CLOSING_MS = 500
/** Of one message. */
const MOST_MESSAGE_CHARACTERS = 64 << 20

export interface Line {
  readonly protocol: Protocol
  /** Its end of it, as the program sees that: as in `GuardOptions`. */
  readonly path: string
  readonly link: string
}

/** Has the guard call us back. Undefined where it does not come round to it in time. @throws {NoAnswer} */
export async function openLine(attached: Attached, host: string): Promise<Line | undefined> {
  const callBack = await awaitCallBack(host, LINE_MS)
  let link: LineLink | undefined
  try {
    await attached.ask('line', valuesOf(callBack.address))
    link = new LineLink(await callBack.connected)
    const protocol = new Protocol(link)
    const said = objectOf(parsed(await link.first()))
    if (typeof said['path'] !== 'string' || typeof said['link'] !== 'string')
      throw new NoAnswer('it calls back in vain')
    return { protocol, path: said['path'], link: said['link'] }
  } catch (error) {
    void link?.close()
    attached.tell('unline')
    if (error instanceof NoAnswer && attached.protocol.isOpen) return undefined
    throw error
  } finally {
    callBack.close()
  }
}

class LineLink implements Link {
  readonly #socket: Socket
  readonly #utf8 = new TextDecoder()
  #rest: string[] = []
  #restCharacters = 0
  #onText: (text: string) => void = () => {}
  #isClosing = false
  readonly #first: Promise<string>
  readonly closed: Promise<string | undefined>

  constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    this.closed = new Promise(resolve =>
      socket.once('close', () => resolve(this.#isClosing ? undefined : 'the connection ended')),
    )
    this.#first = new Promise((resolve, reject) => {
      this.#onText = resolve
      void this.closed.then(reason => reject(new NoAnswer(reason ?? 'the connection was closed')))
    })
    this.#first.catch(() => {})
    socket.on('data', (bytes: Buffer) => this.#receive(this.#utf8.decode(bytes, { stream: true })))
    socket.resume()
  }

  /** What it says before anything else. @throws {NoAnswer} */
  async first(): Promise<string> {
    const late = after(LINE_MS, undefined, { ref: false }).then(() => {
      throw new NoAnswer('it calls back and says nothing')
    })
    return await Promise.race([this.#first, late])
  }

  listen(onText: (text: string) => void): void {
    const first = this.#onText
    this.#onText = text => {
      this.#onText = onText
      first(text)
    }
  }

  send(text: string): void {
    if (this.#socket.writable) this.#socket.write(`${text}\n`)
  }

  close(): Promise<unknown> {
    this.#isClosing = true
    this.#socket.destroySoon()
    setTimeout(() => this.#socket.destroy(), CLOSING_MS).unref()
    return this.closed
  }

  #receive(text: string): void {
    const [last = '', ...others] = text.split('\n').reverse()
    for (const line of others.reverse()) {
      this.#onText(this.#rest.join('') + line)
      this.#rest = []
      this.#restCharacters = 0
    }
    this.#rest.push(last)
    this.#restCharacters += last.length
    if (this.#restCharacters > MOST_MESSAGE_CHARACTERS) this.#socket.destroy()
  }
}
