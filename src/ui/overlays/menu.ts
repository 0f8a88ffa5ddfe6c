import type { Area, Rect } from '../../terminal/frame.ts'
import { BOLD, style } from '../../terminal/style.ts'
import { cellWidth, clip, wrap } from '../../terminal/width.ts'
import { drawBox } from '../draw/box.ts'
import type { KeyOutcome, Overlay, OverlayContext } from './overlay.ts'

const TEXT = style('dialogText', 'dialogBack')
const DIM = style('dim', 'dialogBack')
const SELECTED = style('selectionText', 'selectionBack')
const STRONG = style('title', 'dialogBack', BOLD)
/** So many items are seen at least, where the screen has room for them at all. */
const LEAST_ITEMS = 5
/** What a choice is about takes no more lines than these from items that would scroll. */
const MOST_ABOUT = 3
/** Of a menu whose lines above are made to fit. */
const FITTED_WIDTH = 74

export interface MenuItem<T> {
  readonly label: string
  /** Dimmer, beside the label. */
  readonly detail?: string
  readonly value: T
  /** What digits or letters typed pick it by; the label's beginning when absent. */
  readonly typed?: string
}

export interface MenuOptions<T> {
  readonly id: string
  readonly title: string
  /** Lines above the items: what the choice is about; or what they are in at most so many lines of this width. */
  readonly about?: readonly string[] | ((width: number, most: number) => readonly string[])
  readonly items: readonly MenuItem<T>[]
  readonly selected?: number
  choose(value: T): void
}

/** A list to choose one thing from: arrows and Enter, the mouse, or the first letters (or digits) of an item. */
export class Menu<T> implements Overlay {
  readonly id: string
  readonly full = false
  readonly #options: MenuOptions<T>
  #index: number
  #top = 0
  #rows = 1
  #typed = ''
  #done = false

  constructor(options: MenuOptions<T>) {
    this.id = options.id
    this.#options = options
    this.#index = Math.max(0, Math.min(options.selected ?? 0, options.items.length - 1))
  }

  draw(area: Area, { unicode, hits }: OverlayContext): Rect {
    const { title, about = [], items } = this.#options
    const fits = typeof about === 'function'
    const labelWidth = Math.max(...items.map(item => cellWidth(item.label)))
    const detailWidth = Math.max(0, ...items.map(item => cellWidth(item.detail ?? '')))
    const content = Math.max(
      labelWidth + (detailWidth > 0 ? detailWidth + 2 : 0),
      ...(fits ? [FITTED_WIDTH] : about.map(cellWidth)),
      cellWidth(title) + 4,
    )
    const width = Math.min(area.width, Math.max(24, content + 6))
    const leastItems = Math.min(LEAST_ITEMS, items.length)
    // Besides: two borders, a blank line, and the footer.
    const room = Math.max(0, area.height - 4 - leastItems)
    const scrolls = items.length > LEAST_ITEMS
    const most = scrolls ? Math.min(fits ? Math.floor(area.height / 3) : MOST_ABOUT, room) : room
    const lines = fits ? about(width - 4, Math.max(1, most)) : firstLines(about, width - 4, most)
    const above = lines.length > 0 ? lines.length + 1 : 0
    const usual = Math.max(8, area.height - 4, above + leastItems + 2)
    const height = Math.min(usual, items.length + above + 2, area.height)
    const rect = { x: (area.width - width) >> 1, y: Math.max(0, (area.height - height) >> 1), width, height }
    const box = area.inner(rect.x, rect.y, width, height)
    box.fill(' ', TEXT)
    // A click beside it closes it, and does nothing to what lies there.
    hits.add({ x: 0, y: 0, width: area.width, height: area.height - 1 }, () => {
      this.#done = true
    })
    hits.add(rect, () => undefined)
    const shown = `${this.#index + 1}/${items.length}`
    const inside = drawBox(box, { title, ...(items.length > height - above - 2 && { footRight: shown }) }, unicode)
    lines.forEach((line, y) => {
      inside.put(0, y, line, y === 0 ? STRONG : TEXT)
    })
    this.#rows = Math.max(1, inside.height - above)
    this.#top = Math.min(Math.max(this.#top, this.#index - this.#rows + 1), this.#index)
    items.slice(this.#top, this.#top + this.#rows).forEach((item, i) => {
      const y = above + i
      const selected = this.#top + i === this.#index
      if (selected) inside.fillRow(y, ' ', SELECTED)
      inside.put(0, y, clip(item.label, inside.width), selected ? SELECTED : TEXT)
      const room = inside.width - labelWidth - 2
      if (item.detail && room > 3) inside.put(labelWidth + 2, y, clip(item.detail, room), selected ? SELECTED : DIM)
      hits.add({ x: rect.x, y: rect.y + 1 + y, width, height: 1 }, () => this.#choose(this.#top + i))
    })
    return rect
  }

  /** A click has chosen, or was beside it: the app closes the menu after the event. */
  get done(): boolean {
    return this.#done
  }

  onKey(key: string): KeyOutcome {
    switch (key) {
      case 'escape':
      case 'q':
        return 'close'
      case 'up':
        return this.#go(this.#index - 1)
      case 'down':
        return this.#go(this.#index + 1)
      case 'pageup':
        return this.#go(this.#index - this.#rows)
      case 'pagedown':
        return this.#go(this.#index + this.#rows)
      case 'home':
        return this.#go(0)
      case 'end':
        return this.#go(this.#options.items.length - 1)
      case 'enter':
        this.#choose(this.#index)
        return 'close'
      case 'C-c':
      case 'C-l':
      case 'C-z':
        return 'pass'
      default:
        if (key.length === 1) this.#type(key)
        return 'used'
    }
  }

  onWheel(rows: number): void {
    this.#go(this.#index + rows)
  }

  hints(): readonly (readonly [string, string])[] {
    return [
      ['enter', 'Choose'],
      ['escape', 'Close'],
    ]
  }

  #go(index: number): 'used' {
    this.#typed = ''
    this.#index = Math.max(0, Math.min(index, this.#options.items.length - 1))
    return 'used'
  }

  /** Goes to the item that begins with what was typed; where none does, the last character begins anew. */
  #type(character: string): void {
    for (const typed of [this.#typed + character.toLowerCase(), character.toLowerCase()]) {
      const { items } = this.#options
      const wordOf = (item: MenuItem<T>): string => (item.typed ?? item.label).toLowerCase()
      const exact = items.findIndex(item => wordOf(item).split(' ').includes(typed))
      const found =
        exact >= 0
          ? exact
          : items.findIndex(item =>
              wordOf(item)
                .split(' ')
                .some(word => word.startsWith(typed)),
            )
      if (found < 0) continue
      this.#typed = typed
      this.#index = found
      return
    }
  }

  #choose(index: number): void {
    const item = this.#options.items[index]
    if (item === undefined || this.#done) return
    this.#done = true
    this.#options.choose(item.value)
  }
}

/** The texts' first lines, `…` where there would be more. A command line may be as long as a book: it is not read to its end. */
function firstLines(texts: readonly string[], width: number, most: number): string[] {
  const lines = texts.flatMap(text => wrap(clip(text, width * (most + 1)), width))
  return lines.length <= most
    ? lines
    : lines.slice(0, most).map((line, i) => (i === most - 1 ? clip(`${line}…`, width) : line))
}
