/** A client of one WebSocket on this machine, RFC 6455: Node 20 has none of its own. Trusts nothing that comes in. */
import { createHash, randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { CLOSE, clientFrame, MessageReader, PING, PONG, TEXT, Violation } from './frames.ts'

/** What the answer to a handshake is made from, section 1.3. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
const MOST_HANDSHAKE_BYTES = 8192
/** So long the other side may take to close its end once we have closed ours. */
const CLOSING_MS = 500

export interface Address {
  readonly host: string
  readonly port: number
  /** `/` and what follows. */
  readonly path: string
}

export interface Limits {
  readonly mostBytes: number
  /** To be connected, handshake and all. */
  readonly deadlineMs: number
}

/** Why it is closed, in words; undefined where we closed it. */
export type Closed = string | undefined

export class WebSocketClient {
  readonly #socket: Socket
  readonly #reader: MessageReader
  readonly #utf8 = new TextDecoder('utf-8', { fatal: true })
  #reason: Closed
  #isClosing = false
  #onText: (text: string) => void = () => {}
  /** What came right behind the handshake, before anybody listened. */
  #early: Buffer = Buffer.alloc(0)
  /** Resolves once the connection is gone, whoever ended it. */
  readonly closed: Promise<Closed>

  private constructor(socket: Socket, mostBytes: number) {
    this.#socket = socket
    this.#reader = new MessageReader(mostBytes)
    this.closed = new Promise(resolve =>
      socket.once('close', () => resolve(this.#reason ?? (this.#isClosing ? undefined : 'the connection ended'))),
    )
    socket.on('error', error => this.#fail(error.message))
  }

  /** @throws Error in words, if there is no such socket, it speaks something else, or not in time */
  static async connect({ host, port, path }: Address, { mostBytes, deadlineMs }: Limits): Promise<WebSocketClient> {
    const socket = connect({ host, port })
    socket.setNoDelay(true)
    const client = new WebSocketClient(socket, mostBytes)
    const key = randomBytes(16).toString('base64')
    const authority = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: ${authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    )
    const timer = setTimeout(() => client.#fail('it did not answer in time'), deadlineMs)
    try {
      client.#early = await client.#handshake(key)
      return client
    } catch (error) {
      client.#fail(error instanceof Error ? error.message : String(error))
      throw error
    } finally {
      clearTimeout(timer)
    }
  }

  /** The local port of the connection. */
  get localPort(): number | undefined {
    return this.#socket.localPort
  }

  /** Hands on each message of text from now on: before that nothing is read. */
  listen(onText: (text: string) => void): void {
    this.#onText = onText
    this.#receive(this.#early)
    this.#socket.on('data', chunk => this.#receive(chunk)).resume()
  }

  send(text: string): void {
    this.#write(TEXT, Buffer.from(text))
  }

  /** Closes it in good order: what was sent before arrives. Resolves once it is gone. */
  close(): Promise<Closed> {
    if (!this.#isClosing && !this.#socket.destroyed) {
      this.#write(CLOSE, Buffer.from([0x03, 0xe8])) // 1000: done
      this.#isClosing = true
      this.#socket.end()
      const timer = setTimeout(() => this.#socket.destroy(), CLOSING_MS)
      this.#socket.once('close', () => clearTimeout(timer))
    }
    return this.closed
  }

  /** Resolves with what came behind the answer. */
  #handshake(key: string): Promise<Buffer> {
    const socket = this.#socket
    return new Promise((resolve, reject) => {
      let head: Buffer = Buffer.alloc(0)
      const gone = () => reject(new Error(this.#reason ?? 'the connection ended'))
      const read = (chunk: Buffer) => {
        head = Buffer.concat([head, chunk])
        const end = head.indexOf('\r\n\r\n')
        if (end < 0 && head.length <= MOST_HANDSHAKE_BYTES) return
        socket.off('data', read).pause()
        socket.off('close', gone)
        const wrong = end < 0 ? 'its answer does not end' : whyNotAccepted(head.toString('latin1', 0, end), key)
        if (wrong === undefined) resolve(head.subarray(end + 4))
        else reject(new Violation(wrong))
      }
      socket.on('data', read)
      socket.once('close', gone)
    })
  }

  #receive(chunk: Buffer): void {
    if (this.#isClosing || this.#socket.destroyed || chunk.length === 0) return
    try {
      for (const { opcode, payload } of this.#reader.push(chunk)) {
        if (opcode === TEXT) this.#onText(this.#utf8.decode(payload))
        else if (opcode === PING) this.#write(PONG, payload)
        else if (opcode === CLOSE) {
          this.#reason ??= 'it closed the connection'
          void this.close()
        } else if (opcode !== PONG) throw new Violation('it sent something else than text')
      }
    } catch (error) {
      if (!(error instanceof Error)) throw error
      this.#fail(error.message)
    }
  }

  #write(opcode: number, payload: Buffer): void {
    if (!this.#isClosing && this.#socket.writable) this.#socket.write(clientFrame(opcode, payload, randomBytes(4)))
  }

  #fail(reason: string): void {
    this.#reason ??= reason
    this.#socket.destroy()
  }
}

function whyNotAccepted(head: string, key: string): string | undefined {
  const [status = '', ...lines] = head.split('\r\n')
  const headers = new Map(
    lines.map(line => [line.split(':', 1)[0]?.toLowerCase(), line.replace(/^[^:]*:\s*/, '').trim()]),
  )
  if (!/^HTTP\/1\.1 101(?: |$)/.test(status)) return 'it does not speak WebSocket'
  if (headers.get('upgrade')?.toLowerCase() !== 'websocket') return 'it does not speak WebSocket'
  if (headers.get('connection')?.toLowerCase() !== 'upgrade') return 'it does not speak WebSocket'
  const accept = createHash('sha1')
    .update(key + GUID)
    .digest('base64')
  if (headers.get('sec-websocket-accept') !== accept) return 'its answer is to somebody else’s key'
  if (headers.has('sec-websocket-extensions')) return 'it uses an extension that was not asked for'
  return undefined
}
