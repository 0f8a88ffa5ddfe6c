import type { Area, Rect } from '../../terminal/frame.ts'
import { BOLD, style } from '../../terminal/style.ts'
import { cellWidth, clip, wrap } from '../../terminal/width.ts'
import { drawBox } from '../draw/box.ts'
import { movedBy } from './moves.ts'
import type { KeyOutcome, Overlay, OverlayContext } from './overlay.ts'

const TEXT = style('dialogText', 'dialogBack')
const WRONG = style('bad', 'dialogBack', BOLD)
const DIM = style('dim', 'dialogBack')
const WIDTH = 80
/** The names take no more of the width than this. */
const NAME_SHARE = 0.4

export interface ReportRow {
  readonly name: string
  readonly text: string
  readonly failed: boolean
}

/** How something went that was done to several: a row for each, in as many lines as it takes. */
export class Report implements Overlay {
  readonly id = 'report'
  readonly full = false
  readonly moves = true
  readonly #title: string
  readonly #rows: readonly ReportRow[]
  #top = 0
  #height = 1
  #count = 0
  #done = false

  constructor(title: string, rows: readonly ReportRow[]) {
    this.#title = title
    this.#rows = rows
  }

  draw(area: Area, { unicode, hits }: OverlayContext): Rect {
    const width = Math.min(area.width, WIDTH)
    const nameWidth = Math.min(
      Math.max(...this.#rows.map(row => cellWidth(row.name))),
      Math.floor((width - 4) * NAME_SHARE),
    )
    const lines = this.#rows.flatMap(({ name, text, failed }) =>
      wrap(text, Math.max(8, width - 4 - nameWidth - 2)).map((part, i) => ({
        name: i === 0 ? name : '',
        part,
        failed,
      })),
    )
    const height = Math.min(lines.length + 2, Math.max(3, area.height - 3), area.height)
    const rect = { x: (area.width - width) >> 1, y: Math.max(0, (area.height - 1 - height) >> 1), width, height }
    const box = area.inner(rect.x, rect.y, width, height)
    box.fill(' ', TEXT)
    hits.addDialog(area, rect, () => {
      this.#done = true
    })
    this.#height = Math.max(1, height - 2)
    this.#count = lines.length
    this.#scrollTo(this.#top)
    const last = Math.min(lines.length, this.#top + this.#height)
    const shown = `${this.#top + 1}${unicode ? '–' : '-'}${last} of ${lines.length}`
    const isLong = lines.length > this.#height
    const inside = drawBox(box, { title: this.#title, ...(isLong && { footRight: shown }) }, unicode)
    lines.slice(this.#top, last).forEach(({ name, part, failed }, y) => {
      inside.put(0, y, clip(name, nameWidth), failed ? WRONG : DIM)
      inside.put(nameWidth + 2, y, part, failed ? TEXT : DIM)
    })
    return rect
  }

  /** A click was beside it: the app closes it after the event. */
  get done(): boolean {
    return this.#done
  }

  onKey(key: string): KeyOutcome {
    const rows = movedBy(key, this.#height)
    if (rows !== undefined) this.#scrollTo(this.#top + rows)
    else if (key === 'escape' || key === 'enter' || key === 'q') return 'close'
    else if (key === 'C-c' || key === 'C-l' || key === 'C-z') return 'pass'
    return 'used'
  }

  onWheel(rows: number): void {
    this.#scrollTo(this.#top + rows)
  }

  hints(): readonly (readonly [string, string])[] {
    const close = ['escape', 'Close'] as const
    return this.#count > this.#height ? [['down', 'Scroll'], close] : [close]
  }

  #scrollTo(top: number): void {
    this.#top = Math.max(0, Math.min(top, this.#count - this.#height))
  }
}
