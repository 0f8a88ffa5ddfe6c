import type { AnyColumn } from '../columns/column.ts'
import type { Arrangement } from '../model/arrange.ts'
import type { ProcessId } from '../model/process.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import type { Placed } from './table.ts'

/** A second click within this time on the same process is a double one. */
const DOUBLE_CLICK_MS = 400

/** What was clicked at: a column's title, or a row. */
export type Clicked =
  | { readonly column: AnyColumn }
  | { readonly row: ProcessRow; readonly index: number; readonly isDouble: boolean }

/** What clicks into the table mean. */
export class TableClicks {
  #last: { readonly id: ProcessId; readonly atMs: number } | undefined

  /** @param y of the table, whose titles are in row 0 */
  at(x: number, y: number, placed: readonly Placed[], { visible, top }: Arrangement): Clicked | undefined {
    if (y === 0) {
      const column = placed.findLast(candidate => x >= candidate.x - 1)?.column
      return column && { column }
    }
    const row = visible[y - 1]
    if (row === undefined) return undefined
    const nowMs = performance.now()
    const isDouble = this.#last?.id === row.id && nowMs - this.#last.atMs < DOUBLE_CLICK_MS
    this.#last = { id: row.id, atMs: nowMs }
    return { row, index: top + y - 1, isDouble }
  }
}
