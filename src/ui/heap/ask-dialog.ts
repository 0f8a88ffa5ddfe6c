import type { Area, Rect } from '../../terminal/frame.ts'
import { BOLD, type Style, style } from '../../terminal/style.ts'
import { cellWidth, clip } from '../../terminal/width.ts'
import { drawBox } from '../draw/box.ts'
import { wrapHard } from '../overlays/inspect-lines.ts'
import { movedBy } from '../overlays/moves.ts'
import type { KeyOutcome, Overlay, OverlayContext } from '../overlays/overlay.ts'

const STYLES = {
  strong: style('title', 'dialogBack', BOLD),
  plain: style('dialogText', 'dialogBack'),
  dim: style('dim', 'dialogBack'),
  warn: style('warn', 'dialogBack', BOLD),
} as const
const MOST_WIDTH = 84
/** What has names stands in from the left; names take no more of the width than this. */
const INDENT = 2
const NAME_SHARE = 0.35
const POINT = '· '

/** A paragraph of a dialog; nothing for a blank line. */
export interface AskedLine {
  /** What it is told of, beside it, one below the other. */
  readonly names?: readonly string[]
  /** One of several things. */
  readonly isPoint?: true
  readonly text: string
  readonly tone: keyof typeof STYLES
}

export interface AskDialogOptions {
  readonly id: string
  readonly title: string
  /** What is to be known before. */
  lines(): readonly AskedLine[]
  /** What Enter does, in a word; undefined where there is nothing to agree to. */
  yes(): string | undefined
  agreed(): void
  /** It was closed without. */
  refused(): void
}

/** Asks whether something may be done to a program, and says what that is. Enter and y agree. */
export class AskDialog implements Overlay {
  readonly id: string
  readonly full = false
  readonly #options: AskDialogOptions
  #top = 0
  #height = 1
  #count = 0
  #done = false
  #isAgreed = false

  constructor(options: AskDialogOptions) {
    this.#options = options
    this.id = options.id
  }

  draw(area: Area, { unicode, hits }: OverlayContext): Rect {
    const width = Math.min(area.width, MOST_WIDTH)
    const all = this.#options.lines()
    const lines = all.flatMap(line => wrapped(line, width - 4, nameWidth(all, width)))
    const height = Math.min(lines.length + 2, Math.max(3, area.height - 1), area.height)
    const rect = { x: (area.width - width) >> 1, y: Math.max(0, (area.height - 1 - height) >> 1), width, height }
    const box = area.inner(rect.x, rect.y, width, height)
    box.fill(' ', STYLES.plain)
    hits.addDialog(area, rect, () => {
      this.#done = true
    })
    this.#height = Math.max(1, height - 2)
    this.#count = lines.length
    this.#scrollTo(this.#top)
    const last = Math.min(lines.length, this.#top + this.#height)
    const place = `${this.#top + 1}${unicode ? '–' : '-'}${last} of ${lines.length}`
    const isLong = lines.length > this.#height
    const inside = drawBox(box, { title: this.#options.title, ...(isLong && { footRight: place }) }, unicode)
    lines.slice(this.#top, last).forEach((line, y) => {
      for (const { x, text, s } of line) inside.put(x, y, text, s)
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
    else if (key === 'enter' || key === 'y') {
      this.#isAgreed = this.#options.yes() !== undefined
      return 'close'
    } else if (key === 'escape' || key === 'n' || key === 'q' || key === 'f10') return 'close'
    else if (key === 'C-c' || key === 'C-l' || key === 'C-z') return 'pass'
    return 'used'
  }

  onWheel(rows: number): void {
    this.#scrollTo(this.#top + rows)
  }

  hints(): readonly (readonly [string, string])[] {
    const yes = this.#options.yes()
    const scroll = this.#count > this.#height ? [['down', 'Scroll'] as const] : []
    if (yes === undefined) return [['escape', 'Close'], ...scroll]
    return [['enter', yes], ['escape', 'Cancel'], ...scroll]
  }

  onClose(): void {
    if (this.#isAgreed) this.#options.agreed()
    else this.#options.refused()
  }

  #scrollTo(top: number): void {
    this.#top = Math.max(0, Math.min(top, this.#count - this.#height))
  }
}

interface Piece {
  readonly x: number
  readonly text: string
  readonly s: Style
}

function nameWidth(lines: readonly AskedLine[], width: number): number {
  const widths = lines.flatMap(({ names = [] }) => names.map(cellWidth))
  return Math.min(Math.floor(width * NAME_SHARE), Math.max(0, ...widths))
}

/** What does not fit into a line goes on below itself. */
function wrapped({ names, isPoint, text, tone }: AskedLine, width: number, namesWidth: number): Piece[][] {
  const x = names === undefined ? 0 : INDENT + namesWidth + 2
  const first = isPoint === true ? POINT : ''
  const left = x + cellWidth(first)
  const parts = wrapHard(text, Math.max(8, width - left))
  const named = names?.flatMap(name => wrapHard(name, Math.max(1, namesWidth))) ?? []
  return Array.from({ length: Math.max(parts.length, named.length) }, (_, i) => [
    { x: INDENT, text: clip(named[i] ?? '', namesWidth), s: STYLES.plain },
    ...(i === 0 ? [{ x, text: first, s: STYLES[tone] }] : []),
    { x: left, text: parts[i] ?? '', s: STYLES[tone] },
  ])
}
