import { clean } from '../../model/text.ts'
import { clusters } from '../../terminal/width.ts'

/** Characters: more is no word to look for, but a paste that went astray. */
const MOST_TEXT = 4096

/** One line of text that is being typed. */
export class LineInput {
  readonly #accepts: (character: string) => boolean
  #text: string

  /** @param accepts what may be typed; any character if not told */
  constructor(text: string, accepts: (character: string) => boolean = () => true) {
    this.#text = text
    this.#accepts = accepts
  }

  get text(): string {
    return this.#text
  }

  /** Puts another text in its place, as far as that is not too long. */
  set text(text: string) {
    this.#text = [...text].slice(0, MOST_TEXT).join('')
  }

  /** Whether the key changes the text. */
  onKey(key: string): boolean {
    if (key === 'backspace') this.text = [...this.#text].slice(0, -1).join('')
    else if (key === 'C-u') this.text = ''
    else if (key === 'C-w') this.text = this.#text.replace(/\S*\s*$/, '')
    else return [...key].length === 1 && this.onPaste(key)
    return true
  }

  /** Takes the first line of it, cleaned; whether there was any to take. */
  onPaste(text: string): boolean {
    const line = clean(text.split('\n', 1)[0] ?? '')
    const accepted = [...line].filter(this.#accepts).join('')
    if (accepted === '') return false
    this.text = this.#text + accepted
    return true
  }

  /** The end of the text, as much of it as goes into `width` cells. */
  shown(width: number): string {
    const all = [...clusters(this.#text)]
    let from = all.length
    for (let room = width; from > 0; from--) {
      room -= all[from - 1]?.width ?? 0
      if (room < 0) break
    }
    return all
      .slice(from)
      .map(cluster => cluster.text)
      .join('')
  }
}
