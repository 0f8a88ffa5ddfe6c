import type { AnyColumn, ColumnContext } from '../columns/column.ts'
import { totalOf } from '../columns/total.ts'
import type { Arrangement } from '../model/arrange.ts'
import type { EndedRow, EndedRows } from '../model/ended-rows.ts'
import { isGroup, type TableRow } from '../model/group.ts'
import { hasNewState } from '../model/new-state.ts'
import type { RowOrder } from '../model/row-order.ts'
import type { ProcessRow, Snapshot } from '../model/snapshot.ts'
import type { TreeNode } from '../model/tree.ts'
import { guidesOf, memberGuides } from '../model/tree-guides.ts'
import type { View } from '../model/view.ts'
import type { Area } from '../terminal/frame.ts'
import { BOLD, backgroundRole, INVERSE, type Style, style } from '../terminal/style.ts'
import { clip } from '../terminal/width.ts'
import { type Cell, styleOf, TONES, UNKNOWN_CELL } from './cells.ts'
import { drawCommand } from './draw/command.ts'
import { endRow } from './draw/end-row.ts'
import { scrollBar, scrollGlyph } from './draw/scroll-bar.ts'
import { selectRow } from './draw/select-row.ts'
import { tagRow } from './draw/tag-row.ts'
import { drawTitles } from './draw/titles.ts'
import { GroupRows } from './group-row.ts'
import type { Placed } from './table.ts'

const DIM = TONES.dim
const BORDER = style('border')
const TOTAL = style('accent')
const NEW = style('good', 'default', BOLD)
/** Of a state's letter that says something else than in the sample before. */
const CHANGED = BOLD | INVERSE
/** So long it is seen that a process has come. */
const NEW_MS = 3000

export interface TablePicture {
  readonly arrangement: Arrangement
  readonly placed: readonly Placed[]
  readonly view: View
  readonly context: ColumnContext
  /** The sample before the one that is shown. */
  readonly before: Snapshot | undefined
  /** Those among the rows that have ended. */
  readonly ended: EndedRows
  readonly unicode: boolean
  /** How long ago it was, where it is not what happens now. */
  readonly agoMs?: number | undefined
}

/** What a line of the table was drawn from; a line without a row is blank, or says why there is none. */
interface Drawn {
  row: TableRow | undefined
  revision: number
  selected: boolean
  tagged: boolean
  /** What leads to it in the tree, or from its group. */
  guides: string
  /** It is only there because of somebody below it. */
  isFaded: boolean
  /** The place of a row that stands for its subtree; another with each tree, for others than the row may have changed. */
  folded: TreeNode | undefined
  /** It was started a moment ago. */
  isNew: boolean
  /** Its state is another than in the sample before. */
  hasNewState: boolean
  /** It is not there any more. */
  ended: EndedRow | undefined
  /** The scroll bar's part of it; undefined where there is no bar. */
  bar: string | undefined
}

/** The table's lines on a frame that keeps them: each is drawn again only when it would come out otherwise. */
export class TableRows {
  #lines: Drawn[] = []
  /** What the lines had in common. */
  #common: readonly unknown[] = []
  readonly #groups = new GroupRows()

  /** What was drawn is not there any more. */
  forget(): void {
    this.#lines = []
    this.#common = []
  }

  /** The line of titles, and a line for each process that fits. */
  draw(area: Area, picture: TablePicture): void {
    const { arrangement, placed, view, context, unicode } = picture
    const { ownUid, cores, cpuOfMachine, fullPath, mergeNames, tree, since } = context
    const moment = placed.some(({ column }) => column.goesOn) ? context.uptimeMs : undefined
    const shown = [cpuOfMachine, fullPath, mergeNames, tree]
    const common = [placed, view.sort, view.search, unicode, ownUid, cores, ...shown, since, moment]
    if (this.#common.length === 0 || common.some((value, i) => value !== this.#common[i])) {
      this.#lines = []
      this.#common = common
      this.#groups.forget()
      drawTitles(area, 0, placed, view.sort, unicode)
    }
    const { order } = arrangement
    const command = placed.find(({ column }) => column.id === 'command')
    const bar = scrollBar(area.height - 1, order.count, arrangement.top)
    for (let i = 0; i < area.height - 1; i++) {
      const row = arrangement.visible[i]
      const at = arrangement.top + i
      const node = row && order.nodes?.[at]
      const process = row === undefined || isGroup(row) ? undefined : row
      const now = {
        row,
        revision: (process?.facts.revision ?? 0) + (process?.threadOf?.facts.revision ?? 0),
        selected: row !== undefined && at === arrangement.selectedIndex,
        tagged: row !== undefined && isTagged(row, view.tagged),
        guides: process === undefined ? '' : guidesAt(order, at, command?.width ?? 0, unicode),
        isFaded: node?.isWanted === false,
        folded: typeof node?.below === 'object' ? node : undefined,
        isNew: process !== undefined && isNew(process, context),
        hasNewState: process !== undefined && hasNewState(process, picture.before),
        ended: process && picture.ended.get(process.id),
        bar: scrollGlyph(bar, i, unicode),
      }
      // Without a row the line is cheap, and may have words on it.
      if (row !== undefined && isSameLine(this.#lines[i], now)) continue
      this.#lines[i] = now
      drawLine(area, i + 1, now, picture, this.#groups)
    }
    const known = picture.agoMs === undefined ? '' : ' what was known then'
    if (order.count === 0) area.put(2, 2, `no process matches${known}`, DIM)
  }
}

function isSameLine(a: Drawn | undefined, b: Drawn): boolean {
  if (a === undefined || a.row !== b.row || a.revision !== b.revision) return false
  if ((a.ended === undefined) !== (b.ended === undefined)) return false
  if (
    a.isNew !== b.isNew ||
    a.hasNewState !== b.hasNewState ||
    a.guides !== b.guides ||
    a.isFaded !== b.isFaded ||
    a.folded !== b.folded
  )
    return false
  return a.selected === b.selected && a.tagged === b.tagged && a.bar === b.bar
}

/** Of a group, all of its members. */
function isTagged(row: TableRow, tagged: View['tagged']): boolean {
  if (tagged.size === 0) return false
  return isGroup(row) ? row.members.every(member => tagged.has(member.id)) : tagged.has(row.id)
}

/** Of the process at this index, in the tree or below its group. */
function guidesAt(order: RowOrder, at: number, width: number, unicode: boolean): string {
  const node = order.nodes?.[at]
  if (node !== undefined) return guidesOf(node, width, unicode).text
  if (order.groups === undefined) return ''
  const next = order.at(at + 1)
  return memberGuides(next === undefined || isGroup(next), unicode)
}

function isNew({ record }: ProcessRow, { uptimeMs }: ColumnContext): boolean {
  return uptimeMs !== undefined && uptimeMs - record.startMs < NEW_MS
}

function drawLine(area: Area, y: number, drawn: Drawn, picture: TablePicture, groups: GroupRows): void {
  const { row, selected, tagged, bar } = drawn
  area.fillRow(y, ' ')
  if (row !== undefined) {
    if (isGroup(row)) groups.draw(area, y, row, { ...picture, search: picture.view.search })
    else drawRow(area, y, row, drawn, picture)
  }
  if (drawn.isFaded) area.restyle(y, s => (backgroundRole(s) === 0 ? DIM : s))
  if (drawn.ended !== undefined) endRow(area, y, afterFirst(picture.placed), picture.unicode)
  if (tagged) tagRow(area, y, afterFirst(picture.placed), picture.unicode)
  if (selected) selectRow(area, y)
  if (bar !== undefined) area.put(area.width - 1, y, bar, BORDER)
}

/** The blank beside the first column, the pid's: a pid may be as wide as its column. */
function afterFirst([first]: readonly Placed[]): number {
  return first === undefined ? 0 : first.x + first.width
}

/** What has just come is seen by its pid, and what has just changed by its state. */
function styleIn({ id }: AnyColumn, s: Style, { isNew, hasNewState }: Drawn): Style {
  if (isNew && id === 'pid') return NEW
  return hasNewState && id === 'state' ? s | CHANGED : s
}

function drawRow(area: Area, y: number, row: ProcessRow, drawn: Drawn, picture: TablePicture): void {
  const { placed, view } = picture
  // Its clock stands still.
  const context = drawn.ended === undefined ? picture.context : { ...picture.context, uptimeMs: drawn.ended.uptimeMs }
  const below = drawn.folded?.below
  const family = typeof below === 'object' ? below.family() : undefined
  for (let i = 0; i < placed.length; i++) {
    const place = placed[i]
    if (place === undefined) continue
    const { column, x, width } = place
    const isTotal = family !== undefined && column.together === 'sum'
    const shown = isTotal ? totalCell(column, row, family, context) : cell(column, row, context)
    const { text } = shown
    const s = styleIn(column, shown.style, drawn)
    if (column.id === 'command') {
      const { guides } = drawn
      area.put(x, y, guides, BORDER)
      const { fullPath, mergeNames = false } = context
      const shownCommand = { row, text, fullPath, mergeNames, search: view.search }
      drawCommand(area, x + guides.length, y, width - guides.length, shownCommand)
    } else if (column.align === 'right') area.putRight(x + width, y, clip(text, width), s)
    else area.put(x, y, clip(text, width), s)
  }
}

const NOTHING = { text: '', style: DIM }

function cell(column: AnyColumn, row: ProcessRow, context: ColumnContext): Cell {
  if (row.threadOf !== undefined && column.ofThread !== undefined) return sharedCell(column, row.threadOf, context)
  const value = column.value(row, context)
  if (value === undefined) return UNKNOWN_CELL
  return { text: column.format(value, context, row), style: styleOf(column.tone?.(value, row, context) ?? 'plain') }
}

/** What a thread shares with its process is dim; what it has none of is not unknown, and so no dash. */
function sharedCell(column: AnyColumn, whole: ProcessRow, context: ColumnContext): Cell {
  const value = column.ofThread === 'none' ? undefined : column.value(whole, context)
  return value === undefined ? NOTHING : { text: column.format(value, context, whole), style: DIM }
}

/** The sum of a subtree, in a colour of its own; dim where it is not the whole sum. */
function totalCell(column: AnyColumn, row: ProcessRow, family: readonly ProcessRow[], context: ColumnContext): Cell {
  const total = totalOf(column, family, context)
  if (total === undefined) return UNKNOWN_CELL
  return { text: column.format(total.value, context, row), style: total.isWhole ? TOTAL : DIM }
}
