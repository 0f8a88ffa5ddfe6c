import type { AnyColumn } from '../columns/column.ts'
import type { Arrangement } from '../model/arrange.ts'
import { type Group, isGroup, type RowId, type TableRow } from '../model/group.ts'
import type { TreeNode } from '../model/tree.ts'
import { guidesOf } from '../model/tree-guides.ts'
import type { Placed } from './table.ts'

/** A second click within this time on the same row is a double one. */
const DOUBLE_CLICK_MS = 400

/** What was clicked at: a column's title, the mark of a row that has others below it, or a row. */
export type Clicked =
  | { readonly column: AnyColumn }
  | { readonly mark: RowId }
  | { readonly row: TableRow; readonly isDouble: boolean }

/** What clicks into the table mean. */
export class TableClicks {
  #last: { readonly id: RowId; readonly atMs: number } | undefined

  /** @param y of the table, whose titles are in row 0 */
  at(x: number, y: number, placed: readonly Placed[], arrangement: Arrangement): Clicked | undefined {
    const { order, top, visible } = arrangement
    if (y === 0) {
      const column = placed.findLast(candidate => x >= candidate.x - 1)?.column
      return column && { column }
    }
    const row = visible[y - 1]
    if (row === undefined) return undefined
    if (isOnMark(x, placed, isGroup(row) ? row : order.nodes?.[top + y - 1])) return { mark: row.id }
    const nowMs = performance.now()
    const isDouble = this.#last?.id === row.id && nowMs - this.#last.atMs < DOUBLE_CLICK_MS
    this.#last = { id: row.id, atMs: nowMs }
    return { row, isDouble }
  }
}

function isOnMark(x: number, placed: readonly Placed[], marked: Group | TreeNode | undefined): boolean {
  const command = placed.find(({ column }) => column.width === 0)
  if (marked === undefined || command === undefined) return false
  const { markAt, markWidth } =
    'members' in marked ? { markAt: 0, markWidth: 1 } : guidesOf(marked, command.width, true)
  const from = command.x + markAt
  return x >= from && x < from + markWidth
}
