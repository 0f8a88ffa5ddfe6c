import { cellWidth } from '../terminal/width.ts'
import type { CommandKeys } from './overlays/command-keys.ts'

const SAID_MS = 20_000
/** Whoever has pressed so many has begun to find out. */
const ENOUGH_KEYS = 3

/** What a newcomer needs to know, in the footer until a few keys were pressed. */
export class Welcome {
  readonly #wordings: readonly string[]
  #untilMs = 0
  #keys = 0

  constructor(keys: CommandKeys) {
    const [help, palette, layout] = ['help', 'palette', 'layout-next'].map(id => keys.label(id))
    this.#wordings = [
      `New here? Press ${help} for all keys, ${palette} to find any command, ${layout} for another layout`,
      `Press ${help} for keys, ${palette} for commands, ${layout} for layouts`,
      `${help} keys, ${palette} commands, ${layout} layouts`,
    ]
  }

  begin(): void {
    this.#untilMs = performance.now() + SAID_MS
  }

  onKey(): void {
    this.#keys++
  }

  /** As long as there is something to say: the longest that goes into so many cells, which may be nothing. */
  text(room: number): string {
    if (this.#keys >= ENOUGH_KEYS || performance.now() >= this.#untilMs) return ''
    return this.#wordings.find(wording => cellWidth(wording) <= room) ?? ''
  }
}
