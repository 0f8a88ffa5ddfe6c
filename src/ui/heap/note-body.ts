import type { Area } from '../../terminal/frame.ts'
import { style } from '../../terminal/style.ts'
import type { Body } from '../overlays/inspect-body.ts'
import { wrapHard } from '../overlays/inspect-lines.ts'

/** Why there is nothing to be seen, in as many lines as it takes. */
export class NoteBody implements Body {
  readonly #text: () => string

  constructor(text: () => string) {
    this.#text = text
  }

  draw(area: Area): void {
    wrapHard(this.#text(), Math.max(8, area.width)).forEach((line, y) => {
      area.put(0, y, line, style('accent'))
    })
  }

  onKey(): boolean {
    return false
  }

  onWheel(): void {}

  position(): undefined {
    return undefined
  }

  copied(): string {
    return this.#text()
  }

  hints(): readonly (readonly [string, string])[] {
    return []
  }
}
