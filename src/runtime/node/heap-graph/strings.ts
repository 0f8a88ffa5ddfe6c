/**
 * The texts of a snapshot, as they stand in the file: one is made into a string only when somebody looks at it. V8
 * writes no more than 1,024 characters of a text.
 */

import type { Work } from './work.ts'

/** So much is kept of one, in the bytes of the file. */
const MOST_KEPT = 1024
const PAGE_BITS = 20
const PAGE_BYTES = 1 << PAGE_BITS
/** In the length of one that is longer than what is kept. */
const CUT = 0x8000
const FIRST_COUNT = 1024
/** What offsets of 32 bits reach. */
const MOST_PAGES = 1 << (32 - PAGE_BITS)

export class StringTable {
  #pages: Buffer[] = []
  /** In the last page. */
  #at = PAGE_BYTES
  /** Where each begins: number of the page, then offset in it. */
  #starts = new Uint32Array(FIRST_COUNT)
  #lengths = new Uint16Array(FIRST_COUNT)
  #length = 0
  #isCut = false
  count = 0

  /** Begins the next text. False where no more can be held. */
  begin(): boolean {
    if (this.#at + MOST_KEPT > PAGE_BYTES) {
      if (this.#pages.length === MOST_PAGES) return false
      this.#pages.push(Buffer.allocUnsafe(PAGE_BYTES))
      this.#at = 0
    }
    if (this.count === this.#starts.length) {
      this.#starts = grown(this.#starts, new Uint32Array(this.count * 2))
      this.#lengths = grown(this.#lengths, new Uint16Array(this.count * 2))
    }
    this.#starts[this.count] = (this.#pages.length - 1) * PAGE_BYTES + this.#at
    this.#length = 0
    this.#isCut = false
    return true
  }

  /** Adds to the text that was begun: escaped as in JSON. */
  add(bytes: Uint8Array, from: number, to: number): void {
    const kept = Math.min(to - from, MOST_KEPT - this.#length)
    if (kept < to - from) this.#isCut = true
    this.#pages.at(-1)?.set(bytes.subarray(from, from + kept), this.#at)
    this.#at += kept
    this.#length += kept
  }

  end(): void {
    this.#lengths[this.count++] = this.#isCut ? this.#length | CUT : this.#length
  }

  /** Whether all that the file has of it is kept. */
  isWhole(index: number): boolean {
    return ((this.#lengths[index] ?? 0) & CUT) === 0
  }

  /** How long what is kept of it is. */
  keptBytes(index: number): number {
    return (this.#lengths[index] ?? 0) & ~CUT
  }

  /** As the program has it, its beginning where it is long. Not clean. */
  text(index: number): string {
    const page = this.#pages[(this.#starts[index] ?? 0) >>> PAGE_BITS]
    if (index >= this.count || page === undefined) return ''
    const at = (this.#starts[index] ?? 0) & (PAGE_BYTES - 1)
    const raw = page.toString('utf8', at, at + this.keptBytes(index))
    return raw.includes('\\') ? unescaped(raw) : raw
  }

  /** Calls for each text that has this in it, which must have no character that JSON escapes. */
  *eachWith(part: string, use: (index: number) => void): Work<void> {
    for (const [number, page] of this.#pages.entries()) {
      yield
      // What comes behind the last text is whatever was in memory.
      const end = number === this.#pages.length - 1 ? this.#at : PAGE_BYTES
      for (let at = page.indexOf(part); at >= 0 && at < end; at = page.indexOf(part, at + 1)) {
        const index = this.#indexAt(number * PAGE_BYTES + at)
        // Behind the last text of a page, too.
        if (this.text(index).includes(part)) use(index)
      }
    }
  }

  /** Bytes that are held. */
  get heldBytes(): number {
    return this.#pages.length * PAGE_BYTES + this.#starts.byteLength + this.#lengths.byteLength
  }

  /** The last that begins at this or before. */
  #indexAt(position: number): number {
    let [low, high] = [0, this.count - 1]
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if ((this.#starts[middle] ?? 0) <= position) low = middle
      else high = middle - 1
    }
    return low
  }
}

function grown<T extends Uint32Array | Uint16Array>(from: T, to: T): T {
  to.set(from)
  return to
}

const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|(.))/gs
const SHORT: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

/** An escape that is not whole, at the end of what was cut, is left as it is. */
function unescaped(raw: string): string {
  return raw.replace(ESCAPE, (_, code: string | undefined, letter: string | undefined) =>
    code === undefined ? (SHORT[letter ?? ''] ?? letter ?? '') : String.fromCharCode(Number.parseInt(code, 16)),
  )
}
