import type { Area, Rect } from '../../terminal/frame.ts'
import { style } from '../../terminal/style.ts'
import { cellWidth } from '../../terminal/width.ts'
import { drawBox } from '../draw/box.ts'
import { type CommandKeys, GENERAL } from './command-keys.ts'
import { wrapHard } from './inspect-lines.ts'
import { movedBy } from './moves.ts'
import type { KeyOutcome, Overlay, OverlayContext } from './overlay.ts'

const TEXT = style('dialogText', 'dialogBack')
const LABEL = style('dim', 'dialogBack')
const MOST_WIDTH = 120
const PASSED = [...GENERAL, 'pause']

export interface ShownLine {
  readonly label: string
  readonly text: string
}

/** Something that its lines lead to. */
export interface LinesKey {
  readonly key: string
  readonly title: string
  /** It goes on lying beneath what that opens; closed before, where left out. */
  readonly stays?: true
  run(): void
}

export interface LinesViewOptions {
  readonly id: string
  /** On which it is closed again, as it was opened. */
  readonly key: string
  readonly title: string
  lines(): readonly ShownLine[]
  /** What goes to the clipboard. */
  copied(): string
  copy(text: string): void
  say(text: string): void
  readonly keys: CommandKeys
  readonly leads?: readonly LinesKey[]
  /** There is a new picture of the machine: the lines may be others. */
  renew?(): void
}

/** Lines of text of any length, each with a label, wrapped where they must be: to be scrolled through and copied. */
export class LinesView implements Overlay {
  readonly id: string
  readonly full = false
  readonly moves = true
  readonly #options: LinesViewOptions
  #top = 0
  #height = 1
  #count = 0
  #done = false
  /** Where it leads to once it is closed. */
  #next: LinesKey | undefined

  constructor(options: LinesViewOptions) {
    this.#options = options
    this.id = options.id
  }

  draw(area: Area, { unicode, hits }: OverlayContext): Rect {
    const shown = this.#options.lines()
    const labelWidth = Math.max(0, ...shown.map(({ label }) => cellWidth(label))) + 1
    const width = Math.min(area.width, MOST_WIDTH)
    const room = Math.max(8, width - 4 - labelWidth)
    const lines = shown.flatMap(({ label, text }) =>
      wrapHard(text, room).map((part, i) => ({ label: i === 0 ? label : '', part })),
    )
    const height = Math.min(lines.length + 2, Math.max(3, area.height - 2), area.height)
    const rect = { x: (area.width - width) >> 1, y: Math.max(0, (area.height - 1 - height) >> 1), width, height }
    const box = area.inner(rect.x, rect.y, width, height)
    box.fill(' ', TEXT)
    hits.add({ x: 0, y: 0, width: area.width, height: area.height - 1 }, () => {
      this.#done = true
    })
    hits.add(rect, () => undefined)
    this.#height = Math.max(1, height - 2)
    this.#count = lines.length
    this.#scrollTo(this.#top)
    const last = Math.min(lines.length, this.#top + this.#height)
    const place = `${this.#top + 1}${unicode ? '–' : '-'}${last} of ${lines.length}`
    const isLong = lines.length > this.#height
    const inside = drawBox(box, { title: this.#options.title, ...(isLong && { footRight: place }) }, unicode)
    lines.slice(this.#top, last).forEach(({ label, part }, y) => {
      inside.putRight(labelWidth - 1, y, label, LABEL)
      inside.put(labelWidth, y, part, TEXT)
    })
    return rect
  }

  /** A click was beside it: the app closes it after the event. */
  get done(): boolean {
    return this.#done
  }

  onKey(key: string): KeyOutcome {
    const { copied, copy, say, keys, key: own, leads = [] } = this.#options
    const rows = movedBy(key, this.#height)
    const lead = leads.find(one => one.key === key)
    if (rows !== undefined) this.#scrollTo(this.#top + rows)
    else if (key === ' ') this.#scrollTo(this.#top + this.#height)
    else if (key === 'escape' || key === 'enter' || key === 'q' || key === 'f10' || key === own) return 'close'
    else if (lead?.stays) lead.run()
    else if (lead !== undefined) {
      this.#next = lead
      return 'close'
    } else if (key === 'y') {
      const text = copied()
      copy(text)
      say(`to the clipboard, where the terminal allows it: ${text.replaceAll('\n', ' ')}`)
    } else if (keys.passes(key, PASSED)) return 'pass'
    return 'used'
  }

  onWheel(rows: number): void {
    this.#scrollTo(this.#top + rows)
  }

  onSnapshot(): void {
    this.#options.renew?.()
  }

  onClose(): void {
    this.#next?.run()
  }

  hints(): readonly (readonly [string, string])[] {
    const scroll = this.#count > this.#height ? [['down', 'Scroll'] as const] : []
    const { leads = [] } = this.#options
    return [...scroll, ...leads.map(({ key, title }) => [key, title] as const), ['y', 'Copy'], ['escape', 'Close']]
  }

  #scrollTo(top: number): void {
    this.#top = Math.max(0, Math.min(top, this.#count - this.#height))
  }
}
