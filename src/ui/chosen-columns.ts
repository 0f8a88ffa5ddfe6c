/** Choosing columns: each function makes another list of one, which is never empty and has each column once. */
import { findColumn } from '../columns/index.ts'
import { MOST_CELLS } from '../columns/sized-name.ts'
import type { ChosenColumn } from '../model/view.ts'

type Chosen = readonly ChosenColumn[]

/** With one more behind the one at this index. */
export function withColumn(chosen: Chosen, at: number, id: string): Chosen {
  if (chosen.some(column => column.id === id)) return chosen
  return [...chosen.slice(0, at + 1), { id }, ...chosen.slice(at + 1)]
}

/** Without the one at this index; a table has one column at least. */
export function withoutColumn(chosen: Chosen, at: number): Chosen {
  return chosen.length <= 1 ? chosen : chosen.filter((_, i) => i !== at)
}

/** With the one at this index a place further to the right (1) or the left (-1), as far as there is one. */
export function movedColumn(chosen: Chosen, at: number, by: -1 | 1): Chosen {
  const [column, other] = [chosen[at], chosen[at + by]]
  if (column === undefined || other === undefined) return chosen
  return chosen.map((one, i) => (i === at ? other : i === at + by ? column : one))
}

/**
 * With the one at this index so many cells wider; at its usual width it is as if nobody had said any.
 *
 * @param shown its cells on the screen; undefined where it has no room
 */
export function resizedColumn(chosen: Chosen, at: number, by: number, shown: number | undefined): Chosen {
  return chosen.map((one, i) => {
    if (i !== at) return one
    const own = findColumn(one.id)?.width ?? 0
    // The one that takes what is left begins with what it has.
    const from = one.width ?? (own === 0 ? (shown ?? 1) : own)
    const width = Math.max(1, Math.min(from + by, MOST_CELLS))
    return { id: one.id, ...(width !== own && { width }) }
  })
}
