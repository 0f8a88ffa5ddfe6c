import type { ColumnContext } from '../columns/column.ts'
import { findGrouping, nameOfGroup, orderedBy } from '../columns/grouping.ts'
import { findColumn } from '../columns/index.ts'
import { sortBy } from '../columns/sort-by.ts'
import { type EndedRows, withEnded } from '../model/ended-rows.ts'
import { GroupOrder } from '../model/group-order.ts'
import { OrderedRows } from '../model/ordered-rows.ts'
import type { RowOrder } from '../model/row-order.ts'
import { rowsOf } from '../model/rows-of.ts'
import type { ProcessRow, Snapshot } from '../model/snapshot.ts'
import { TreeOrder } from '../model/tree-order.ts'
import { showsThreads, type View } from '../model/view.ts'
import { keeps } from '../query/keeps.ts'

interface Kept {
  readonly snapshot: Snapshot
  readonly view: View
  readonly rows: RowOrder
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

  /** @param ended who ended before that snapshot and is shown nevertheless */
  of(snapshot: Snapshot, view: View, context: ColumnContext, ended: EndedRows): RowOrder {
    if (this.#kept !== undefined && this.#kept.snapshot === snapshot && isSameChoice(this.#kept.view, view))
      return this.#kept.rows
    const rows = ordered(snapshot, view, context, ended)
    this.#kept = { snapshot, view: { ...view }, rows }
    this.#onOrdered()
    return rows
  }

  /** Facts have come since that rows may be filtered or ordered by. */
  forget(): void {
    this.#kept = undefined
  }
}

function ordered(snapshot: Snapshot, view: View, context: ColumnContext, ended: EndedRows): RowOrder {
  const rows = withEnded(rowsOf(snapshot, showsThreads(view)), ended)
  const column = findColumn(view.sort.columnId)
  const key = sortBy(column, context, view.sort.descending)
  const grouping = findGrouping(view.group)
  if (grouping !== undefined)
    return new GroupOrder({
      rows: chosen(rows, keeps(view, context)),
      by: grouping.name,
      keyOf: row => grouping.keyOf(row),
      nameOf: own => nameOfGroup(grouping, own),
      key,
      togetherOf: orderedBy(column, context),
      open: view.open,
    })
  if (!view.tree) return new OrderedRows(chosen(rows, keeps(view, context)), key)
  // The text is looked for among those who are there by all the rest, who are kept as ancestors.
  return new TreeOrder({
    rows: chosen(rows, keeps({ ...view, filter: '' }, context)),
    isWanted: view.filter === '' ? () => true : keeps(view, context),
    key,
    addsUp: column?.together === 'sum',
    isEnded: row => ended.has(row.id),
    folded: view.folded,
  })
}

/** As `filter` does it, which lets a list of thousands grow little by little, and leaves three times itself behind. */
function chosen(rows: readonly ProcessRow[], isKept: (row: ProcessRow) => boolean): ProcessRow[] {
  const kept = new Array<ProcessRow>(rows.length)
  let count = 0
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]
    if (row !== undefined && isKept(row)) kept[count++] = row
  }
  kept.length = count
  return kept
}

/** Whether the same rows are chosen, and ordered by the same. */
function isSameChoice(a: View, b: View): boolean {
  return (
    a.sort === b.sort &&
    a.filter === b.filter &&
    a.user === b.user &&
    a.pids === b.pids &&
    a.kernelThreads === b.kernelThreads &&
    a.containers === b.containers &&
    a.keepEnded === b.keepEnded &&
    a.threads === b.threads &&
    a.tree === b.tree &&
    a.group === b.group &&
    a.open === b.open &&
    a.folded === b.folded &&
    a.fullPath === b.fullPath &&
    a.cpuOfMachine === b.cpuOfMachine
  )
}
