import { comesBefore, FirstRows, type SortKey, sorted } from './order.ts'
import { type ProcessId, pidOf } from './process.ts'
import { rowOfPid } from './row-of-pid.ts'
import type { ProcessRow } from './snapshot.ts'

export interface Arrangement {
  /** The rows that fit, in order. */
  readonly visible: readonly ProcessRow[]
  /** Index in the whole order of the first visible row. */
  readonly top: number
  /** Rows that the filter let through. */
  readonly count: number
  /** Index of the selected row in the whole order. */
  readonly selectedIndex: number
  readonly selected: ProcessRow | undefined
  /** The whole order, for paging and search: of thousands it is made only when it is asked for. */
  readonly order: readonly ProcessRow[]
}

export interface Arranging {
  keep(row: ProcessRow): boolean
  readonly key: SortKey
  /** The process that the selection is on; undefined while it is on a place rather than on a process. */
  readonly selected: ProcessId | undefined
  /** Where the selection was: it stays there when its process is gone or none was chosen. */
  readonly selectedIndex: number
  readonly top: number
  readonly height: number
  /** Scroll as far as the selection forces it: after a move, or while following. */
  readonly reveal: boolean
}

/** So far down the list its beginning is found without sorting the whole: beyond, sorting is cheaper. */
const FIRST_ROWS = 256

/**
 * Filters, sorts and cuts out the rows that fit. Pure. The selection stays on its process while rows move under it; the
 * view stays where it is unless asked to reveal the selection, so that a table sorted by CPU does not run away.
 *
 * @param rows in ascending order of pid
 */
export function arrange(rows: readonly ProcessRow[], how: Arranging): Arrangement {
  const kept = rows.filter(row => how.keep(row))
  const chosen = how.selected === undefined ? undefined : rowOf(kept, how.selected)
  const last = Math.max(0, kept.length - 1)
  const selectedIndex =
    chosen === undefined ? Math.max(0, Math.min(how.selectedIndex, last)) : countBefore(kept, chosen, how.key)
  const height = Math.max(1, how.height)
  let top = how.top
  if (how.reveal) {
    if (selectedIndex < top) top = selectedIndex
    else if (selectedIndex >= top + height) top = selectedIndex - height + 1
  }
  top = Math.max(0, Math.min(top, kept.length - height))
  const order = new Order(kept, how.key)
  const visible = order.between(top, top + height)
  return {
    visible,
    top,
    count: kept.length,
    selectedIndex,
    selected: chosen ?? visible[selectedIndex - top] ?? order.between(selectedIndex, selectedIndex + 1)[0],
    get order() {
      return order.whole()
    },
  }
}

function rowOf(rows: readonly ProcessRow[], id: ProcessId): ProcessRow | undefined {
  const row = rowOfPid(rows, pidOf(id))
  return row?.id === id ? row : undefined
}

/** How many rows come before this one. */
function countBefore(rows: readonly ProcessRow[], chosen: ProcessRow, { value, descending }: SortKey): number {
  const ofChosen = value(chosen)
  let count = 0
  for (const row of rows) if (comesBefore(row, value(row), chosen, ofChosen, descending)) count++
  return count
}

/** The order of rows, of which as much is found out as is asked for. */
class Order {
  readonly #rows: readonly ProcessRow[]
  readonly #key: SortKey
  #whole: readonly ProcessRow[] | undefined

  constructor(rows: readonly ProcessRow[], key: SortKey) {
    this.#rows = rows
    this.#key = key
  }

  whole(): readonly ProcessRow[] {
    this.#whole ??= sorted(this.#rows, this.#key)
    return this.#whole
  }

  between(from: number, to: number): readonly ProcessRow[] {
    return (this.#whole === undefined && to <= FIRST_ROWS ? this.#first(to) : this.whole()).slice(from, to)
  }

  #first(many: number): readonly ProcessRow[] {
    const first = new FirstRows(many, this.#key)
    for (const row of this.#rows) first.offer(row)
    return first.rows
  }
}
