/**
 * Values of JSON that come in pieces of any length, each taken as far as the piece goes: rows of numbers, texts, and
 * what is passed over.
 */
import { NotASnapshot } from './not-a-snapshot.ts'
import type { StringTable } from './strings.ts'

export const [QUOTE, COMMA, COLON, BACKSLASH] = [0x22, 0x2c, 0x3a, 0x5c]
export const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d]
const [ZERO, NINE] = [0x30, 0x39]

export function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}

/** A value that is being read. */
export interface Piecewise {
  readonly isDone: boolean
  /**
   * @param base where the piece begins in the file
   * @returns where in the piece it is done, or the piece's end
   * @throws {NotASnapshot}
   */
  take(bytes: Uint8Array, from: number, base: number): number
}

/** `[1,2,3,…]`, so many numbers a row. */
export class NumberRows implements Piecewise {
  readonly #row: Float64Array
  readonly #use: (row: Float64Array) => string | undefined
  #field = 0
  #isOpen = false
  /** Of the number that is being read; -1 where there is none. */
  #number = -1
  #isAfterNumber = false
  #isAfterComma = false
  isDone = false

  /** @param use takes a row that is whole; what is wrong with it, in words */
  constructor(width: number, use: (row: Float64Array) => string | undefined) {
    this.#row = new Float64Array(width)
    this.#use = use
  }

  take(bytes: Uint8Array, from: number, base: number): number {
    let at = from
    if (!this.#isOpen) {
      while (at < bytes.length && isSpace(bytes[at] ?? 0)) at++
      if (at === bytes.length) return at
      if (bytes[at] !== OPEN_BRACKET) throw new NotASnapshot('no list where one should be', base + at)
      this.#isOpen = true
      at++
    }
    let number = this.#number
    for (; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0
      if (byte >= ZERO && byte <= NINE) {
        if (this.#isAfterNumber) throw new NotASnapshot('two numbers without a comma', base + at)
        number = number < 0 ? byte - ZERO : number * 10 + (byte - ZERO)
      } else if (byte === COMMA) {
        this.#add(number, base + at)
        number = -1
        this.#isAfterNumber = false
        this.#isAfterComma = true
      } else if (byte === CLOSE_BRACKET) {
        if (number >= 0 || this.#isAfterComma) this.#add(number, base + at)
        if (this.#field !== 0) throw new NotASnapshot('a list that ends within a row', base + at)
        this.isDone = true
        return at + 1
      } else if (isSpace(byte)) this.#isAfterNumber = number >= 0
      else throw new NotASnapshot('no number where one should be', base + at)
    }
    this.#number = number
    return at
  }

  #add(number: number, position: number): void {
    if (number < 0 || number > Number.MAX_SAFE_INTEGER) throw new NotASnapshot('no number that counts', position)
    this.#row[this.#field++] = number
    if (this.#field < this.#row.length) return
    this.#field = 0
    const wrong = this.#use(this.#row)
    if (wrong !== undefined) throw new NotASnapshot(wrong, position)
  }
}

/** `["…","…"]` */
export class Texts implements Piecewise {
  readonly #table: StringTable
  #isOpen = false
  #isIn = false
  #isEscaped = false
  /** After a text there is a comma or the end; after a comma a text. */
  #isAfterText = false
  #isAfterComma = false
  isDone = false

  constructor(table: StringTable) {
    this.#table = table
  }

  take(bytes: Uint8Array, from: number, base: number): number {
    for (let at = from; at < bytes.length; ) {
      if (this.#isIn) {
        at = this.#within(bytes, at)
        continue
      }
      const byte = bytes[at] ?? 0
      if (!isSpace(byte) && this.#between(byte, base + at)) return at + 1
      at++
    }
    return bytes.length
  }

  /** True at the end of the list. */
  #between(byte: number, position: number): boolean {
    if (!this.#isOpen) {
      if (byte !== OPEN_BRACKET) throw new NotASnapshot('no list where one should be', position)
      this.#isOpen = true
    } else if (byte === QUOTE && !this.#isAfterText) {
      if (!this.#table.begin()) throw new NotASnapshot('more texts than can be held', position)
      this.#isIn = true
    } else if (byte === COMMA && this.#isAfterText) {
      this.#isAfterText = false
      this.#isAfterComma = true
    } else if (byte === CLOSE_BRACKET && !this.#isAfterComma) {
      this.isDone = true
    } else throw new NotASnapshot('no text where one should be', position)
    return this.isDone
  }

  /** Takes of a text what there is of it. */
  #within(bytes: Uint8Array, from: number): number {
    let at = from
    for (; at < bytes.length; at++) {
      if (this.#isEscaped) this.#isEscaped = false
      else if (bytes[at] === BACKSLASH) this.#isEscaped = true
      else if (bytes[at] === QUOTE) break
    }
    this.#table.add(bytes, from, at)
    if (at === bytes.length) return at
    this.#table.end()
    this.#isIn = false
    this.#isAfterText = true
    this.#isAfterComma = false
    return at + 1
  }
}

/** Any value, whose bytes nobody looks at; those of a small one may be asked for. */
export class AnyValue implements Piecewise {
  readonly #mostKept: number
  readonly #kept: Buffer[] = []
  #keptBytes = 0
  #depth = 0
  #isIn = false
  #isEscaped = false
  #hasBegun = false
  isDone = false

  constructor(mostKept = 0) {
    this.#mostKept = mostKept
  }

  take(bytes: Uint8Array, from: number, base: number): number {
    const end = this.#end(bytes, from)
    if (this.#mostKept > 0) {
      this.#keptBytes += end - from
      if (this.#keptBytes > this.#mostKept) throw new NotASnapshot('a head that is too large', base + from)
      this.#kept.push(Buffer.from(bytes.subarray(from, end)))
    }
    return end
  }

  get text(): string {
    return Buffer.concat(this.#kept).toString('utf8')
  }

  #end(bytes: Uint8Array, from: number): number {
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0
      if (this.#isIn) {
        if (this.#isEscaped) this.#isEscaped = false
        else if (byte === BACKSLASH) this.#isEscaped = true
        else if (byte === QUOTE) this.#isIn = false
        if (this.#isIn || this.#depth > 0) continue
        this.isDone = true
        return at + 1
      }
      if (byte === QUOTE) this.#isIn = true
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.#depth++
      else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET || byte === COMMA) {
        // Of the object that this is in: a number or a word ends before it.
        if (this.#depth === 0) {
          this.isDone = this.#hasBegun
          return at
        }
        if (byte !== COMMA && --this.#depth === 0) {
          this.isDone = true
          return at + 1
        }
      }
      if (!isSpace(byte)) this.#hasBegun = true
    }
    return bytes.length
  }
}
