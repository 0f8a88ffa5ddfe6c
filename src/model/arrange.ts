import type { ProcessId } from './process.ts'
import type { RowOrder } from './row-order.ts'
import type { ProcessRow } from './snapshot.ts'

export interface Arrangement {
  /** The rows that fit, in order. */
  readonly visible: readonly ProcessRow[]
  /** Index in the whole order of the first visible row. */
  readonly top: number
  /** Index of the selected row in the whole order. */
  readonly selectedIndex: number
  readonly selected: ProcessRow | undefined
  /**
   * The process that the selection is on from now on: where the one that it was on is folded away, the one that it is
   * folded into; undefined while it is on a place, or if its process is gone.
   */
  readonly held: ProcessId | undefined
  /** All rows that the filter let through, for paging and search. */
  readonly order: RowOrder
}

export interface Arranging {
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
 * Cuts out the rows that fit. Pure. The selection stays on its process while rows move under it; the view stays where it
 * is unless asked to reveal the selection, so that a table sorted by CPU does not run away.
 */
export function arrange(order: RowOrder, how: Arranging): Arrangement {
  const { count } = order
  const chosen = how.selected === undefined ? undefined : order.rowOf(how.selected)
  const last = Math.max(0, count - 1)
  const selectedIndex = chosen === undefined ? Math.max(0, Math.min(how.selectedIndex, last)) : order.indexOf(chosen)
  const height = Math.max(1, how.height)
  let top = how.top
  if (how.reveal) {
    if (selectedIndex < top) top = selectedIndex
    else if (selectedIndex >= top + height) top = selectedIndex - height + 1
  }
  top = Math.max(0, Math.min(top, count - height))
  const visible = order.between(top, top + height)
  const selected = chosen ?? visible[selectedIndex - top] ?? order.at(selectedIndex)
  return { visible, top, selectedIndex, selected, held: chosen?.id, order }
}
