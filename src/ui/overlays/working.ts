import { formatCount } from '../../model/units.ts'
import type { Area, Rect } from '../../terminal/frame.ts'
import { style } from '../../terminal/style.ts'
import { cellWidth } from '../../terminal/width.ts'
import { drawBox } from '../draw/box.ts'
import type { KeyOutcome, Overlay, OverlayContext } from './overlay.ts'

const TEXT = style('dialogText', 'dialogBack')
/** Cells for the title's sake. */
const LEAST_WIDTH = 32

/** How far something is that takes long. Esc stops it. */
export class Working implements Overlay {
  readonly id = 'working'
  readonly full = false
  readonly #title: string
  readonly #total: number
  #done = 0
  #stopped = false

  constructor(title: string, total: number) {
    this.#title = title
    this.#total = total
  }

  get stopped(): boolean {
    return this.#stopped
  }

  /** So many are done. */
  tell(done: number): void {
    this.#done = done
  }

  draw(area: Area, { unicode, hits }: OverlayContext): Rect {
    const text = `${formatCount(this.#done)} of ${formatCount(this.#total)} done`
    const width = Math.min(area.width, Math.max(LEAST_WIDTH, cellWidth(this.#title) + 8))
    const rect = { x: (area.width - width) >> 1, y: Math.max(0, (area.height - 4) >> 1), width, height: 3 }
    // Nothing beneath is clicked at meanwhile.
    hits.add({ x: 0, y: 0, width: area.width, height: area.height - 1 }, () => undefined)
    const box = area.inner(rect.x, rect.y, width, rect.height)
    box.fill(' ', TEXT)
    drawBox(box, { title: this.#title }, unicode).put(0, 0, text, TEXT)
    return rect
  }

  onKey(key: string): KeyOutcome {
    if (key === 'C-l' || key === 'C-z') return 'pass'
    if (key === 'escape' || key === 'C-c') this.#stopped = true
    return 'used'
  }

  hints(): readonly (readonly [string, string])[] {
    return [['escape', 'Stop']]
  }
}
