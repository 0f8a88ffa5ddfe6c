import type { GuideStep } from '../cli/invocation.ts'
import { keysText } from '../commands/key-label.ts'
import type { Area } from '../terminal/frame.ts'
import { BOLD, style } from '../terminal/style.ts'
import { clip, wrap } from '../terminal/width.ts'

const BACK = style('dialogText', 'dialogBack')
const KEY = style('title', 'dialogBack', BOLD)
const COUNT = style('dim', 'dialogBack')
const ROWS = 2

/** What the screen shows, as far as it matters to a guide. */
export interface Sight {
  /** The view or dialog that lies on top: `live-heap Types`. */
  readonly place: string
  /** Something that was asked for is waited for. */
  readonly isBusy: boolean
}

/**
 * Leads through the screen, step by step, in rows of its own at the bottom: a step is done once its keys were pressed, what
 * that asked for has come, and what they lead to is there. Where they led elsewhere they are to be pressed again.
 */
export class Guide {
  readonly #title: string
  readonly #steps: readonly GuideStep[]
  #at = 0
  #pressed = 0
  #isBusy = false

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
    if (this.#pressed === step.keys.length) {
      if (this.#isBusy) return
      this.#pressed = 0
    }
    if (step.keys[this.#pressed] === key) this.#pressed++
  }

  /** What came of the keys, with each picture of the screen. */
  see({ place, isBusy }: Sight): void {
    this.#isBusy = isBusy
    const step = this.#steps[this.#at]
    if (step === undefined || isBusy || this.#pressed < step.keys.length) return
    if (step.leadsTo !== undefined && step.leadsTo !== place) return
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
    x = area.put(x, 0, this.#keysOf(step, unicode), KEY) + 1
    const [first = '', ...others] = wrap(step.text, Math.max(1, area.width - x - 1))
    area.put(x, 0, first, BACK)
    const rest = wrap(others.join(' '), Math.max(1, area.width - 2))
    area.put(1, 1, clip(rest.join(' '), area.width - 2), BACK)
  }
  /** Those that are still to be pressed; all of them where they did not lead to what they should. */
  #keysOf({ keys }: GuideStep, unicode: boolean): string {
    const left = keys.slice(this.#pressed)
    if (left.length > 0) return keysText(left, unicode)
    if (!this.#isBusy) return keysText(keys, unicode)
    return unicode ? '…' : '...'
  }
}
