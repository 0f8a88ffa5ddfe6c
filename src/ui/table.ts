import type { AnyColumn, ColumnContext, Tone } from '../columns/column.ts'
import { defaultColumns, findColumn } from '../columns/index.ts'
import type { Arrangement } from '../model/arrange.ts'
import { indexIn } from '../model/filter.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import type { View } from '../model/view.ts'
import type { Area } from '../terminal/frame.ts'
import { BOLD, heatOf, onBackground, type Style, style } from '../terminal/style.ts'
import { cellWidth, clip } from '../terminal/width.ts'

const LEAST_COMMAND = 28
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

/** A column with its place on the row. */
export interface Placed {
  readonly column: AnyColumn
  readonly x: number
  readonly width: number
}

/**
 * The columns that fit, from the left; the last one takes the rest. The sorted one is always there, before the last if it
 * is not among the usual ones: an order that one cannot see the reason of looks like none.
 */
export function placeColumns(width: number, sortedId: string): Placed[] {
  const wanted = [...defaultColumns]
  const sorted = findColumn(sortedId)
  if (sorted !== undefined && !wanted.some(({ column }) => column.id === sorted.id))
    wanted.splice(-1, 0, { column: sorted, givesWay: 0 })
  // The arrow stands beside the title, within the column: the gap to the next one stays.
  const widthOf = (column: AnyColumn): number =>
    column.id === sortedId ? Math.max(column.width, column.title.length + 1) : column.width
  const taken = (): number =>
    wanted.reduce((sum, { column }) => sum + (column.width === 0 ? LEAST_COMMAND : widthOf(column) + 1), 0)
  while (taken() > width - 1) {
    const candidates = wanted.filter(({ column, givesWay }) => givesWay > 0 && column.id !== sortedId)
    const next = candidates.reduce((a, b) => (b.givesWay > (a?.givesWay ?? 0) ? b : a), candidates[0])
    if (next === undefined) break
    wanted.splice(wanted.indexOf(next), 1)
  }
  let x = 0
  return wanted.map(({ column }) => {
    const own = column.width === 0 ? Math.max(1, width - x - 1) : widthOf(column)
    const placed = { column, x, width: own }
    x += own + 1
    return placed
  })
}

export interface TablePicture {
  readonly arrangement: Arrangement
  readonly placed: readonly Placed[]
  readonly view: View
  readonly context: ColumnContext
  readonly unicode: boolean
}

/** The header row and as many processes as fit; returns nothing, for the app knows where each row is. */
export function drawTable(area: Area, picture: TablePicture): void {
  drawHeaderRow(area, picture)
  const { arrangement } = picture
  arrangement.visible.forEach((row, i) => {
    const selected = arrangement.top + i === arrangement.selectedIndex
    drawRow(area, i + 1, row, selected, picture)
  })
  drawScrollBar(area, picture)
}

function drawHeaderRow(area: Area, { placed, view, unicode }: TablePicture): void {
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

function drawRow(area: Area, y: number, row: ProcessRow, selected: boolean, picture: TablePicture): void {
  const { context, placed, view } = picture
  for (const { column, x, width } of placed) {
    const { text, tone } = cell(column, row, context)
    const s = typeof tone === 'number' ? heatOf(Math.min(100, tone)) : TONES[tone]
    if (column.width === 0) drawCommand(area, x, y, width, text, row, s, view)
    else if (column.align === 'right') area.putRight(x + width, y, clip(text, width), s)
    else area.put(x, y, clip(text, width), s)
  }
  if (!selected) return
  area.restyle(y, s => onBackground(s === TONES.plain || s === TONES.dim ? style('selectionText') : s, 'selectionBack'))
}

function cell(column: AnyColumn, row: ProcessRow, context: ColumnContext): { text: string; tone: Tone } {
  const value = column.value(row, context)
  if (value === undefined) return { text: '–', tone: 'dim' }
  return { text: column.format(value, context), tone: column.tone?.(value, row, context) ?? 'plain' }
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

function drawScrollBar(area: Area, { arrangement, unicode }: TablePicture): void {
  const rows = area.height - 1
  if (arrangement.count <= rows || rows < 3) return
  const length = Math.max(1, Math.round((rows / arrangement.count) * rows))
  const at = Math.round((arrangement.top / (arrangement.count - rows)) * (rows - length))
  for (let y = 0; y < length; y++) area.put(area.width - 1, 1 + at + y, unicode ? '▕' : '|', style('border'))
}
