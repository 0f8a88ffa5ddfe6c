import type { Area, Rect } from '../../terminal/frame.ts'
import { style } from '../../terminal/style.ts'
import { cellWidth } from '../../terminal/width.ts'
import { LineInput } from './line-input.ts'
import type { KeyOutcome, Overlay, OverlayContext } from './overlay.ts'

const LABEL = style('keyText', 'keyBack')
const TEXT = style('dialogText', 'dialogBack')
const NOTE = style('dim', 'dialogBack')
const WRONG = style('bad', 'dialogBack')

/** A word beside the text. */
export interface Remark {
  readonly note: string
  readonly wrong?: boolean
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
  /** Enter; a sentence that it returns is shown instead of closing. */
  accept(text: string): string | undefined
  cancel(): void
  /** Keys that go on to what lies beneath while the prompt stays: paging while searching. */
  readonly passes?: readonly string[]
}

/** One line of input where the footer is, with its effect seen at once. */
export class Prompt implements Overlay {
  readonly id = 'prompt'
  readonly full = false
  readonly #options: PromptOptions
  readonly #input: LineInput
  #note = ''
  #wrong = false

  constructor(options: PromptOptions) {
    this.#options = options
    this.#input = new LineInput(options.text, options.accepts)
    this.#changed()
  }

  draw(area: Area, { unicode }: OverlayContext): Rect {
    const y = area.height - 1
    area.fillRow(y, ' ', TEXT)
    let x = area.put(0, y, ` ${this.#options.label} `, LABEL)
    const room = Math.max(4, area.width - x - cellWidth(this.#note) - 5)
    x = area.put(x, y, ` ${this.#input.shown(room)}`, this.#wrong ? WRONG : TEXT)
    x = area.put(x, y, unicode ? '▏' : '_', LABEL)
    x = area.put(x + 1, y, this.#note, this.#wrong ? WRONG : NOTE)
    const keys = `${unicode ? '⏎' : 'Enter'} Done  Esc Cancel`
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
        this.#note = refused
        this.#wrong = true
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

  onSnapshot(): void {
    if (this.#options.renew !== undefined) this.#remark(this.#options.renew(this.#input.text))
  }

  onPaste(text: string): void {
    if (this.#input.onPaste(text)) this.#changed()
  }

  #changed(): void {
    this.#remark(this.#options.change(this.#input.text))
  }

  #remark(remark: Remark | undefined): void {
    this.#note = remark?.note ?? ''
    this.#wrong = remark?.wrong ?? false
  }
}
