import type { CommandKeys } from './overlays/command-keys.ts'
import { Welcome } from './welcome.ts'

const SHOWN_MS = 8000

/** What is said in the footer: the latest sentence until a key is pressed, or else what a newcomer needs to know. */
export class Said {
  readonly #keys: CommandKeys
  readonly #welcome: Welcome
  #text = ''
  #untilMs = 0

  constructor(keys: CommandKeys) {
    this.#keys = keys
    this.#welcome = new Welcome(keys)
  }

  say(text: string): void {
    this.#text = text
    this.#untilMs = performance.now() + SHOWN_MS
  }

  /** The first of what is wrong with the config file, and where the others are. */
  sayNotes([first, ...others]: readonly string[]): void {
    if (first === undefined) return
    const more = others.length === 0 ? '' : ` (${others.length} more: ${this.#keys.label('help')})`
    this.say(`${first.replace(/^[^:]*\//, '')}${more}`)
  }

  /** Says what a newcomer needs to know. */
  welcome(): void {
    this.#welcome.begin()
  }

  /** What was said has been read when the next key is pressed. */
  onKey(): void {
    this.#untilMs = 0
    this.#welcome.onKey()
  }

  /**
   * @param room cells for it
   * @param isFree nothing is open on top of the main screen
   */
  text(room: number, isFree: boolean): string {
    if (performance.now() < this.#untilMs) return this.#text
    return isFree ? this.#welcome.text(room) : ''
  }
}
