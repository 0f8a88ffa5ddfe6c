import type { Grid, GridColumn } from '../../inspect/grid.ts'
import { indexIn } from '../../model/filter.ts'
import { compareValues } from '../../model/order.ts'
import type { ProcessId } from '../../model/process.ts'
import type { Area } from '../../terminal/frame.ts'
import { style } from '../../terminal/style.ts'
import { clip, wrap } from '../../terminal/width.ts'
import { scrollBar, scrollGlyph } from '../draw/scroll-bar.ts'
import { selectRow } from '../draw/select-row.ts'
import { drawTitles, type Sorting } from '../draw/titles.ts'
import { type Fitted, fitColumns } from '../fit-columns.ts'
import { addScrollGrip } from '../scroll-grip.ts'
import type { Body, FoundAt } from './inspect-body.ts'
import { TONES } from './inspect-lines.ts'
import { movedBy } from './moves.ts'
import type { OverlayContext } from './overlay.ts'

const BORDER = style('border')
/** Lines of what is said of all together, and the share of the room that they may take beyond these. */
const LEAST_SUMMARY = 2
const SUMMARY_SHARE = 0.3
/** Of what is gone to so much of the rows in view is above it: what it is in. */
const ABOVE_SHARE = 0.3
/** The last column says nothing in fewer cells. */
const LEAST_REST = 16

type Placed = Fitted<GridColumn<unknown>>

/** A table about one process: sorted by any of its columns, with a selection that stays on its thing. */
export class GridBody implements Body {
  readonly #grid: () => Grid
  #sort: Sorting | undefined
  /** The order that the table proposed last. */
  #proposed = ''
  #filter = ''
  /** Keys of what is open. */
  #open: ReadonlySet<string> = new Set()
  #kept:
    | {
        readonly grid: Grid
        readonly sort: Sorting
        readonly filter: string
        readonly open: ReadonlySet<string>
        readonly items: readonly unknown[]
      }
    | undefined
  /** Key of the selected thing; undefined while the selection rests on its place. */
  #selected: string | undefined
  #at = 0
  #top = 0
  #height = 1
  /** The selection has gone to where it may be out of view. */
  #hasGone = false

  constructor(grid: () => Grid) {
    this.#grid = grid
  }

  draw(area: Area, { unicode, hits }: OverlayContext): void {
    const grid = this.#grid()
    const sort = this.#sorting(grid)
    let y = 0
    const most = Math.max(LEAST_SUMMARY, Math.floor(area.height * SUMMARY_SHARE))
    const summary = (grid.summary?.split('\n') ?? []).flatMap(line => wrap(line, area.width)).slice(0, most)
    for (const line of summary) area.put(0, y++, line, style('text'))
    if (grid.note !== undefined) {
      area.put(0, y, clip(grid.note, area.width), style('accent'))
      return
    }
    const placed = fitColumns(
      grid.columns.map(column => ({ column, givesWay: column.givesWay })),
      area.width,
      sort.columnId,
      grid.leastRest ?? LEAST_REST,
    )
    drawTitles(area, y, placed, sort, unicode)
    const titles = area.inner(0, y, area.width, 1)
    hits.add(titles.rect, x => this.#clickTitle(placed, x))
    this.#drawRows(area.inner(0, y + 1, area.width, area.height - y - 1), grid, placed, { unicode, hits })
  }

  onKey(key: string): boolean {
    const rows = movedBy(key, this.#height)
    if (rows !== undefined) this.#select(this.#at + rows)
    else if (key === '>' || key === '.' || key === 'f6') this.#sortByNext(1)
    else if (key === '<' || key === ',') this.#sortByNext(-1)
    else if (key === 'enter' || key === ' ' || key === '+' || key === '-') return this.#toggle()
    else if (key === 'I') this.#sort = inverted(this.#sorting(this.#grid()))
    else return false
    return true
  }

  onWheel(rows: number): void {
    this.#top += rows
  }

  get filtered(): string {
    return this.#filter
  }

  /** Key of the thing that the selection is on; undefined where there is none. */
  get current(): string | undefined {
    const { grid, item } = this.#onNow()
    return item === undefined ? undefined : grid.key(item)
  }

  filter(text: string): number {
    this.#filter = text
    return this.#itemsOf(this.#grid()).length
  }

  goTo(address: bigint): FoundAt {
    const grid = this.#grid()
    if (grid.at === undefined) return grid.costly === true ? 'unread' : 'unknown'
    const keys = grid.at(address)
    if (keys === undefined) return 'nowhere'
    this.#filter = ''
    this.#open = new Set([...this.#open, ...keys.slice(0, -1)])
    this.#selected = keys.at(-1)
    this.#hasGone = true
    return 'there'
  }

  /** The whole row, however little of it fits. */
  copied(): string | undefined {
    const { grid, item } = this.#onNow()
    return item === undefined ? undefined : grid.columns.map(column => column.text(item)).join(' ')
  }

  position(): string | undefined {
    const grid = this.#grid()
    const { length } = this.#itemsOf(grid)
    const of = `of ${length}${this.#filter === '' ? '' : ` with ${this.#filter}, of ${grid.items.length}`}`
    return grid.items.length === 0 ? undefined : `${Math.min(this.#at + 1, length)} ${of}`
  }

  /** The process that the selected thing leads to. */
  get leadsTo(): ProcessId | undefined {
    const { grid, item } = this.#onNow()
    return item === undefined ? undefined : grid.leadsTo?.(item)
  }

  hints(): readonly (readonly [string, string])[] {
    return [
      ...(this.#grid().members === undefined ? [] : [['enter', 'Open'] as const]),
      ...(this.leadsTo === undefined ? [] : [['enter', 'Go there'] as const]),
      ['/', 'Filter'],
      ['>', 'Sort'],
      ['I', 'Invert'],
    ]
  }

  #drawRows(area: Area, grid: Grid, placed: readonly Placed[], { unicode, hits }: OverlayContext): void {
    const items = this.#itemsOf(grid)
    this.#height = Math.max(1, area.height)
    this.#follow(grid, items)
    if (this.#hasGone) this.#top = this.#at - Math.floor(this.#height * ABOVE_SHARE)
    this.#hasGone = false
    this.#top = Math.max(0, Math.min(this.#top, items.length - this.#height))
    const bar = scrollBar(area.height, items.length, this.#top)
    for (let y = 0; y < area.height && this.#top + y < items.length; y++) {
      drawRow(area, y, items[this.#top + y], placed)
      if (this.#top + y === this.#at) selectRow(area, y)
      area.put(area.width - 1, y, scrollGlyph(bar, y, unicode) ?? '', BORDER)
    }
    hits.add(area.rect, (_, y) => this.#select(this.#top + y))
    addScrollGrip(hits, area.rect, { count: items.length, top: this.#top }, top => {
      this.#top = top
    })
  }

  /** The thing that the selection is on now; what there is may be another than was drawn. */
  #onNow(): { readonly grid: Grid; readonly item: unknown } {
    const grid = this.#grid()
    const items = this.#itemsOf(grid)
    this.#follow(grid, items)
    return { grid, item: items[this.#at] }
  }

  /** The selection stays on its thing while rows move under it, and on its place when the thing is gone. */
  #follow(grid: Grid, items: readonly unknown[]): void {
    const found = this.#selected === undefined ? -1 : items.findIndex(item => grid.key(item) === this.#selected)
    if (found >= 0) this.#at = found
    else this.#selected = undefined
    this.#at = Math.max(0, Math.min(this.#at, items.length - 1))
  }

  #select(index: number): void {
    const grid = this.#grid()
    const items = this.#itemsOf(grid)
    this.#at = Math.max(0, Math.min(index, items.length - 1))
    this.#selected = items.length === 0 ? undefined : grid.key(items[this.#at])
    if (this.#at < this.#top) this.#top = this.#at
    else if (this.#at >= this.#top + this.#height) this.#top = this.#at - this.#height + 1
  }

  #itemsOf(grid: Grid): readonly unknown[] {
    const sort = this.#sorting(grid)
    const filter = this.#filter
    const last = this.#kept
    const open = this.#open
    if (last?.grid === grid && last.sort === sort && last.filter === filter && last.open === open) return last.items
    const column = grid.columns.find(({ id }) => id === sort.columnId)
    const found = grid.items.filter(item => filter === '' || isIn(grid, item, filter))
    const items = sortedBy(column, found, sort.descending).flatMap(item =>
      open.has(grid.key(item)) ? [item, ...sortedBy(column, grid.members?.(item) ?? [], sort.descending)] : [item],
    )
    this.#kept = { grid, sort, filter, open, items }
    return items
  }

  /** What was chosen, until the table proposes another order: then something else is to be seen in it. */
  #sorting(grid: Grid): Sorting {
    const isOther = grid.note === undefined && grid.sort !== this.#proposed
    if (this.#sort === undefined || isOther) {
      this.#sort = sortingBy(grid, grid.sort)
      this.#proposed = grid.sort
    }
    return this.#sort
  }

  /** Opens or closes what has members; false where nothing has any. */
  #toggle(): boolean {
    const { grid, item } = this.#onNow()
    // Of what leads nowhere the key is not one to leave by.
    if (grid.members === undefined) return grid.leadsTo !== undefined && this.leadsTo === undefined
    if (item === undefined || grid.members(item).length === 0) return true
    const key = grid.key(item)
    const open = new Set(this.#open)
    if (!open.delete(key)) open.add(key)
    this.#open = open
    this.#selected = key
    return true
  }

  #sortByNext(step: number): void {
    const grid = this.#grid()
    const at = grid.columns.findIndex(({ id }) => id === this.#sorting(grid).columnId)
    const next = grid.columns[(at + step + grid.columns.length) % grid.columns.length]
    if (next !== undefined) this.#sort = sortingBy(grid, next.id)
  }

  #clickTitle(placed: readonly Placed[], x: number): void {
    const column = placed.findLast(candidate => x >= candidate.x - 1)?.column
    if (column === undefined) return
    const sort = this.#sorting(this.#grid())
    this.#sort = sort.columnId === column.id ? inverted(sort) : sortingBy(this.#grid(), column.id)
  }
}

/** Whether the text stands in what is shown of it: what is covered cannot be found out by looking for it. */
function isIn({ columns }: Grid, item: unknown, text: string): boolean {
  return columns.some(column => indexIn(column.text(item), text) >= 0)
}

/** Sorting is stable: what is alike stays in the order in which it was read. */
function sortedBy(column: GridColumn<unknown> | undefined, items: readonly unknown[], descending: boolean): unknown[] {
  return items
    .map(item => ({ item, value: column?.value(item) }))
    .sort((a, b) => compareValues(a.value, b.value, descending))
    .map(({ item }) => item)
}

function sortingBy({ columns }: Grid, columnId: string): Sorting {
  return { columnId, descending: columns.find(({ id }) => id === columnId)?.descending ?? false }
}

function inverted({ columnId, descending }: Sorting): Sorting {
  return { columnId, descending: !descending }
}

function drawRow(area: Area, y: number, item: unknown, placed: readonly Placed[]): void {
  for (const { column, x, width } of placed) {
    const s = TONES[column.tone?.(item) ?? 'plain']
    const text = clip(column.text(item), width)
    if (column.align === 'right') area.putRight(x + width, y, text, s)
    else area.put(x, y, text, s)
  }
}
