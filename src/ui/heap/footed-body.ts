import type { Grid } from '../../inspect/grid.ts'
import type { Area } from '../../terminal/frame.ts'
import { style } from '../../terminal/style.ts'
import { clip } from '../../terminal/width.ts'
import type { Body } from '../overlays/inspect-body.ts'
import { GridBody } from '../overlays/inspect-grid.ts'
import type { OverlayContext } from '../overlays/overlay.ts'

const FOOT = [style('text'), style('accent')] as const
/** Rows of the table beside which there is room for more about the selected one. */
const LEAST_ROWS = 6

export interface FootedOptions {
  grid(): Grid
  /** What is to be said of the selected thing, a line each. */
  foot(key: string): readonly string[]
  /** Filters otherwise than by what is shown; returns how many are left. */
  filter?(text: string): number
  filtered?(): string
}

/** A table with more about its selected thing below it, however little of that fits into the row. */
export class FootedBody implements Body {
  readonly #options: FootedOptions
  readonly #table: GridBody

  constructor(options: FootedOptions) {
    this.#options = options
    this.#table = new GridBody(options.grid)
  }

  draw(area: Area, context: OverlayContext): void {
    const { width, height } = area
    const key = this.#table.current
    const foot = key === undefined ? [] : this.#options.foot(key)
    const lines = height < LEAST_ROWS + FOOT.length + 1 ? 0 : FOOT.length + 1
    this.#table.draw(area.inner(0, 0, width, height - lines), context)
    if (lines === 0) return
    FOOT.forEach((s, i) => {
      area.put(0, height - FOOT.length + i, clip(foot[i] ?? '', width), s)
    })
  }

  onKey(key: string): boolean {
    return this.#table.onKey(key)
  }

  onWheel(rows: number): void {
    this.#table.onWheel(rows)
  }

  filter(text: string): number {
    return this.#options.filter?.(text) ?? this.#table.filter(text)
  }

  get filtered(): string {
    return this.#options.filtered?.() ?? this.#table.filtered
  }

  position(): string | undefined {
    return this.#table.position()
  }

  get current(): string | undefined {
    return this.#table.current
  }

  copied(): string | undefined {
    return this.#table.copied()
  }

  hints(): readonly (readonly [string, string])[] {
    return this.#table.hints()
  }
}
