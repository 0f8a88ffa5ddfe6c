import type { ColumnContext } from '../columns/column.ts'
import { findColumn } from '../columns/index.ts'
import { sortBy } from '../columns/sort-by.ts'
import { OrderedRows } from '../model/ordered-rows.ts'
import type { Snapshot } from '../model/snapshot.ts'
import type { View } from '../model/view.ts'
import { keeps } from '../query/keeps.ts'

interface Kept {
  readonly snapshot: Snapshot
  readonly view: View
  readonly rows: OrderedRows
}

/**
 * The rows of a snapshot that the view lets through, in its order. They are filtered and ordered once for each sample
 * rather than with each key, for of thousands that would cost more than the drawing.
 */
export class KeptOrder {
  readonly #onOrdered: () => void
  #kept: Kept | undefined

  /** @param onOrdered rows have been put in order, for whatever reason */
  constructor(onOrdered: () => void) {
    this.#onOrdered = onOrdered
  }

  of(snapshot: Snapshot, view: View, context: ColumnContext): OrderedRows {
    if (this.#kept !== undefined && this.#kept.snapshot === snapshot && isSameChoice(this.#kept.view, view))
      return this.#kept.rows
    const key = sortBy(findColumn(view.sort.columnId), context, view.sort.descending)
    const rows = new OrderedRows(snapshot.processes.filter(keeps(view, context)), key)
    this.#kept = { snapshot, view: { ...view }, rows }
    this.#onOrdered()
    return rows
  }

  /** Facts have come since that rows may be filtered or ordered by. */
  forget(): void {
    this.#kept = undefined
  }
}

/** Whether the same rows are chosen, and ordered by the same. */
function isSameChoice(a: View, b: View): boolean {
  return (
    a.sort === b.sort &&
    a.filter === b.filter &&
    a.user === b.user &&
    a.pids === b.pids &&
    a.kernelThreads === b.kernelThreads &&
    a.fullPath === b.fullPath &&
    a.cpuOfMachine === b.cpuOfMachine
  )
}
