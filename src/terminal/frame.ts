import { PLAIN, type Style } from './style.ts'
import { cellWidth, clusters, isSimple, simpleCharacter, steady } from './width.ts'

export interface Rect {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/**
 * A picture made of cells, without a terminal: panels draw here, the screen copies what changed, tests read it.
 * A cell holds what is printed in it; the second cell of a wide character holds the empty string.
 */
export class Frame {
  readonly width: number
  readonly height: number
  readonly chars: string[]
  readonly styles: Int32Array
  /** 1 for each row that something was written to since whoever compares frames has set it to 0. */
  readonly touched: Uint8Array

  constructor(width: number, height: number) {
    this.width = width
    this.height = height
    this.chars = new Array<string>(width * height).fill(' ')
    this.styles = new Int32Array(width * height)
    this.touched = new Uint8Array(height).fill(1)
  }

  clear(): void {
    this.chars.fill(' ')
    this.styles.fill(PLAIN)
    this.touched.fill(1)
  }

  /** The whole frame as an area to draw in. */
  area(): Area {
    return new Area(this, { x: 0, y: 0, width: this.width, height: this.height })
  }

  /** The rows as text, trailing blanks cut: what a test compares. */
  text(): string[] {
    const rows: string[] = []
    for (let y = 0; y < this.height; y++) {
      rows.push(
        this.chars
          .slice(y * this.width, (y + 1) * this.width)
          .join('')
          .trimEnd(),
      )
    }
    return rows
  }
}

/** A rectangle of a frame with its own origin. Whatever is drawn outside of it is cut off. */
export class Area {
  readonly #frame: Frame
  readonly #rect: Rect

  constructor(frame: Frame, rect: Rect) {
    this.#frame = frame
    const x = Math.max(0, Math.min(rect.x, frame.width))
    const y = Math.max(0, Math.min(rect.y, frame.height))
    this.#rect = {
      x,
      y,
      width: Math.max(0, Math.min(rect.x + rect.width, frame.width) - x),
      height: Math.max(0, Math.min(rect.y + rect.height, frame.height) - y),
    }
  }

  get width(): number {
    return this.#rect.width
  }

  get height(): number {
    return this.#rect.height
  }

  /** Where this area lies on the frame: for joining mouse positions. */
  get rect(): Rect {
    return this.#rect
  }

  inner(x: number, y: number, width: number, height: number): Area {
    const r = this.#rect
    return new Area(this.#frame, {
      x: r.x + x,
      y: r.y + y,
      width: Math.min(width, r.width - x),
      height: Math.min(height, r.height - y),
    })
  }

  /**
   * Writes text and returns the column after it. A wide character that does not fit whole leaves a blank.
   * The text must be clean (`model/text.ts`): no control characters reach a cell.
   */
  put(x: number, y: number, text: string, s: Style = PLAIN): number {
    const { width, height } = this.#rect
    if (y < 0 || y >= height) return x + cellWidth(text)
    const simple = simpleLength(text)
    if (simple > 0) this.#putSimple(x, y, text, simple, s)
    const end = x + simple
    // What is cut off need not be looked at.
    if (end >= width) return width > x ? width : x
    return simple === text.length ? end : this.#putClusters(end, y, text.slice(simple), s)
  }

  /** Nearly everything that is drawn is simple, and all of it is drawn anew for each frame: so this is a plain loop. */
  #putSimple(x: number, y: number, text: string, length: number, s: Style): void {
    const { chars, styles, touched, width } = this.#frame
    const skipped = Math.max(0, -x)
    const count = Math.min(length, this.#rect.width - x) - skipped
    if (count <= 0) return
    const from = (this.#rect.y + y) * width + this.#rect.x + x + skipped
    // Only at its ends can the text cut a wide character in two.
    if (chars[from] === '') chars[from - 1] = ' '
    if (chars[from + count] === '') chars[from + count] = ' '
    touched[this.#rect.y + y] = 1
    for (let i = 0; i < count; i++) {
      chars[from + i] = simpleCharacter(text.charCodeAt(skipped + i))
      styles[from + i] = s
    }
  }

  #putClusters(from: number, y: number, text: string, s: Style): number {
    const width = this.#rect.width
    let x = from
    for (const cluster of clusters(text)) {
      if (x >= width) return x
      const w = cluster.width
      if (x < 0) {
        // Of a wide character across the left edge the half inside stays blank.
        if (w === 2 && x === -1) this.#set(0, y, ' ', s)
      } else if (w === 2 && x + 1 >= width) {
        this.#set(x, y, ' ', s)
        return x + 1
      } else {
        this.#set(x, y, steady(cluster.text), s)
        if (w === 2) this.#set(x + 1, y, '', s)
      }
      x += w
    }
    return x
  }

  /** Writes text so that it ends before column `x`; returns the column where it begins. */
  putRight(x: number, y: number, text: string, s: Style = PLAIN): number {
    const start = x - cellWidth(text)
    this.put(start, y, text, s)
    return start
  }

  /** Fills a part of a row (default: the whole row) with one single-width character. */
  fillRow(y: number, char: string, s: Style = PLAIN, x = 0, width = this.#rect.width - x): void {
    const left = Math.max(0, x)
    const right = Math.min(x + width, this.#rect.width)
    if (y < 0 || y >= this.#rect.height || left >= right) return
    const { chars, styles, touched } = this.#frame
    const start = (this.#rect.y + y) * this.#frame.width + this.#rect.x
    const from = start + left
    const to = start + right
    // Only at its ends can it cut a wide character in two.
    if (chars[from] === '') chars[from - 1] = ' '
    if (chars[to] === '') chars[to] = ' '
    touched[this.#rect.y + y] = 1
    chars.fill(char, from, to)
    styles.fill(s, from, to)
  }

  fill(char: string, s: Style = PLAIN): void {
    for (let y = 0; y < this.#rect.height; y++) this.fillRow(y, char, s)
  }

  /** Changes only the style of a part of a row, leaving its characters. */
  restyle(y: number, change: (s: Style) => Style, x = 0, width = this.#rect.width - x): void {
    if (y < 0 || y >= this.#rect.height) return
    const from = (this.#rect.y + y) * this.#frame.width + this.#rect.x
    this.#frame.touched[this.#rect.y + y] = 1
    for (let i = Math.max(0, x); i < Math.min(x + width, this.#rect.width); i++) {
      this.#frame.styles[from + i] = change(this.#frame.styles[from + i] ?? PLAIN)
    }
  }

  /** Gives a part of a row one style, leaving its characters. */
  paint(y: number, s: Style, x: number, width: number): void {
    const left = Math.max(0, x)
    const right = Math.min(x + width, this.#rect.width)
    if (y < 0 || y >= this.#rect.height || left >= right) return
    const start = (this.#rect.y + y) * this.#frame.width + this.#rect.x
    this.#frame.touched[this.#rect.y + y] = 1
    this.#frame.styles.fill(s, start + left, start + right)
  }

  #set(x: number, y: number, char: string, s: Style): void {
    if (x < 0 || y < 0 || x >= this.#rect.width || y >= this.#rect.height) return
    const at = (this.#rect.y + y) * this.#frame.width + this.#rect.x + x
    const chars = this.#frame.chars
    // Overwriting one half of a wide character would leave the other half to shift the rest of the row, also where the
    // other half lies outside this area.
    if (chars[at] === '') chars[at - 1] = ' '
    if (chars[at + 1] === '') chars[at + 1] = ' '
    chars[at] = char
    this.#frame.styles[at] = s
    this.#frame.touched[this.#rect.y + y] = 1
  }
}

/** How many characters from the beginning are simple, and carry no marks. */
function simpleLength(text: string): number {
  for (let i = 0; i < text.length; i++) {
    if (isSimple(text.charCodeAt(i))) continue
    // What follows may be a mark on the character before.
    return Math.max(0, i - 1)
  }
  return text.length
}
