import type { SortKey } from '../model/order.ts'
import type { AnyColumn, ColumnContext } from './column.ts'

/** Rows ordered by a column; by none they are all alike. */
export function sortBy(column: AnyColumn | undefined, context: ColumnContext, descending: boolean): SortKey {
  return { value: row => (column === undefined ? 0 : column.value(row, context)), descending }
}
