import type { SortKey } from '../model/order.ts'
import { type AnyColumn, type ColumnContext, holderOf, orderValue } from './column.ts'

/**
 * Rows ordered by a column; by none they are all alike. By what threads have not for themselves they stand behind their
 * process; in a tree, where they do so anyway, behind its children.
 */
export function sortBy(column: AnyColumn | undefined, context: ColumnContext, descending: boolean): SortKey {
  if (column === undefined) return { value: () => 0, descending }
  if (context.tree === true) return { value: row => orderValue(column, row, context), descending }
  return { value: row => orderValue(column, holderOf(column, row), context), descending }
}
