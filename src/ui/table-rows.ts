import type { ColumnContext, Tone } from '../columns/column.ts'
import type { Arrangement } from '../model/arrange.ts'
import { indexIn } from '../model/filter.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import type { View } from '../model/view.ts'
import type { Area } from '../terminal/frame.ts'
import { heatOf, type Style, style } from '../terminal/style.ts'
import { cellWidth, clip } from '../terminal/width.ts'
import { scrollBar } from './draw/scroll-bar.ts'
import { selectRow } from './draw/select-row.ts'
import { tagRow } from './draw/tag-row.ts'
import { drawTitles } from './draw/titles.ts'
import type { Placed } from './table.ts'

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
  tagged: boolean
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
    const { ownUid, cores, cpuOfMachine, fullPath, since } = context
    const moment = placed.some(({ column }) => column.goesOn) ? context.uptimeMs : undefined
    const common = [placed, view.sort, view.search, unicode, ownUid, cores, cpuOfMachine, fullPath, since, moment]
    if (this.#common.length === 0 || common.some((value, i) => value !== this.#common[i])) {
      this.#lines = []
      this.#common = common
      drawTitles(area, 0, placed, view.sort, unicode)
    }
    const bar = scrollBar(area.height - 1, arrangement.order.count, arrangement.top)
    for (let i = 0; i < area.height - 1; i++) {
      const row = arrangement.visible[i]
      const selected = row !== undefined && arrangement.top + i === arrangement.selectedIndex
      const now = {
        row,
        revision: row?.facts.revision ?? 0,
        selected,
        tagged: row !== undefined && view.tagged.has(row.id),
        bar: i >= bar.from && i < bar.to,
      }
      // Without a process the line is cheap, and may have words on it.
      if (row !== undefined && isSameLine(this.#lines[i], now)) continue
      this.#lines[i] = now
      drawLine(area, i + 1, now, picture)
    }
    if (arrangement.order.count === 0) area.put(2, 2, 'no process matches', DIM)
  }
}

function isSameLine(a: Drawn | undefined, b: Drawn): boolean {
  if (a === undefined || a.row !== b.row || a.revision !== b.revision) return false
  return a.selected === b.selected && a.tagged === b.tagged && a.bar === b.bar
}

function drawLine(area: Area, y: number, { row, selected, tagged, bar }: Drawn, picture: TablePicture): void {
  area.fillRow(y, ' ')
  if (row !== undefined) drawRow(area, y, row, picture)
  if (tagged) tagRow(area, y, afterFirst(picture.placed), picture.unicode)
  if (selected) selectRow(area, y)
  if (bar) area.put(area.width - 1, y, picture.unicode ? '▕' : '|', BORDER)
}

/** The blank beside the first column, the pid's: a pid may be as wide as its column. */
function afterFirst([first]: readonly Placed[]): number {
  return first === undefined ? 0 : first.x + first.width
}

function drawRow(area: Area, y: number, row: ProcessRow, { context, placed, view }: TablePicture): void {
  for (let i = 0; i < placed.length; i++) {
    const place = placed[i]
    if (place === undefined) continue
    const { column, x, width } = place
    const value = column.value(row, context)
    const text = value === undefined ? '–' : column.format(value, context, row)
    const s = styleOf(value === undefined ? 'dim' : (column.tone?.(value, row, context) ?? 'plain'))
    if (column.id === 'command') drawCommand(area, x, y, width, text, row, s, view)
    else if (column.align === 'right') area.putRight(x + width, y, clip(text, width), s)
    else area.put(x, y, clip(text, width), s)
  }
}

function styleOf(tone: Tone): Style {
  return typeof tone === 'number' ? heatOf(Math.min(100, tone)) : TONES[tone]
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
