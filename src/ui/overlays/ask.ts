import type { Area, Rect } from '../../terminal/frame.ts'
import { BOLD, style } from '../../terminal/style.ts'
import { wrap } from '../../terminal/width.ts'
import { drawBox } from '../draw/box.ts'
import { LineInput } from './line-input.ts'
import type { KeyOutcome, Overlay, OverlayContext } from './overlay.ts'
import type { Remark } from './prompt.ts'
import { drawTyped } from './typed-line.ts'

const STRONG = style('title', 'dialogBack', BOLD)
const TEXT = style('dialogText', 'dialogBack')
const DIM = style('dim', 'dialogBack')
const WRONG = style('bad', 'dialogBack')
const WIDTH = 80
/** Lines for whom it is about at most, and for what is said of what was typed: always so many, so that nothing jumps. */
const MOST_WHOM = 8
const NOTE_LINES = 3
/** Besides: two borders, a blank line, and the line that is typed. */
const OTHER_LINES = 4

export interface AskOptions {
  readonly title: string
  /** Whom it is about, in at most so many lines of this width. */
  whom(width: number, most: number): readonly string[]
  /** What there is now, and what may be typed. */
  readonly about: readonly string[]
  /** What stands there at first. */
  readonly text: string
  /** What may be typed; any character if left out. */
  accepts?(character: string): boolean
  /** Called with every change: what would come of it, or what is wrong with it. */
  change(text: string): Remark
  /** Enter; a sentence that it returns is shown instead of closing. */
  accept(text: string): string | undefined
}

/** Asks for a value that something is then set to: whom it will hit, what they have, and what would come of it. */
export class Ask implements Overlay {
  readonly id = 'ask'
  readonly full = false
  readonly #options: AskOptions
  readonly #input: LineInput
  #remark: Remark
  #done = false

  constructor(options: AskOptions) {
    this.#options = options
    this.#input = new LineInput(options.text, options.accepts)
    this.#remark = options.change(options.text)
  }

  draw(area: Area, { unicode, hits }: OverlayContext): Rect {
    const width = Math.min(area.width, WIDTH)
    const inner = Math.max(1, width - 4)
    const room = Math.max(0, area.height - 1 - OTHER_LINES - NOTE_LINES)
    const about = this.#options.about.flatMap(text => wrap(text, inner))
    const whom = this.#options.whom(inner, Math.max(1, Math.min(MOST_WHOM, room - about.length)))
    // Where there is little room the line that is typed and what is said of it stay.
    const above = [...whom.map(line => [line, STRONG] as const), ...about.map(line => [line, DIM] as const)]
    const lines = above.slice(0, room)
    const height = Math.min(lines.length + OTHER_LINES + NOTE_LINES, area.height)
    const rect = { x: (area.width - width) >> 1, y: Math.max(0, (area.height - 1 - height) >> 1), width, height }
    const box = area.inner(rect.x, rect.y, width, height)
    box.fill(' ', TEXT)
    hits.addDialog(area, rect, () => {
      this.#done = true
    })
    const inside = drawBox(box, { title: this.#options.title }, unicode)
    lines.forEach(([line, s], y) => {
      inside.put(0, y, line, s)
    })
    const at = lines.length + (lines.length > 0 ? 1 : 0)
    drawTyped(inside, at, this.#input, this.#remark.wrong ? WRONG : TEXT, unicode)
    wrap(this.#remark.note, inside.width)
      .slice(0, NOTE_LINES)
      .forEach((line, i) => {
        inside.put(0, at + 1 + i, line, this.#remark.wrong ? WRONG : TEXT)
      })
    return rect
  }

  /** A click was beside it: the app closes it after the event. */
  get done(): boolean {
    return this.#done
  }

  onKey(key: string): KeyOutcome {
    switch (key) {
      case 'escape':
      case 'C-c':
      case 'C-g':
        return 'close'
      case 'enter': {
        const refused = this.#options.accept(this.#input.text)
        if (refused === undefined) return 'close'
        this.#remark = { note: refused, wrong: true }
        return 'used'
      }
      case 'C-l':
      case 'C-z':
        return 'pass'
      default:
        if (this.#input.onKey(key)) this.#changed()
        return 'used'
    }
  }

  onPaste(text: string): void {
    if (this.#input.onPaste(text)) this.#changed()
  }

  hints(): readonly (readonly [string, string])[] {
    return [
      ['enter', 'Set'],
      ['C-u', 'Clear'],
      ['escape', 'Cancel'],
    ]
  }

  #changed(): void {
    this.#remark = this.#options.change(this.#input.text)
  }
}
