import { compareValues } from '../model/arrange.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import type { AnyColumn, ColumnContext } from './column.ts'

/** The order of rows by a column; by none they are all alike. */
export function compareBy(
  column: AnyColumn | undefined,
  context: ColumnContext,
  descending: boolean,
): (a: ProcessRow, b: ProcessRow) => number {
  if (column === undefined) return () => 0
  return (a, b) => compareValues(column.value(a, context), column.value(b, context), descending)
}
