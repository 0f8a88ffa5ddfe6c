/** Rows of the tree whose descendants are hidden. A fold is on the process itself, not on its pid or its place. */
import type { ProcessId } from './process.ts'
import type { ProcessRow } from './snapshot.ts'
import { parentOf, type TreeNode } from './tree.ts'

export type Folds = ReadonlySet<ProcessId>

export const NO_FOLDS: Folds = new Set()

export function fold(folded: Folds, id: ProcessId): Folds {
  return new Set([...folded, id])
}

export function unfold(folded: Folds, id: ProcessId): Folds {
  const next = new Set(folded)
  next.delete(id)
  return next
}

/** Everyone with children but the roots, for one line of pid 1 would tell nothing; the roots where nobody else has any. */
export function foldedAll(nodes: readonly TreeNode[]): Folds {
  const parents = nodes.filter(node => node.below !== 'nothing')
  const below = parents.filter(node => node.depth > 0)
  return new Set((below.length > 0 ? below : parents).map(node => node.row.id))
}

/**
 * Without the folds that hide a process.
 *
 * @param rows in ascending order of pid
 */
export function unfoldedTo(folded: Folds, row: ProcessRow, rows: readonly ProcessRow[]): Folds {
  if (folded.size === 0) return folded
  const next = new Set(folded)
  const seen = new Set<ProcessRow>([row])
  for (let above = parentOf(rows, row); above !== undefined && !seen.has(above); above = parentOf(rows, above)) {
    seen.add(above)
    next.delete(above.id)
  }
  return next.size === folded.size ? folded : next
}
