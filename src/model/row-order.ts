import type { ProcessId } from './process.ts'
import type { ProcessRow } from './snapshot.ts'
import type { TreeNode } from './tree.ts'

/** The rows of the table in their order, however much of that is worked out. */
export interface RowOrder {
  readonly count: number
  /** The places of the very same rows in the tree; undefined where they are a plain list. */
  readonly nodes: readonly TreeNode[] | undefined
  /** All rows in order. */
  whole(): readonly ProcessRow[]
  /** The rows from one index up to, but not including, another. */
  between(from: number, to: number): readonly ProcessRow[]
  at(index: number): ProcessRow | undefined
  /** The row that stands for this very process: its own, or where that is folded away the one that it is folded into. */
  rowOf(id: ProcessId): ProcessRow | undefined
  /** How many come before a row that is one of these, or before the one that it is folded into. */
  indexOf(row: ProcessRow): number
  /** As {@link whole}, with the rows that are folded away at their places. */
  everyone(): readonly ProcessRow[]
}
