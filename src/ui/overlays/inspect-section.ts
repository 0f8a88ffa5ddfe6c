import type { Section } from '../../inspect/section.ts'
import type { Area } from '../../terminal/frame.ts'
import type { Body } from './inspect-body.ts'
import { type Line, sectionLines } from './inspect-lines.ts'
import type { OverlayContext } from './overlay.ts'

/** Rows of figures or texts, scrolled line by line. */
export class SectionBody implements Body {
  readonly #section: () => Section
  /** Long texts are wrapped once, not at each drawing. */
  #lines:
    | { readonly section: Section; readonly width: number; readonly unicode: boolean; readonly all: Line[] }
    | undefined
  #top = 0
  #bottom = 0
  #height = 1
  #count = 0

  constructor(section: () => Section) {
    this.#section = section
  }

  draw(area: Area, { unicode }: OverlayContext): void {
    const lines = this.#linesOf(this.#section(), area.width, unicode)
    this.#height = Math.max(1, area.height)
    this.#count = lines.length
    this.#bottom = Math.max(0, lines.length - area.height)
    this.#top = Math.min(this.#top, this.#bottom)
    lines.slice(this.#top, this.#top + area.height).forEach((draw, y) => {
      draw(area, y)
    })
  }

  onKey(key: string): boolean {
    const scroll: Record<string, number> = {
      up: -1,
      down: 1,
      pageup: -this.#height,
      pagedown: this.#height,
      home: -this.#bottom,
      end: this.#bottom,
    }
    const rows = scroll[key]
    if (rows !== undefined) this.onWheel(rows)
    return rows !== undefined
  }

  onWheel(rows: number): void {
    this.#top = Math.max(0, Math.min(this.#top + rows, this.#bottom))
  }

  position(): string | undefined {
    if (this.#bottom === 0) return undefined
    return `${this.#top + 1}–${Math.min(this.#count, this.#top + this.#height)} of ${this.#count}`
  }

  hints(): readonly (readonly [string, string])[] {
    return [['down', 'Scroll']]
  }

  #linesOf(section: Section, width: number, unicode: boolean): Line[] {
    const last = this.#lines
    if (last?.section === section && last.width === width && last.unicode === unicode) return last.all
    const all = sectionLines(section, width, unicode)
    this.#lines = { section, width, unicode, all }
    return all
  }
}
