import { hasMemory } from '../model/process.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import type { AnyColumn, ColumnContext } from './column.ts'

export interface Total {
  readonly value: number
  /** False where the figure of some is not known, so that it is more than this. */
  readonly isWhole: boolean
}

/** The sum of a column that adds up over these rows; undefined where nothing is known of any. */
export function totalOf(column: AnyColumn, rows: readonly ProcessRow[], context: ColumnContext): Total | undefined {
  let sum: number | undefined
  let isWhole = true
  for (const row of rows) {
    const value = column.value(row, context)
    if (typeof value === 'number') sum = (sum ?? 0) + value
    // Who has no memory has nothing to tell of it.
    else if (hasMemory(row.record)) isWhole = false
  }
  return sum === undefined ? undefined : { value: sum, isWhole }
}
