import type { Area } from '../../terminal/frame.ts'
import { BOLD, style } from '../../terminal/style.ts'
import { cellWidth, clip } from '../../terminal/width.ts'
import type { Hits } from '../hits.ts'
import { movedBy } from './moves.ts'

const TEXT = style('dialogText', 'dialogBack')
const DIM = style('dim', 'dialogBack')
const SELECTED = style('selectionText', 'selectionBack')
/** The marked one of a list that the keys do not go to. */
const MARKED = style('title', 'dialogBack', BOLD)

export interface SetupItem {
  readonly label: string
  /** Dimmer, beside the label. */
  readonly detail: string
  /** It has no effect as things are. */
  readonly faint?: boolean
}

export interface SetupListLook {
  /** Keys go to this list. */
  readonly focused: boolean
  readonly unicode: boolean
  readonly hits: Hits
  /** A click on an item, after it was marked. */
  clicked(wasMarked: boolean): void
}

/** A list with a mark on one item that scrolls to keep it in view. */
export class SetupList {
  #at = 0
  #top = 0
  #rows = 1
  #count = 0

  /** Index of the marked item. */
  get at(): number {
    return this.#at
  }

  get position(): string {
    return this.#count === 0 ? '0/0' : `${this.#at + 1}/${this.#count}`
  }

  /** There are so many items now; the mark stays among them. */
  fit(count: number): void {
    this.#count = count
    this.go(this.#at)
  }

  go(index: number): void {
    this.#at = Math.max(0, Math.min(index, this.#count - 1))
  }

  /** Whether the key moves the mark. */
  onKey(key: string): boolean {
    const rows = movedBy(key, this.#rows)
    if (rows !== undefined) this.go(this.#at + rows)
    return rows !== undefined
  }

  draw(area: Area, items: readonly SetupItem[], look: SetupListLook): void {
    this.fit(items.length)
    this.#rows = Math.max(1, area.height)
    this.#top = Math.min(Math.max(this.#top, this.#at - this.#rows + 1), this.#at, items.length)
    const mark = look.unicode ? '…' : '~'
    const labelWidth = Math.max(0, ...items.map(({ label }) => cellWidth(label)))
    items.slice(this.#top, this.#top + this.#rows).forEach(({ label, detail, faint = false }, y) => {
      const at = this.#top + y
      const marked = at === this.#at
      const selected = marked && look.focused
      if (selected) area.fillRow(y, ' ', SELECTED)
      area.put(1, y, clip(label, area.width - 2, mark), selected ? SELECTED : marked ? MARKED : faint ? DIM : TEXT)
      const room = area.width - labelWidth - 4
      if (room > 3) area.put(labelWidth + 3, y, clip(detail, room, mark), selected ? SELECTED : DIM)
      look.hits.add({ x: area.rect.x, y: area.rect.y + y, width: area.width, height: 1 }, () => {
        const wasMarked = this.#at === at
        this.go(at)
        look.clicked(wasMarked)
      })
    })
  }
}
