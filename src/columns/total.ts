/** What several processes have of a column, for a row that stands for all of them. */
import { hasMemory } from '../model/process.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import { type AnyColumn, type ColumnContext, columnValue } from './column.ts'

export interface Total<V extends number | string = number> {
  readonly value: V
  /** False where the figure of some is not known, so that it may be more or another than this. */
  readonly isWhole: boolean
}

/** The sum of a column that adds up over these rows; undefined where nothing is known of any. */
export function totalOf(column: AnyColumn, rows: readonly ProcessRow[], context: ColumnContext): Total | undefined {
  let sum: number | undefined
  let isWhole = true
  for (const row of rows) {
    const value = columnValue(column, row, context)
    if (typeof value === 'number') sum = (sum ?? 0) + value
    // Who has no memory has nothing to tell of it, nor has a thread.
    else if (hasMemory(row.record) && row.threadOf === undefined) isWhole = false
  }
  return sum === undefined ? undefined : { value: sum, isWhole }
}

/** Those of them differ in it. */
export const DIFFERENT = 'different'

export interface Together extends Total<number | string> {
  /** One whose value it is; of a sum any. */
  readonly row: ProcessRow
}

/** What the column says of these rows as a whole; undefined where nothing is known of any. */
export function togetherOf(
  column: AnyColumn,
  rows: readonly ProcessRow[],
  context: ColumnContext,
): Together | typeof DIFFERENT | undefined {
  const { together } = column
  if (together === undefined) return commonOf(column, rows, context)
  if (together !== 'sum') return extremeOf(column, rows, context, together === 'largest')
  const [row] = rows
  const total = totalOf(column, rows, context)
  return row === undefined || total === undefined ? undefined : { ...total, row }
}

function extremeOf(
  column: AnyColumn,
  rows: readonly ProcessRow[],
  context: ColumnContext,
  largest: boolean,
): Together | undefined {
  let found: { value: number | string; row: ProcessRow } | undefined
  let isWhole = true
  for (const row of rows) {
    const value = column.value(row, context)
    if (value === undefined) isWhole &&= !hasMemory(row.record)
    else if (found === undefined || (largest ? value > found.value : value < found.value)) found = { value, row }
  }
  return found && { ...found, isWhole }
}

function commonOf(
  column: AnyColumn,
  rows: readonly ProcessRow[],
  context: ColumnContext,
): Together | typeof DIFFERENT | undefined {
  let found: { value: number | string; row: ProcessRow } | undefined
  let isWhole = true
  for (const row of rows) {
    const value = column.value(row, context)
    if (value === undefined) isWhole = false
    else if (found === undefined) found = { value, row }
    else if (found.value !== value) return DIFFERENT
  }
  return found && { ...found, isWhole }
}
