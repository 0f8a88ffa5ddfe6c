import type { Area, Rect } from '../../terminal/frame.ts'
import { INVERSE, style } from '../../terminal/style.ts'
import { cellWidth, clip } from '../../terminal/width.ts'
import { LineInput } from './line-input.ts'
import type { KeyOutcome, Overlay, OverlayContext } from './overlay.ts'

const LABEL = style('keyText', 'keyBack')
const TEXT = style('dialogText', 'dialogBack')
const NOTE = style('dim', 'dialogBack')
const WRONG = style('bad', 'dialogBack')
/** Seen without colours, too. */
const MARK = style('bad', 'dialogBack', INVERSE)

/** A word beside the text. */
export interface Remark {
  readonly note: string
  readonly wrong?: boolean
  /** What part of the text is wrong, in UTF-16 units; all of it where left out. */
  readonly place?: { readonly at: number; readonly end: number }
}

/** A text that was completed, and what the word at its end may become. */
export interface Completed {
  readonly text: string
  readonly candidates: readonly string[]
}

export interface PromptOptions {
  readonly label: string
  readonly text: string
  /** What is accepted; undefined accepts any character. */
  accepts?(character: string): boolean
  /** Called with every change; returns a word beside the text: how many matches, what is wrong. */
  change(text: string): Remark | undefined
  /** Called with every new picture of the machine: what was said may have become wrong. */
  renew?(text: string): Remark | undefined
  /** Tab. */
  complete?(text: string): Completed
  /** Enter; a sentence that it returns is shown instead of closing. */
  accept(text: string): string | undefined
  cancel(): void
  /** What Esc does, in a word; Cancel where left out. */
  readonly escape?: string
  /** Keys that go on to what lies beneath while the prompt stays: paging while searching. */
  readonly passes?: readonly string[]
}

/** One line of input where the footer is, with its effect seen at once. */
export class Prompt implements Overlay {
  readonly id = 'prompt'
  readonly full = false
  readonly #options: PromptOptions
  readonly #input: LineInput
  #remark: Remark | undefined

  constructor(options: PromptOptions) {
    this.#options = options
    this.#input = new LineInput(options.text, options.accepts)
    this.#changed()
  }

  draw(area: Area, { unicode }: OverlayContext): Rect {
    const y = area.height - 1
    area.fillRow(y, ' ', TEXT)
    const { note = '', wrong = false, place } = this.#remark ?? {}
    let x = area.put(0, y, ` ${this.#options.label} `, LABEL)
    const free = area.width - x - 5
    // However much there is to say, what is typed is seen.
    const room = Math.max(4, free - cellWidth(note), Math.floor(free / 2))
    const shown = this.#input.shown(room)
    x = area.put(x, y, ' ', TEXT)
    // Only its end is shown of a long one.
    const hidden = this.#input.text.length - shown.length
    const { at, end } = place ?? { at: 0, end: 0 }
    const [from, to] = [Math.max(0, at - hidden), Math.max(0, end - hidden)]
    x = area.put(x, y, shown.slice(0, from), TEXT)
    x = area.put(x, y, shown.slice(from, to), MARK)
    x = area.put(x, y, shown.slice(to), wrong && place === undefined ? WRONG : TEXT)
    x = area.put(x, y, unicode ? '▏' : '_', LABEL)
    x = area.put(x + 1, y, clip(note, area.width - x - 2, unicode ? '…' : '~'), wrong ? WRONG : NOTE)
    const keys = `${this.#options.complete ? 'Tab Complete  ' : ''}${unicode ? '⏎' : 'Enter'} Done  Esc ${this.#options.escape ?? 'Cancel'}`
    if (x + cellWidth(keys) + 2 < area.width) area.putRight(area.width - 1, y, keys, NOTE)
    return { x: 0, y, width: area.width, height: 1 }
  }

  onKey(key: string): KeyOutcome {
    if (this.#options.passes?.includes(key)) return 'pass'
    switch (key) {
      case 'escape':
      case 'C-c':
      case 'C-g':
        this.#options.cancel()
        return 'close'
      case 'enter': {
        const refused = this.#options.accept(this.#input.text)
        if (refused === undefined) return 'close'
        this.#remark = { ...this.#remark, note: refused, wrong: true }
        return 'used'
      }
      case 'tab':
        this.#complete()
        return 'used'
      case 'C-l':
      case 'C-z':
        return 'pass'
      default:
        if (this.#input.onKey(key)) this.#changed()
        return 'used'
    }
  }

  onSnapshot(): void {
    if (this.#options.renew !== undefined) this.#remark = this.#options.renew(this.#input.text)
  }

  onPaste(text: string): void {
    if (this.#input.onPaste(text)) this.#changed()
  }

  #changed(): void {
    this.#remark = this.#options.change(this.#input.text)
  }

  /** Tells of the candidates where there are several. */
  #complete(): void {
    const completed = this.#options.complete?.(this.#input.text)
    if (completed === undefined) return
    if (completed.text !== this.#input.text) {
      this.#input.text = completed.text
      this.#changed()
    }
    if (completed.candidates.length > 1) this.#remark = { note: completed.candidates.join(' ') }
  }
}
