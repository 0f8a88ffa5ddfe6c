import { isGroup, isGroupId, type RowId, type TableRow } from './group.ts'
import { comesBefore, FirstRows, type SortKey, sorted } from './order.ts'
import { indexOfId } from './row-of-pid.ts'
import type { RowOrder } from './row-order.ts'
import type { ProcessRow } from './snapshot.ts'

/** So far down the list its beginning is found without sorting the whole: beyond, sorting is cheaper. */
const MOST_FIRST = 256
/** The beginning is found in steps of so many rows, so that scrolling on does not find it anew with each key. */
const STEP = 64

/** Rows in an order of which as much is found out as is asked for, and kept from one key to the next. */
export class OrderedRows implements RowOrder {
  readonly nodes = undefined
  readonly groups = undefined
  readonly #rows: readonly ProcessRow[]
  readonly #key: SortKey
  #first: readonly ProcessRow[] = []
  #whole: readonly ProcessRow[] | undefined

  /** @param rows in ascending order of pid */
  constructor(rows: readonly ProcessRow[], key: SortKey) {
    this.#rows = rows
    this.#key = key
  }

  get count(): number {
    return this.#rows.length
  }

  /** All rows in order: of thousands they are sorted only when somebody asks for all. */
  whole(): readonly ProcessRow[] {
    this.#whole ??= sorted(this.#rows, this.#key)
    return this.#whole
  }

  between(from: number, to: number): readonly ProcessRow[] {
    return this.#upTo(to).slice(from, to)
  }

  at(index: number): ProcessRow | undefined {
    return this.#upTo(index + 1)[index]
  }

  rowOf(id: RowId): ProcessRow | undefined {
    return isGroupId(id) ? undefined : this.#rows[indexOfId(this.#rows, id)]
  }

  indexOf(row: TableRow): number {
    if (isGroup(row)) return -1
    const known = (this.#whole ?? this.#first).indexOf(row)
    return known < 0 ? this.#countBefore(row) : known
  }

  groupOf(): undefined {}

  everyone(): readonly ProcessRow[] {
    return this.whole()
  }

  /** At least as many rows of the beginning, if there are so many. */
  #upTo(many: number): readonly ProcessRow[] {
    if (this.#whole !== undefined || many > MOST_FIRST) return this.whole()
    if (this.#first.length >= Math.min(many, this.#rows.length)) return this.#first
    const first = new FirstRows(Math.ceil(many / STEP) * STEP, this.#key)
    // Counted through: of thousands an iterator would leave a piece of garbage for each.
    for (let at = 0; at < this.#rows.length; at++) {
      const row = this.#rows[at]
      if (row !== undefined) first.offer(row)
    }
    this.#first = first.rows
    return this.#first
  }

  #countBefore(chosen: ProcessRow): number {
    const { value, descending } = this.#key
    const ofChosen = value(chosen)
    let count = 0
    for (const row of this.#rows) if (comesBefore(row, value(row), chosen, ofChosen, descending)) count++
    return count
  }
}
