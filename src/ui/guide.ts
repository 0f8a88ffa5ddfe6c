import type { GuideStep } from '../cli/invocation.ts'
import { keysText } from '../commands/key-label.ts'
import type { Area } from '../terminal/frame.ts'
import { BOLD, style } from '../terminal/style.ts'
import { clip, wrap } from '../terminal/width.ts'

const BACK = style('dialogText', 'dialogBack')
const KEY = style('title', 'dialogBack', BOLD)
const COUNT = style('dim', 'dialogBack')
const ROWS = 2

/** Leads through the screen, step by step, in rows of its own at the bottom: a step is done once its keys were pressed. */
export class Guide {
  readonly #title: string
  readonly #steps: readonly GuideStep[]
  #at = 0
  #pressed = 0

  constructor(title: string, steps: readonly GuideStep[]) {
    this.#title = title
    this.#steps = steps
  }

  /** Rows that it takes of a screen of this height: none where they are needed for something else. */
  rows(height: number): number {
    return height >= 16 ? ROWS : 0
  }

  /** Every key that is pressed, whoever takes it. */
  onKey(key: string): void {
    const step = this.#steps[this.#at]
    if (step === undefined) return
    if (step.keys[this.#pressed] === key) this.#pressed++
    if (this.#pressed < step.keys.length) return
    this.#at++
    this.#pressed = 0
  }

  draw(area: Area, unicode: boolean): void {
    area.fill(' ', BACK)
    const step = this.#steps[this.#at]
    const count = step === undefined ? 'done' : `${this.#at + 1} of ${this.#steps.length}`
    let x = area.put(1, 0, `${this.#title} ${count}`, COUNT) + 2
    if (step === undefined) {
      area.put(x, 0, clip('That was all: look round, or leave.', area.width - x - 1), BACK)
      return
    }
    x = area.put(x, 0, keysText(step.keys.slice(this.#pressed), unicode), KEY) + 1
    const [first = '', ...others] = wrap(step.text, Math.max(1, area.width - x - 1))
    area.put(x, 0, first, BACK)
    const rest = wrap(others.join(' '), Math.max(1, area.width - 2))
    area.put(1, 1, clip(rest.join(' '), area.width - 2), BACK)
  }
}
