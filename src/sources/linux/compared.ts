/**
 * What processes' files held at the last reading, to be compared with what they hold now: most processes of a machine
 * do nothing, and equal bytes need not be parsed. Kept in a few large pieces: a buffer of its own for each process would
 * cost a kilobyte and the garbage collector's time.
 */

/** Longer lines are not kept, and are parsed each time. */
const MOST_LINE = 512
/** A schedstat is three numbers of at most twenty digits, a time of a clock two of eight bytes; in words of four. */
const TIME_WORDS = 16
const PLACES_PER_PIECE = 256

interface Piece {
  readonly lines: Buffer
  readonly times: Int32Array
}

/** Where a process's bytes are kept. */
export interface Place {
  readonly piece: Piece
  readonly at: number
  /** Bytes of the line that is kept there; 0 for none. */
  lineLength: number
  /** Words of the schedstat, or of the clock's time, that is kept there; 0 for none. */
  timeWords: number
}

export class Compared {
  readonly #free: Place[] = []

  /** A place with nothing in it. */
  take(): Place {
    if (this.#free.length === 0) this.#grow()
    const place = this.#free.pop()
    if (place === undefined) throw new Error('no place left to compare with')
    place.lineLength = 0
    place.timeWords = 0
    return place
  }

  give(place: Place): void {
    this.#free.push(place)
  }

  #grow(): void {
    const piece = {
      lines: Buffer.allocUnsafeSlow(MOST_LINE * PLACES_PER_PIECE),
      times: new Int32Array(TIME_WORDS * PLACES_PER_PIECE),
    }
    for (let at = PLACES_PER_PIECE - 1; at >= 0; at--) {
      this.#free.push({ piece, at, lineLength: 0, timeWords: 0 })
    }
  }
}

/** Whether the first `length` bytes are those that are kept; if not, keeps them. */
export function isSameLine(place: Place, bytes: Buffer, length: number): boolean {
  const { lines } = place.piece
  const from = place.at * MOST_LINE
  if (length === place.lineLength && lines.compare(bytes, 0, length, from, from + length) === 0) return true
  const fits = length <= MOST_LINE
  if (fits) bytes.copy(lines, from, 0, length)
  place.lineLength = fits ? length : 0
  return false
}

/** A buffer for one schedstat or one time of a clock, with the same bytes as words. */
export class TimeBuffer {
  readonly bytes: Buffer
  readonly words: Int32Array

  constructor() {
    const memory = new ArrayBuffer(TIME_WORDS * 4)
    this.bytes = Buffer.from(memory)
    this.words = new Int32Array(memory)
  }

  /** Whether the first `length` bytes are those that are kept; if not, keeps them. */
  isSame(place: Place, length: number): boolean {
    const { bytes, words } = this
    // What is left of a longer one before it must not look like a difference.
    for (let i = length; (i & 3) !== 0; i++) bytes[i] = 0
    const count = (length + 3) >> 2
    const kept = place.piece.times
    const from = place.at * TIME_WORDS
    let same = count === place.timeWords
    for (let i = 0; same && i < count; i++) same = kept[from + i] === words[i]
    if (same) return true
    for (let i = 0; i < count; i++) kept[from + i] = words[i] ?? 0
    place.timeWords = count
    return false
  }
}
