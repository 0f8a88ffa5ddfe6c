import type { ColumnContext, Tone } from '../columns/column.ts'
import type { Arrangement } from '../model/arrange.ts'
import { indexIn } from '../model/filter.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import type { View } from '../model/view.ts'
import type { Area } from '../terminal/frame.ts'
import { BOLD, heatOf, onBackground, type Style, style } from '../terminal/style.ts'
import { cellWidth, clip } from '../terminal/width.ts'
import type { Placed } from './table.ts'

const HEADER = style('headerText', 'headerBack')
const SORTED = style('headerText', 'sortedBack', BOLD)
const TONES: Record<Exclude<Tone, number>, Style> = {
  plain: style('text'),
  dim: style('dim'),
  good: style('good'),
  warn: style('warn'),
  bad: style('bad'),
  accent: style('accent'),
}
const DIM = style('dim')
const BORDER = style('border')

export interface TablePicture {
  readonly arrangement: Arrangement
  readonly placed: readonly Placed[]
  readonly view: View
  readonly context: ColumnContext
  readonly unicode: boolean
}

/** What a line of the table was drawn from; a line without a process is blank, or says why there is none. */
interface Drawn {
  row: ProcessRow | undefined
  revision: number
  selected: boolean
  /** Whether the scroll bar passes through it. */
  bar: boolean
}

/** The table's lines on a frame that keeps them: each is drawn again only when it would come out otherwise. */
export class TableRows {
  #lines: Drawn[] = []
  /** What the lines had in common. */
  #common: readonly unknown[] = []

  /** What was drawn is not there any more. */
  forget(): void {
    this.#lines = []
    this.#common = []
  }

  /** The line of titles, and a line for each process that fits. */
  draw(area: Area, picture: TablePicture): void {
    const { arrangement, placed, view, context, unicode } = picture
    const { ownUid, cores, cpuOfMachine, fullPath } = context
    const common = [placed, view.sort, view.search, unicode, ownUid, cores, cpuOfMachine, fullPath]
    if (this.#common.length === 0 || common.some((value, i) => value !== this.#common[i])) {
      this.#lines = []
      this.#common = common
      drawTitles(area, picture)
    }
    const bar = scrollBar(area.height - 1, arrangement)
    for (let i = 0; i < area.height - 1; i++) {
      const row = arrangement.visible[i]
      const selected = row !== undefined && arrangement.top + i === arrangement.selectedIndex
      const now = { row, revision: row?.facts.revision ?? 0, selected, bar: i >= bar.from && i < bar.to }
      // Without a process the line is cheap, and may have words on it.
      if (row !== undefined && isSameLine(this.#lines[i], now)) continue
      this.#lines[i] = now
      drawLine(area, i + 1, now, picture)
    }
    if (arrangement.order.count === 0) area.put(2, 2, 'no process matches', DIM)
  }
}

function isSameLine(a: Drawn | undefined, b: Drawn): boolean {
  return a !== undefined && a.row === b.row && a.revision === b.revision && a.selected === b.selected && a.bar === b.bar
}

function drawLine(area: Area, y: number, { row, selected, bar }: Drawn, picture: TablePicture): void {
  area.fillRow(y, ' ')
  if (row !== undefined) drawRow(area, y, row, picture)
  if (selected) select(area, y)
  if (bar) area.put(area.width - 1, y, picture.unicode ? '▕' : '|', BORDER)
}

function drawTitles(area: Area, { placed, view, unicode }: TablePicture): void {
  area.fillRow(0, ' ', HEADER)
  for (const { column, x, width } of placed) {
    const sorted = column.id === view.sort.columnId
    const arrow = sorted ? (view.sort.descending ? (unicode ? '▼' : 'v') : unicode ? '▲' : '^') : ''
    const s = sorted ? SORTED : HEADER
    const title = `${column.title}${arrow}`
    if (column.align === 'right') area.putRight(x + width, 0, title, s)
    else area.put(x, 0, title, s)
  }
}

function drawRow(area: Area, y: number, row: ProcessRow, { context, placed, view }: TablePicture): void {
  for (let i = 0; i < placed.length; i++) {
    const place = placed[i]
    if (place === undefined) continue
    const { column, x, width } = place
    const value = column.value(row, context)
    const text = value === undefined ? '–' : column.format(value, context)
    const s = styleOf(value === undefined ? 'dim' : (column.tone?.(value, row, context) ?? 'plain'))
    if (column.width === 0) drawCommand(area, x, y, width, text, row, s, view)
    else if (column.align === 'right') area.putRight(x + width, y, clip(text, width), s)
    else area.put(x, y, clip(text, width), s)
  }
}

function styleOf(tone: Tone): Style {
  return typeof tone === 'number' ? heatOf(Math.min(100, tone)) : TONES[tone]
}

function select(area: Area, y: number): void {
  area.restyle(y, s => onBackground(s === TONES.plain || s === TONES.dim ? style('selectionText') : s, 'selectionBack'))
}

/** The program stands out from its directory and its arguments; what was searched for is marked. */
function drawCommand(
  area: Area,
  x: number,
  y: number,
  width: number,
  text: string,
  row: ProcessRow,
  base: Style,
  view: View,
): void {
  const shown = clip(text, width)
  area.put(x, y, shown, base)
  if (base === TONES.plain) {
    const firstBlank = shown.indexOf(' ')
    const end = firstBlank < 0 ? shown.length : firstBlank
    const start = shown.lastIndexOf('/', end) + 1
    area.put(x, y, shown.slice(0, start), style('commandPath'))
    area.put(x + cellWidth(shown.slice(0, start)), y, shown.slice(start, end), style('commandName'))
    area.put(x + cellWidth(shown.slice(0, end)), y, shown.slice(end), style('commandArgs'))
  }
  if (row.facts.trouble !== undefined) {
    const at = shown.lastIndexOf(' (')
    if (at >= 0) area.put(x + cellWidth(shown.slice(0, at)), y, shown.slice(at), style('warn'))
  }
  const { search } = view
  const at = search === '' ? -1 : indexIn(shown, search)
  if (at >= 0)
    area.put(x + cellWidth(shown.slice(0, at)), y, shown.slice(at, at + search.length), style('matchText', 'matchBack'))
}

/** The lines that the scroll bar takes: none where all rows fit. */
function scrollBar(
  rows: number,
  { order: { count }, top }: Arrangement,
): { readonly from: number; readonly to: number } {
  if (count <= rows || rows < 3) return { from: 0, to: 0 }
  const length = Math.max(1, Math.round((rows / count) * rows))
  const from = Math.round((top / (count - rows)) * (rows - length))
  return { from, to: from + length }
}
