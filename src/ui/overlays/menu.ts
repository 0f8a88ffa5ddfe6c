import type { Area, Rect } from '../../terminal/frame.ts'
import { BOLD, style } from '../../terminal/style.ts'
import { cellWidth, clip, wrap } from '../../terminal/width.ts'
import { drawBox } from '../draw/box.ts'
import { LineInput } from './line-input.ts'
import { columnsOf, drawItem, gapped, type MenuItem } from './menu-item.ts'
import { movedBy } from './moves.ts'
import { narrowed } from './narrow.ts'
import type { KeyOutcome, Overlay, OverlayContext } from './overlay.ts'
import { drawTyped } from './typed-line.ts'

const TEXT = style('dialogText', 'dialogBack')
const DIM = style('dim', 'dialogBack')
const STRONG = style('title', 'dialogBack', BOLD)
/** So many items are seen at least, where the screen has room for them at all. */
const LEAST_ITEMS = 5
/** What a choice is about takes no more lines than these from items that would scroll. */
const MOST_ABOUT = 3
/** Of a menu whose lines above are made to fit. */
const FITTED_WIDTH = 74

/** A cell of the screen. */
export interface Place {
  readonly x: number
  readonly y: number
}

export interface MenuOptions<T> {
  readonly id: string
  readonly title: string
  /** Lines above the items: what the choice is about; or what they are in at most so many lines of this width. */
  readonly about?: readonly string[] | ((width: number, most: number) => readonly string[])
  readonly items: readonly MenuItem<T>[]
  readonly selected?: number
  /** Whether there is a line that narrows the items to those that answer to what is typed. */
  readonly narrows?: boolean
  /** What it opens beside; in the middle where left out. */
  readonly at?: Place
  choose(value: T): void
}

/**
 * A list to choose one thing from: arrows and Enter, the mouse, and the first letters (or digits) of an item, or where
 * typing narrows the list, any of its letters.
 */
export class Menu<T> implements Overlay {
  readonly id: string
  readonly full = false
  readonly #options: MenuOptions<T>
  readonly #input: LineInput | undefined
  /** The items that are left. */
  #items: readonly MenuItem<T>[]
  #index: number
  #top = 0
  #rows = 1
  #typed = ''
  #done = false

  constructor(options: MenuOptions<T>) {
    this.id = options.id
    this.#options = options
    this.#input = options.narrows === true ? new LineInput('') : undefined
    this.#items = options.items
    this.#index = Math.max(0, Math.min(options.selected ?? 0, options.items.length - 1))
  }

  draw(area: Area, { unicode, hits }: OverlayContext): Rect {
    const { title, about = [], items } = this.#options
    const fits = typeof about === 'function'
    const columns = columnsOf(items)
    const content = Math.max(
      columns.label + gapped(columns.detail) + gapped(columns.keys),
      ...(fits ? [FITTED_WIDTH] : about.map(cellWidth)),
      cellWidth(title) + 4,
    )
    const width = Math.min(area.width, Math.max(24, content + 6))
    const leastItems = Math.min(LEAST_ITEMS, items.length)
    const typedLines = this.#input === undefined ? 0 : 1
    // Besides: two borders, a blank line, and the footer.
    const room = Math.max(0, area.height - 4 - typedLines - leastItems)
    const scrolls = items.length > LEAST_ITEMS
    const most = scrolls ? Math.min(fits ? Math.floor(area.height / 3) : MOST_ABOUT, room) : room
    const lines = fits ? about(width - 4, Math.max(1, most)) : firstLines(about, width - 4, most)
    const above = (lines.length > 0 ? lines.length + 1 : 0) + typedLines
    const usual = Math.max(8, area.height - 4, above + leastItems + 2)
    // As high as for all items: it stands still while they get fewer.
    const height = Math.min(usual, items.length + above + 2, area.height)
    const rect = { ...placed(area, { width, height }, this.#options.at), width, height }
    const box = area.inner(rect.x, rect.y, width, height)
    box.fill(' ', TEXT)
    hits.addDialog(area, rect, () => {
      this.#done = true
    })
    hits.addMenu(rect, () => undefined)
    const shown = `${Math.min(this.#index + 1, this.#items.length)}/${this.#items.length}`
    const inside = drawBox(box, { title, ...(items.length > height - above - 2 && { footRight: shown }) }, unicode)
    lines.forEach((line, y) => {
      inside.put(0, y, line, y === 0 ? STRONG : TEXT)
    })
    if (this.#input !== undefined) drawTyped(inside, above - 1, this.#input, TEXT, unicode)
    this.#rows = Math.max(1, inside.height - above)
    this.#top = Math.min(Math.max(this.#top, this.#index - this.#rows + 1), this.#index)
    this.#items.slice(this.#top, this.#top + this.#rows).forEach((item, i) => {
      drawItem(inside, above + i, item, columns, this.#top + i === this.#index)
      const at = { x: rect.x, y: rect.y + 1 + above + i, width, height: 1 }
      hits.add(at, () => this.#choose(this.#top + i))
    })
    if (this.#items.length === 0) inside.put(0, above, 'nothing like that', DIM)
    return rect
  }

  /** A click has chosen, or was beside it: the app closes the menu after the event. */
  get done(): boolean {
    return this.#done
  }

  onKey(key: string): KeyOutcome {
    const rows = movedBy(key, this.#rows)
    if (rows !== undefined) return this.#go(this.#index + rows)
    switch (key) {
      case 'escape':
        return 'close'
      case 'enter':
        return this.#choose(this.#index)
      case 'C-c':
      case 'C-l':
      case 'C-z':
        return 'pass'
      default:
        return this.#input === undefined ? this.#onLetter(key) : this.#onTyped(this.#input, key)
    }
  }

  onPaste(text: string): void {
    if (this.#input?.onPaste(text) === true) this.#narrow(this.#input.text)
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
    this.#index = Math.max(0, Math.min(index, this.#items.length - 1))
    return 'used'
  }

  /** Where typing narrows, letters are for the line. */
  #onTyped(input: LineInput, key: string): KeyOutcome {
    if (key === 'C-g') return 'close'
    if (input.onKey(key)) this.#narrow(input.text)
    return 'used'
  }

  #onLetter(key: string): KeyOutcome {
    const chosen = this.#items.findIndex(item => item.key === key)
    if (chosen >= 0) return this.#choose(chosen)
    if (key === 'q') return 'close'
    if (key.length === 1) this.#type(key)
    return 'used'
  }

  /** The best one is selected; of all, the one that was so at first. */
  #narrow(text: string): void {
    const { items, selected = 0 } = this.#options
    this.#items = narrowed(items, text)
    this.#index = this.#items === items ? Math.max(0, Math.min(selected, items.length - 1)) : 0
    this.#top = 0
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

  #choose(index: number): KeyOutcome {
    const item = this.#items[index]
    if (item === undefined || item.off !== undefined) {
      this.#go(index)
      return 'used'
    }
    if (!this.#done) {
      this.#done = true
      this.#options.choose(item.value)
    }
    return 'close'
  }
}

/** Below and right of a place, above it where there is more room, and always whole on the screen, the footer free if that is possible. */
function placed(screen: Area, { width, height }: Pick<Rect, 'width' | 'height'>, at: Place | undefined): Place {
  if (at === undefined) return { x: (screen.width - width) >> 1, y: Math.max(0, (screen.height - height) >> 1) }
  const x = Math.max(0, Math.min(at.x + 1, screen.width - width))
  const last = Math.max(0, screen.height - 1 - height)
  if (at.y + 1 <= last) return { x, y: at.y + 1 }
  return { x, y: at.y >= height ? at.y - height : last }
}

/** The texts' first lines, `…` where there would be more. A command line may be as long as a book: it is not read to its end. */
function firstLines(texts: readonly string[], width: number, most: number): string[] {
  const lines = texts.flatMap(text => wrap(clip(text, width * (most + 1)), width))
  return lines.length <= most
    ? lines
    : lines.slice(0, most).map((line, i) => (i === most - 1 ? clip(`${line}…`, width) : line))
}
