import type { Grid } from '../../inspect/grid.ts'
import { adviceText, type TroubleEvent } from '../../model/troubles/trouble.ts'
import type { Area, Rect } from '../../terminal/frame.ts'
import { BOLD, style } from '../../terminal/style.ts'
import { cellWidth, wrap } from '../../terminal/width.ts'
import { troubleGrid, WHAT_AT } from '../trouble-grid.ts'
import { type CommandKeys, GENERAL } from './command-keys.ts'
import { GridBody } from './inspect-grid.ts'
import type { KeyOutcome, Overlay, OverlayContext } from './overlay.ts'
import { tableKey } from './table-keys.ts'

const TITLE = style('title', 'default', BOLD)
const DIM = style('dim')
/** Below the table: the sentence in full where its column is too narrow for it, and what to do about it. */
const WORDS_ROWS = { most: 4, least: 2 }
/** From so many rows on there is room for all of that. */
const ROOMY_ROWS = 16
const PASSED = [...GENERAL, 'pause']

export interface TroubleListOptions {
  readonly keys: CommandKeys
  events(): readonly TroubleEvent[]
  /** Whether the picture stands still. */
  paused(): boolean
  open(overlay: Overlay): void
}

/** What is wrong and what was: since when, for how long, and what to do about the selected one. */
export class TroubleList implements Overlay {
  readonly id = 'troubles'
  readonly full = true
  readonly moves = true
  readonly #options: TroubleListOptions
  readonly #body = new GridBody(() => this.#grid())
  #kept: { readonly events: readonly TroubleEvent[]; readonly grid: Grid<TroubleEvent> } | undefined

  constructor(options: TroubleListOptions) {
    this.#options = options
  }

  draw(area: Area, context: OverlayContext): Rect {
    // The last row is the footer's, which is already drawn.
    area.inner(0, 0, area.width, area.height - 1).fill(' ')
    area.put(1, 0, 'Troubles', TITLE)
    area.putRight(area.width - 1, 0, this.#body.position() ?? '', DIM)
    const words = this.#words(area.width - 2, area.height >= ROOMY_ROWS ? WORDS_ROWS.most : WORDS_ROWS.least)
    const rows = Math.max(0, area.height - 3 - words.length)
    this.#body.draw(area.inner(1, 1, area.width - 2, rows), context)
    for (const [i, line] of words.entries()) area.put(1, area.height - 1 - words.length + i, line, DIM)
    return { x: 0, y: 0, width: area.width, height: area.height - 1 }
  }

  onKey(key: string): KeyOutcome {
    const { keys, open } = this.#options
    const outcome = tableKey(this.#body, key, keys.isOf(key, 'troubles'), open)
    if (outcome !== undefined) return outcome
    return keys.passes(key, PASSED) ? 'pass' : 'used'
  }

  onWheel(rows: number): void {
    this.#body.onWheel(rows)
  }

  hints(): readonly (readonly [string, string])[] {
    return [...this.#body.hints(), ['escape', 'Close']]
  }

  /** Always as many rows, so that the table stays as it is while the mark moves. */
  #words(width: number, rows: number): string[] {
    const sentence = this.#selected()?.wordings[0] ?? ''
    const isCut = cellWidth(sentence) > width - WHAT_AT
    const advice = wrap(this.#advice(), width)
    const whole = isCut ? wrap(sentence, width).slice(0, Math.max(0, rows - advice.length)) : []
    const words = [...whole, ...advice].slice(0, rows)
    return [...Array<string>(rows - words.length).fill(''), ...words]
  }

  /** With keys as they are. */
  #advice(): string {
    return adviceText(this.#selected()?.advice ?? '', id => this.#options.keys.label(id))
  }

  #selected(): TroubleEvent | undefined {
    const { items, key } = this.#grid()
    const id = this.#body.current
    return items.find(event => key(event) === id) ?? items[0]
  }

  #grid(): Grid<TroubleEvent> {
    const events = this.#options.events()
    if (this.#kept === undefined || (this.#kept.events !== events && !this.#options.paused()))
      this.#kept = { events, grid: troubleGrid(events) }
    return this.#kept.grid
  }
}
