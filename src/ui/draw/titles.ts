import type { Area } from '../../terminal/frame.ts'
import { BOLD, style } from '../../terminal/style.ts'
import { clip } from '../../terminal/width.ts'
import type { Fitted, FittingColumn } from '../fit-columns.ts'

const HEADER = style('headerText', 'headerBack')
const SORTED = style('headerText', 'sortedBack', BOLD)

export interface Sorting {
  readonly columnId: string
  readonly descending: boolean
}

/** The line of columns' titles, the sorted one with an arrow. */
export function drawTitles(
  area: Area,
  y: number,
  placed: readonly Fitted<FittingColumn & { readonly align: 'left' | 'right' }>[],
  sort: Sorting,
  unicode: boolean,
): void {
  area.fillRow(y, ' ', HEADER)
  for (const { column, x, width } of placed) {
    const sorted = column.id === sort.columnId
    const arrow = sorted ? (sort.descending ? (unicode ? '▼' : 'v') : unicode ? '▲' : '^') : ''
    const s = sorted ? SORTED : HEADER
    // A chosen width may be narrower than the title; of which column it is sorted by is told anyway.
    const title = clip(`${column.title}${arrow}`, width)
    if (column.align === 'right') area.putRight(x + width, y, title, s)
    else area.put(x, y, title, s)
  }
}
