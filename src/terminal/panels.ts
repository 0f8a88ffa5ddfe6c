import Node from 'blessed/lib/widgets/node.js'
import type Screen from 'blessed/lib/widgets/screen.js'
import { asciiTwin } from './ascii.ts'
import type { Frame, Rect } from './frame.ts'
import { PLAIN, type Style } from './style.ts'

export interface Panel {
  readonly id: string
  readonly rect: Rect
}

/** Controls, bidirectional overrides, and halves of characters: whatever would move the cursor or what is behind it. */
const UNPRINTABLE = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|^\p{Cs}$/u

/** The text that is written for a cell; nothing for the second cell of a wide character. */
function unicodeCell(text: string): string {
  return UNPRINTABLE.test(text) ? '\u00b7' : text
}

function asciiCell(text: string): string {
  return text === '' ? ' ' : UNPRINTABLE.test(text) ? '?' : asciiTwin(text)
}

/**
 * The cells in which a frame differs from the one before. Most rows stand still: nobody has written to them, and then
 * they are not looked at.
 */
export class ChangedCells {
  #chars: string[] = []
  #styles = new Int32Array(0)
  #rows = new Uint8Array(0)
  #cells = new Uint8Array(0)
  #cleared = true
  #frame: Frame | undefined

  /** The terminal was cleared: of the next frame everything has changed that is not a plain blank. */
  forget(): void {
    this.#cleared = true
  }

  /** Compares the frame with the one before, and keeps it for the next time. Takes note of the rows written to. */
  compare(frame: Frame): void {
    const { width, height, chars, styles, touched } = frame
    const cleared = this.#cleared
    let all = cleared
    const isSame = this.#frame === frame
    this.#frame = frame
    if (this.#styles.length !== styles.length || this.#rows.length !== height) {
      this.#chars = new Array<string>(styles.length)
      this.#styles = new Int32Array(styles.length)
      this.#cells = new Uint8Array(styles.length)
      this.#rows = new Uint8Array(height)
      all = true
    }
    for (let y = 0; y < height; y++) {
      let changed = 0
      if (isSame && !all && touched[y] === 0) {
        this.#rows[y] = 0
        continue
      }
      for (let at = y * width, end = at + width; at < end; at++) {
        const char = chars[at] ?? ' '
        const style = styles[at] ?? PLAIN
        if (!all && this.#chars[at] === char && this.#styles[at] === style) continue
        this.#cells[at] = cleared && char === ' ' && style === PLAIN ? 0 : 1
        this.#chars[at] = char
        this.#styles[at] = style
        changed = 1
      }
      this.#rows[y] = changed
    }
    touched.fill(0)
    this.#cleared = false
  }

  /** Whether anything in the row changed. */
  inRow(y: number): boolean {
    return this.#rows[y] === 1
  }

  /** Whether the cell changed and was not taken before: each is written by one panel. */
  take(at: number): boolean {
    if (this.#cells[at] !== 1) return false
    this.#cells[at] = 0
    return true
  }
}

/** Puts changed cells into words: moves of the cursor, styles, and text, each only where it has to be. */
export class Pen {
  /** The sequence that selects a style on this terminal, as it is now: a theme may change. */
  readonly #select: (style: Style) => string
  #written = ''
  #column = -1
  #row = -1
  #style: Style = PLAIN

  constructor(select: (style: Style) => string) {
    this.#select = select
  }

  /** Writes one cell. `simple` says that the terminal surely moves on by one cell. */
  put(row: number, column: number, text: string, style: Style, simple: boolean): void {
    if (row !== this.#row || column < this.#column || this.#column < 0)
      this.#written += `\x1b[${row + 1};${column + 1}H`
    else if (column > this.#column) this.#written += forward(column - this.#column)
    if (style !== this.#style) this.#written += this.#select(style)
    this.#written += text
    this.#style = style
    this.#row = row
    // Terminals disagree on the width of some characters (emoji with selectors, joined clusters, new scripts): behind
    // whatever is more than one plain character the next one says where it stands.
    this.#column = simple ? column + 1 : -1
  }

  /** What was written since the last call; the terminal's own style is restored. */
  take(): string {
    const written = this.#style === PLAIN ? this.#written : `${this.#written}\x1b[m`
    this.#written = ''
    this.#column = -1
    this.#style = PLAIN
    return written
  }
}

function forward(columns: number): string {
  return columns === 1 ? '\x1b[C' : `\x1b[${columns}C`
}

/** What the panels of one screen share. */
export interface Drawing {
  /** The terminal's size: a frame may be larger. */
  columns: number
  rows: number
  readonly unicode: boolean
  readonly changed: ChangedCells
  readonly pen: Pen
}

/** One panel: writes its rectangle of the frame, only the cells that changed. */
export class FramePanel extends Node {
  override readonly type = 'panel'
  readonly #drawing: Drawing
  frame: Frame
  rect: Rect

  constructor(screen: Screen, drawing: Drawing, frame: Frame, rect: Rect) {
    // The parent renders only what is complete, so the node is appended by blessed's own constructor last.
    super({ screen, parent: screen })
    this.#drawing = drawing
    this.frame = frame
    this.rect = rect
  }

  /** Called by the screen for each of its nodes. */
  render(): void {
    const { frame, rect } = this
    const { changed, pen, columns, rows, unicode } = this.#drawing
    const left = Math.max(0, rect.x)
    const right = Math.min(rect.x + rect.width, frame.width, columns)
    const bottom = Math.min(rect.y + rect.height, frame.height, rows)
    for (let y = Math.max(0, rect.y); y < bottom; y++) {
      if (!changed.inRow(y)) continue
      for (let x = left; x < right; x++) {
        const at = y * frame.width + x
        if (!changed.take(at)) continue
        const char = frame.chars[at] ?? ' '
        // The second half of a wide character comes with the first.
        if (char === '') continue
        const style = frame.styles[at] ?? PLAIN
        const wide = x + 1 < frame.width && frame.chars[at + 1] === ''
        const cut = wide && x + 1 >= columns
        pen.put(y, x, cut ? ' ' : this.#text(char), style, cut || (!wide && char.length === 1))
        // An ASCII twin has one cell; the other is blanked.
        if (wide && !cut && !unicode) pen.put(y, x + 1, ' ', style, true)
      }
    }
  }

  /** Called by the screen when the panel is taken out; what it covered belongs to another then. */
  clearPos(): void {}

  #text(char: string): string {
    if (char.length === 1 && char >= ' ' && char <= '~') return char
    return this.#drawing.unicode ? unicodeCell(char) : asciiCell(char)
  }
}
