import { cellWidth } from '../../terminal/width.ts'
import { LineInput } from '../overlays/line-input.ts'

/** A question that a line of text answers, shown as it is typed: only letters that come and go at its end. */
export class Question {
  readonly #input: LineInput
  readonly #write: (text: string) => void
  readonly #answer: (text: string | undefined) => void

  /**
   * @param answer what was typed; undefined where it was called off
   * @param begun what is typed already
   */
  constructor(text: string, write: (text: string) => void, answer: (text: string | undefined) => void, begun = '') {
    this.#input = new LineInput(begun)
    this.#write = write
    this.#answer = answer
    write(`${text} ${begun}`)
  }

  onKey(key: string): void {
    if (key === 'enter' || key === 'escape') {
      this.#write('\n')
      this.#answer(key === 'enter' ? this.#input.text.trim() : undefined)
      return
    }
    const before = this.#input.text
    this.#input.onKey(key)
    const after = this.#input.text
    this.#write(
      after.startsWith(before) ? after.slice(before.length) : '\b \b'.repeat(cellWidth(before) - cellWidth(after)),
    )
  }
}

/** Takes yes for an answer, and everything else for no. */
export function isYes(answer: string | undefined): boolean {
  return answer !== undefined && /^y(?:es)?$/i.test(answer)
}
