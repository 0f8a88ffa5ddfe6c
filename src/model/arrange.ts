import type { ProcessId } from './process.ts'
import type { ProcessRow } from './snapshot.ts'

export interface Arrangement {
  /** The rows that fit, in order. */
  readonly visible: readonly ProcessRow[]
  /** Index in the whole order of the first visible row. */
  readonly top: number
  /** Rows that the filter let through. */
  readonly count: number
  /** Index of the selected row in the whole order. */
  readonly selectedIndex: number
  readonly selected: ProcessRow | undefined
  /** The whole order, for paging and search. */
  readonly order: readonly ProcessRow[]
}

export interface Arranging {
  keep(row: ProcessRow): boolean
  /** Negative when `a` comes first. Ties are broken by pid. */
  compare(a: ProcessRow, b: ProcessRow): number
  /** The process that the selection is on; undefined while it is on a place rather than on a process. */
  readonly selected: ProcessId | undefined
  /** Where the selection was: it stays there when its process is gone or none was chosen. */
  readonly selectedIndex: number
  readonly top: number
  readonly height: number
  /** Scroll as far as the selection forces it: after a move, or while following. */
  readonly reveal: boolean
}

/**
 * Filters, sorts and cuts out the rows that fit. Pure. The selection stays on its process while rows move under it; the
 * view stays where it is unless asked to reveal the selection, so that a table sorted by CPU does not run away.
 */
export function arrange(rows: readonly ProcessRow[], how: Arranging): Arrangement {
  const order = rows.filter(row => how.keep(row)).sort((a, b) => how.compare(a, b) || a.record.pid - b.record.pid)
  const last = Math.max(0, order.length - 1)
  const found = how.selected === undefined ? -1 : order.findIndex(row => row.id === how.selected)
  const selectedIndex = Math.max(0, Math.min(found >= 0 ? found : how.selectedIndex, last))
  const height = Math.max(1, how.height)
  let top = how.top
  if (how.reveal) {
    if (selectedIndex < top) top = selectedIndex
    else if (selectedIndex >= top + height) top = selectedIndex - height + 1
  }
  top = Math.max(0, Math.min(top, order.length - height))
  return {
    visible: order.slice(top, top + height),
    top,
    count: order.length,
    selectedIndex,
    selected: order[selectedIndex],
    order,
  }
}

/** Compares values the way a column sorts: unknown last in both directions. */
export function compareValues<V extends number | string>(
  a: V | undefined,
  b: V | undefined,
  descending: boolean,
): number {
  if (a === undefined || b === undefined) return (a === undefined ? 1 : 0) - (b === undefined ? 1 : 0)
  const order = a < b ? -1 : a > b ? 1 : 0
  return descending ? -order : order
}
