import type { EndedRows } from '../model/ended-rows.ts'
import { isGroup } from '../model/group.ts'
import type { RowOrder } from '../model/row-order.ts'

/** The selection's place among the rows, and how many there are. */
export interface TablePlace {
  readonly index: number
  readonly count: number
}

/** How many processes there are in the table, and how many of them before an index, whatever ended rows are among them. */
export function livingPlace(order: RowOrder, index: number, ended: EndedRows): TablePlace {
  if (ended.size === 0) return { index, count: order.count }
  const before = order.between(0, index).filter(row => isGroup(row) || !ended.has(row.id)).length
  // A folded row of the tree stands for whoever is below it.
  const shown = [...ended.keys()].filter(id => order.rowOf(id)?.id === id).length
  const count = order.count - shown
  return { index: Math.min(before, Math.max(0, count - 1)), count }
}
