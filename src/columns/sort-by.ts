import type { SortKey } from '../model/order.ts'
import { type AnyColumn, type ColumnContext, columnValue, holderOf } from './column.ts'

/**
 * Rows ordered by a column; by none they are all alike. By what threads have not for themselves they stand behind their
 * process; in a tree, where they do so anyway, behind its children.
 */
export function sortBy(column: AnyColumn | undefined, context: ColumnContext, descending: boolean): SortKey {
  if (column === undefined) return { value: () => 0, descending }
  if (context.tree === true) return { value: row => columnValue(column, row, context), descending }
  return { value: row => column.value(holderOf(column, row), context), descending }
}
