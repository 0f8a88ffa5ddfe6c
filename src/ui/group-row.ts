/** The rows of groups: what their members have together. */
import type { AnyColumn, ColumnContext } from '../columns/column.ts'
import { DIFFERENT, togetherOf } from '../columns/total.ts'
import type { Group } from '../model/group.ts'
import { groupGuides } from '../model/tree-guides.ts'
import { formatCount } from '../model/units.ts'
import type { Area } from '../terminal/frame.ts'
import { BOLD, style } from '../terminal/style.ts'
import { cellWidth, clip, clipStart } from '../terminal/width.ts'
import { type Cell, styleOf, TONES, UNKNOWN_CELL } from './cells.ts'
import { markMatch } from './draw/paint-text.ts'
import type { Placed } from './table.ts'

const BORDER = style('border')
const COUNT = style('label')
const NAME = style('commandName', 'default', BOLD)
const BLANK: Cell = { text: '', style: TONES.plain }

export interface GroupPicture {
  readonly placed: readonly Placed[]
  readonly context: ColumnContext
  readonly search: string
  readonly unicode: boolean
}

/** Rows of groups. Of a group figures are added up once: of one with thousands a key would have to wait for them. */
export class GroupRows {
  #cells = new WeakMap<Group, readonly Cell[]>()

  /** Other columns are shown, or they say something else. */
  forget(): void {
    this.#cells = new WeakMap()
  }

  draw(area: Area, y: number, group: Group, { context, placed, search, unicode }: GroupPicture): void {
    const count = `${unicode ? '×' : 'x'}${formatCount(group.members.length)}`
    const hasCount = placed.some(({ column }) => column.id === 'pid')
    const cells = this.#cellsOf(group, placed, context)
    placed.forEach(({ column, x, width }, i) => {
      if (column.id === 'command') {
        const guides = groupGuides(group, unicode)
        const name = clipName(hasCount ? group.name : `${group.name} ${count}`, width - guides.length)
        area.put(x, y, guides, BORDER)
        area.put(x + guides.length, y, name, NAME)
        markMatch(area, x + guides.length, y, name, search)
        return
      }
      const { text, style } = column.id === 'pid' ? { text: count, style: COUNT } : (cells[i] ?? BLANK)
      if (column.align === 'right') area.putRight(x + width, y, clip(text, width), style)
      else area.put(x, y, clip(text, width), style)
    })
  }

  #cellsOf(group: Group, placed: readonly Placed[], context: ColumnContext): readonly Cell[] {
    let cells = this.#cells.get(group)
    if (cells === undefined) {
      cells = placed.map(({ column }) =>
        column.id === 'command' || column.id === 'pid' ? BLANK : cellOf(column, group, context),
      )
      this.#cells.set(group, cells)
    }
    return cells
  }
}

/** Of a path the end tells more, and of its last name the beginning. */
function clipName(name: string, width: number): string {
  if (!name.startsWith('/') || cellWidth(name) <= width) return clip(name, width)
  const last = name.slice(name.lastIndexOf('/'))
  return cellWidth(last) < width ? clipStart(name, width) : clip(`…${last}`, width)
}

/** Dim where not everyone's figure is known. */
function cellOf(column: AnyColumn, { members }: Group, context: ColumnContext): Cell {
  const together = togetherOf(column, members, context)
  if (together === undefined) return UNKNOWN_CELL
  if (together === DIFFERENT) return BLANK
  const { value, isWhole, row } = together
  const tone = isWhole ? (column.tone?.(value, row, context) ?? 'plain') : 'dim'
  return { text: column.format(value, context, row), style: styleOf(tone) }
}
