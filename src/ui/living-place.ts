import type { EndedRows } from '../model/ended-rows.ts'
import type { RowOrder } from '../model/row-order.ts'

/** How many processes there are in the table, and how many of them before an index, whatever ended rows are among them. */
export function livingPlace(order: RowOrder, index: number, ended: EndedRows): { index: number; count: number } {
  if (ended.size === 0) return { index, count: order.count }
  const before = order.between(0, index).filter(row => !ended.has(row.id)).length
  // A folded row of the tree stands for whoever is below it.
  const shown = [...ended.keys()].filter(id => order.rowOf(id)?.id === id).length
  const count = order.count - shown
  return { index: Math.min(before, Math.max(0, count - 1)), count }
}
