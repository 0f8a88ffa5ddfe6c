import { isGroup, isGroupId, type RowId, type TableRow } from './group.ts'
import { indexOfId } from './row-of-pid.ts'
import type { RowOrder } from './row-order.ts'
import type { ProcessRow } from './snapshot.ts'
import { type ProcessTree, processTree, type TreeNode, type TreeOptions } from './tree.ts'

/** The rows of a tree in their order, which has to be whole: nobody's place is known before everyone's is. */
export class TreeOrder implements RowOrder {
  readonly groups = undefined
  readonly #given: readonly ProcessRow[]
  readonly #tree: ProcessTree
  readonly #rows: readonly ProcessRow[]
  #everyone: readonly ProcessRow[] | undefined

  constructor(options: TreeOptions) {
    this.#given = options.rows
    this.#tree = processTree(options)
    this.#rows = this.#tree.nodes.map(node => node.row)
  }

  get count(): number {
    return this.#rows.length
  }

  get nodes(): readonly TreeNode[] {
    return this.#tree.nodes
  }

  whole(): readonly ProcessRow[] {
    return this.#rows
  }

  between(from: number, to: number): readonly ProcessRow[] {
    return this.#rows.slice(from, to)
  }

  at(index: number): ProcessRow | undefined {
    return this.#rows[index]
  }

  rowOf(id: RowId): ProcessRow | undefined {
    return isGroupId(id) ? undefined : this.#rows[this.#tree.places[indexOfId(this.#given, id)] ?? -1]
  }

  indexOf(row: TableRow): number {
    return isGroup(row) ? -1 : (this.#tree.places[indexOfId(this.#given, row.id)] ?? -1)
  }

  groupOf(): undefined {}

  everyone(): readonly ProcessRow[] {
    this.#everyone ??= this.#tree.everyone()
    return this.#everyone
  }
}
