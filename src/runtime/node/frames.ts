/** Frames of a WebSocket as they travel, RFC 6455 section 5: taken apart as they come from a server, made as a client's. */

export const TEXT = 0x1
export const CLOSE = 0x8
export const PING = 0x9
export const PONG = 0xa
const CONTINUATION = 0x0
const BINARY = 0x2
const FIN = 0x80
const RESERVED = 0x70
const MASKED = 0x80
/** A control frame is whole, and holds no more than this. */
const MOST_CONTROL_BYTES = 125
/** In the place of the length: it comes in the next two or eight bytes. */
const LENGTH_16 = 126
const LENGTH_64 = 127

/** A message that is whole, or a control frame. */
export interface Message {
  readonly opcode: number
  readonly payload: Buffer
}

/** What the other side may not send: nothing that comes after it can be trusted. */
export class Violation extends Error {
  override readonly name = 'Violation'
}

interface Header {
  readonly opcode: number
  readonly final: boolean
  readonly payloadAt: number
  readonly end: number
}

/** Puts messages together from what a server sends, in pieces of any length. */
export class MessageReader {
  readonly #mostBytes: number
  #chunks: Buffer[] = []
  #heldBytes = 0
  /** Nothing can be done before so many have come: a large frame is copied together once, not with each piece of it. */
  #neededBytes = 2
  #parts: Buffer[] = []
  #partsBytes = 0
  #opcode: number | undefined

  /** @param mostBytes of one message, all its frames together */
  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  /** @throws {Violation} if this is no server that keeps to the protocol, or a message is larger than is taken */
  push(chunk: Buffer): Message[] {
    this.#chunks.push(chunk)
    this.#heldBytes += chunk.length
    const messages: Message[] = []
    if (this.#heldBytes < this.#neededBytes) return messages
    const held = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks)
    let at = 0
    for (;;) {
      const header = this.#header(held.subarray(at))
      if (typeof header === 'number') {
        this.#neededBytes = header
        break
      }
      const message = this.#take(header, held.subarray(at + header.payloadAt, at + header.end))
      if (message !== undefined) messages.push(message)
      at += header.end
    }
    this.#chunks = at === held.length ? [] : [held.subarray(at)]
    this.#heldBytes = held.length - at
    return messages
  }

  /** How the frame begins that these bytes start with; a number is how many bytes are needed to go on. */
  #header(bytes: Buffer): Header | number {
    if (bytes.length < 2) return 2
    const [first = 0, second = 0] = bytes
    if ((first & RESERVED) !== 0) throw new Violation('a frame uses an extension that was not agreed on')
    if ((second & MASKED) !== 0) throw new Violation('a frame of a server is masked')
    const opcode = first & 0xf
    const final = (first & FIN) !== 0
    const short = second & 0x7f
    if (opcode >= CLOSE && (!final || short > MOST_CONTROL_BYTES)) throw new Violation('a control frame is in pieces')
    const payloadAt = short === LENGTH_64 ? 10 : short === LENGTH_16 ? 4 : 2
    if (bytes.length < payloadAt) return payloadAt
    const length =
      short === LENGTH_64 ? Number(bytes.readBigUInt64BE(2)) : short === LENGTH_16 ? bytes.readUInt16BE(2) : short
    if (opcode < CLOSE && length + this.#partsBytes > this.#mostBytes) {
      throw new Violation(`a message is larger than ${this.#mostBytes} bytes`)
    }
    const end = payloadAt + length
    return bytes.length < end ? end : { opcode, final, payloadAt, end }
  }

  #take({ opcode, final }: Header, payload: Buffer): Message | undefined {
    if (opcode === CLOSE || opcode === PING || opcode === PONG) return { opcode, payload }
    if (opcode !== CONTINUATION && opcode !== TEXT && opcode !== BINARY) throw new Violation('a frame of no known kind')
    if ((opcode === CONTINUATION) === (this.#opcode === undefined)) throw new Violation('a frame out of its order')
    this.#opcode ??= opcode
    // Copied, or a small piece would keep all that came together with it.
    if (!final) {
      this.#parts.push(Buffer.from(payload))
      this.#partsBytes += payload.length
      return undefined
    }
    const whole = {
      opcode: this.#opcode,
      payload: this.#parts.length === 0 ? payload : Buffer.concat([...this.#parts, payload]),
    }
    this.#opcode = undefined
    this.#parts = []
    this.#partsBytes = 0
    return whole
  }
}

/**
 * One frame as a client sends it: whole, and masked as the protocol demands.
 *
 * @param mask four bytes
 */
export function clientFrame(opcode: number, payload: Buffer, mask: Buffer): Buffer {
  const { length } = payload
  const lengthBytes = length < LENGTH_16 ? 0 : length < 0x10000 ? 2 : 8
  const frame = Buffer.alloc(2 + lengthBytes + 4 + length)
  frame[0] = FIN | opcode
  frame[1] = MASKED | (lengthBytes === 0 ? length : lengthBytes === 2 ? LENGTH_16 : LENGTH_64)
  if (lengthBytes === 2) frame.writeUInt16BE(length, 2)
  if (lengthBytes === 8) frame.writeBigUInt64BE(BigInt(length), 2)
  const maskAt = 2 + lengthBytes
  mask.copy(frame, maskAt, 0, 4)
  for (let i = 0; i < length; i++) frame[maskAt + 4 + i] = (payload[i] ?? 0) ^ (mask[i & 3] ?? 0)
  return frame
}
