import type { Group, RowId, TableRow } from './group.ts'
import type { ProcessRow } from './snapshot.ts'
import type { TreeNode } from './tree.ts'

/** The rows of the table in their order, however much of that is worked out. */
export interface RowOrder {
  readonly count: number
  /** The places of the very same rows in the tree; undefined where they are a plain list, or in groups. */
  readonly nodes: readonly TreeNode[] | undefined
  /** All groups in order; undefined where every row is a process. */
  readonly groups: readonly Group[] | undefined
  /** All rows in order. */
  whole(): readonly TableRow[]
  /** The rows from one index up to, but not including, another. */
  between(from: number, to: number): readonly TableRow[]
  at(index: number): TableRow | undefined
  /** The row that stands for this very process or group: its own, or where that is folded away the one that it is folded into. */
  rowOf(id: RowId): TableRow | undefined
  /** How many come before a row that is one of these, or before the one that it is folded into. */
  indexOf(row: TableRow): number
  /** The group that a process is in, where there are groups. */
  groupOf(row: ProcessRow): Group | undefined
  /** As {@link whole}, with the rows that are folded away at their places. */
  everyone(): readonly TableRow[]
}
