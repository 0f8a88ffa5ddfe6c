/** The row of a group: what its members have together. */
import type { AnyColumn, ColumnContext } from '../columns/column.ts'
import { DIFFERENT, togetherOf } from '../columns/total.ts'
import type { Group } from '../model/group.ts'
import { groupGuides } from '../model/tree-guides.ts'
import { formatCount } from '../model/units.ts'
import type { Area } from '../terminal/frame.ts'
import { BOLD, style } from '../terminal/style.ts'
import { clip, clipStart } from '../terminal/width.ts'
import { type Cell, markMatch, styleOf, TONES, UNKNOWN_CELL } from './cells.ts'
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

export function drawGroupRow(area: Area, y: number, group: Group, picture: GroupPicture): void {
  const { context, placed, search, unicode } = picture
  const count = `${unicode ? '×' : 'x'}${formatCount(group.members.length)}`
  const hasCount = placed.some(({ column }) => column.id === 'pid')
  for (const { column, x, width } of placed) {
    if (column.id === 'command') {
      const guides = groupGuides(group, unicode)
      const name = clipName(hasCount ? group.name : `${group.name} ${count}`, width - guides.length)
      area.put(x, y, guides, BORDER)
      area.put(x + guides.length, y, name, NAME)
      markMatch(area, x + guides.length, y, name, search)
      continue
    }
    const { text, style } = column.id === 'pid' ? { text: count, style: COUNT } : cellOf(column, group, context)
    if (column.align === 'right') area.putRight(x + width, y, clip(text, width), style)
    else area.put(x, y, clip(text, width), style)
  }
}

/** Of a path the end tells more. */
function clipName(name: string, width: number): string {
  return name.startsWith('/') ? clipStart(name, width) : clip(name, width)
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
