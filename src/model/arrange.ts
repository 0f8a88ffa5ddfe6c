import { comesBefore, FirstRows, type SortKey, sorted } from './order.ts'
import { type ProcessId, pidOf } from './process.ts'
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
  const found = how.selected === undefined ? undefined : find(rows, how.selected)
  const chosen = found !== undefined && how.keep(found) ? found : undefined
  const { count, before } = places(rows, how, chosen)
  const last = Math.max(0, count - 1)
  const selectedIndex = chosen === undefined ? Math.max(0, Math.min(how.selectedIndex, last)) : before
  const height = Math.max(1, how.height)
  let top = how.top
  if (how.reveal) {
    if (selectedIndex < top) top = selectedIndex
    else if (selectedIndex >= top + height) top = selectedIndex - height + 1
  }
  top = Math.max(0, Math.min(top, count - height))
  const order = new Order(rows, how)
  const visible = order.between(top, top + height)
  return {
    visible,
    top,
    count,
    selectedIndex,
    selected: chosen ?? visible[selectedIndex - top] ?? order.between(selectedIndex, selectedIndex + 1)[0],
    get order() {
      return order.whole()
    },
  }
}

function find(rows: readonly ProcessRow[], id: ProcessId): ProcessRow | undefined {
  const pid = pidOf(id)
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rows[middle]?.record.pid ?? pid) < pid) low = middle + 1
    else high = middle
  }
  return rows[low]?.id === id ? rows[low] : undefined
}

/** How many rows there are, and how many of them come before the one that was chosen. */
function places(
  rows: readonly ProcessRow[],
  { keep, key }: Arranging,
  chosen: ProcessRow | undefined,
): { readonly count: number; readonly before: number } {
  const value = chosen && key.value(chosen)
  let count = 0
  let before = 0
  for (const row of rows) {
    if (!keep(row)) continue
    count++
    if (chosen !== undefined && comesBefore(row, key.value(row), chosen, value, key.descending)) before++
  }
  return { count, before }
}

/** The order of rows, of which as much is found out as is asked for. */
class Order {
  readonly #rows: readonly ProcessRow[]
  readonly #how: Arranging
  #whole: readonly ProcessRow[] | undefined

  constructor(rows: readonly ProcessRow[], how: Arranging) {
    this.#rows = rows
    this.#how = how
  }

  whole(): readonly ProcessRow[] {
    this.#whole ??= sorted(
      this.#rows.filter(row => this.#how.keep(row)),
      this.#how.key,
    )
    return this.#whole
  }

  between(from: number, to: number): readonly ProcessRow[] {
    return (this.#whole === undefined && to <= FIRST_ROWS ? this.#first(to) : this.whole()).slice(from, to)
  }

  #first(many: number): readonly ProcessRow[] {
    const first = new FirstRows(many, this.#how.key)
    for (const row of this.#rows) if (this.#how.keep(row)) first.offer(row)
    return first.rows
  }
}
