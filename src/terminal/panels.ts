import Node from 'blessed/lib/widgets/node.js'
import type Screen from 'blessed/lib/widgets/screen.js'
import { asciiTwin } from './ascii.ts'
import type { Frame, Rect } from './frame.ts'
import { attributeOf } from './palette.ts'
import { PLAIN } from './style.ts'

export interface Panel {
  readonly id: string
  readonly rect: Rect
}

/** Controls, bidirectional overrides, and halves of characters: whatever would move the cursor or what is behind it. */
const UNPRINTABLE = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|^\p{Cs}$/u

/**
 * The text that blessed writes for a cell.
 *
 * Terminals disagree on the width of some characters (emoji with selectors, joined clusters, new scripts). So whatever
 * is more than one plain character, and the second cell of a wide one, is followed by an absolute position (CHA): the
 * row stays in step whatever the terminal made of it.
 */
function unicodeCell(text: string, column: number): string {
  if (text === '') return `\x1b[${column + 2}G`
  if (UNPRINTABLE.test(text)) return '\u00b7'
  return text.length === 1 ? text : `${text}\x1b[${column + 2}G`
}

function asciiCell(text: string): string {
  return text === '' ? ' ' : UNPRINTABLE.test(text) ? '?' : asciiTwin(text)
}

/**
 * Which rows of a frame differ from those of the frame before. Most rows stand still, and every cell of a row would
 * otherwise be looked at by its panel and once more for what lies between the panels.
 */
export class ChangedRows {
  #chars: string[] = []
  #styles = new Int32Array(0)
  #rows = new Uint8Array(0)
  #all = true

  /** All rows of the next frame count as changed: who knows what the terminal shows. */
  forget(): void {
    this.#all = true
  }

  /** Compares the frame with the one before, and keeps it for the next time. */
  compare({ width, height, chars, styles }: Frame): void {
    if (this.#styles.length !== styles.length || this.#rows.length !== height) {
      this.#chars = new Array<string>(styles.length)
      this.#styles = new Int32Array(styles.length)
      this.#rows = new Uint8Array(height)
      this.#all = true
    }
    for (let y = 0; y < height; y++) {
      let changed = this.#all
      for (let at = y * width, end = at + width; at < end; at++) {
        const char = chars[at] ?? ' '
        const style = styles[at] ?? PLAIN
        if (this.#chars[at] === char && this.#styles[at] === style) continue
        this.#chars[at] = char
        this.#styles[at] = style
        changed = true
      }
      this.#rows[y] = changed ? 1 : 0
    }
    this.#all = false
  }

  has(y: number): boolean {
    return this.#rows[y] === 1
  }
}

/** One panel: copies its rectangle of the frame into the screen's cells, only those that changed. */
export class FramePanel extends Node {
  override readonly type = 'panel'
  readonly #unicode: boolean
  frame: Frame
  rect: Rect
  readonly #changed: ChangedRows

  constructor(screen: Screen, unicode: boolean, changed: ChangedRows, frame: Frame, rect: Rect) {
    // The parent renders only what is complete, so the node is appended by blessed's own constructor last.
    super({ screen, parent: screen })
    this.#unicode = unicode
    this.#changed = changed
    this.frame = frame
    this.rect = rect
  }

  /** Called by the screen for each of its nodes. */
  render(): void {
    const { frame, rect } = this
    const { lines, olines } = this.screen
    const columns = Math.min(frame.width, lines[0]?.length ?? 0)
    const left = Math.max(0, rect.x)
    const right = Math.min(rect.x + rect.width, columns)
    const bottom = Math.min(rect.y + rect.height, frame.height, lines.length)
    let style = PLAIN
    let attribute = attributeOf(PLAIN)
    for (let y = Math.max(0, rect.y); y < bottom; y++) {
      const line = lines[y]
      if (line === undefined || !this.#changed.has(y)) continue
      const row = y * frame.width
      for (let x = left; x < right; x++) {
        const cell = line[x]
        if (cell === undefined) continue
        const nextStyle = frame.styles[row + x] ?? PLAIN
        if (nextStyle !== style) {
          style = nextStyle
          attribute = attributeOf(style)
        }
        const char = frame.chars[row + x] ?? ' '
        if (cell[1] === char && cell[0] === attribute) continue
        const wide = frame.chars[row + x + 1] === '' && x + 1 < frame.width
        const text = wide && x + 1 >= columns ? ' ' : this.#text(char, x)
        if (cell[1] === text && cell[0] === attribute) continue
        cell[0] = attribute
        cell[1] = text
        line.dirty = true
        // The second half may be the same as before, yet the cursor must be put behind the new first half.
        const second = wide ? olines[y]?.[x + 1] : undefined
        if (second !== undefined) second[1] = '\0'
      }
    }
  }

  /** Called by the screen when the panel is taken out; what it covered belongs to another then. */
  clearPos(): void {}

  #text(char: string, column: number): string {
    if (char.length === 1 && char >= ' ' && char <= '~') return char
    return this.#unicode ? unicodeCell(char, column) : asciiCell(char)
  }
}
