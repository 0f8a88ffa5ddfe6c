import { type Group, isGroup, type RowId, type TableRow } from './group.ts'
import type { RowOrder } from './row-order.ts'
import type { ProcessRow } from './snapshot.ts'

export interface Arrangement {
  /** The rows that fit, in order. */
  readonly visible: readonly TableRow[]
  /** Index in the whole order of the first visible row. */
  readonly top: number
  /** Index of the selected row in the whole order. */
  readonly selectedIndex: number
  /** The selected process, */
  readonly selected: ProcessRow | undefined
  /** or the selected group. */
  readonly group: Group | undefined
  /**
   * What the selection is on from now on: where that which it was on is folded away, the row that it is folded into;
   * undefined while it is on a place, or if its process or its group is gone.
   */
  readonly held: RowId | undefined
  /** All rows that the filter let through, for paging and search. */
  readonly order: RowOrder
}

export interface Arranging {
  /** The process or group that the selection is on; undefined while it is on a place. */
  readonly selected: RowId | undefined
  /** Where the selection was: it stays there when that is gone or none was chosen. */
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
  const on = chosen ?? visible[selectedIndex - top] ?? order.at(selectedIndex)
  const [selected, group] = on === undefined ? [] : isGroup(on) ? [undefined, on] : [on]
  return { visible, top, selectedIndex, selected, group, held: chosen?.id, order }
}
