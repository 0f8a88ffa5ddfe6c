import type { ProcessRow } from './snapshot.ts'

/** What rows are ordered by. Those that are alike in it are ordered by pid, a process before its first thread. */
export interface SortKey {
  /** Undefined is unknown, which comes last either way. */
  readonly value: (row: ProcessRow) => number | string | undefined
  readonly descending: boolean
}

/** Compares values the way a column sorts: unknown last in both directions. */
export function compareValues<V extends number | string>(
  a: V | undefined,
  b: V | undefined,
  descending: boolean,
): number {
  if (a === undefined || b === undefined) return (a === undefined ? 1 : 0) - (b === undefined ? 1 : 0)
  const order = a < b ? -1 : a > b ? 1 : 0
  return descending ? -order : order
}

function compareIds(a: ProcessRow, b: ProcessRow): number {
  return a.record.pid - b.record.pid || Number(a.threadOf !== undefined) - Number(b.threadOf !== undefined)
}

/** The rows in order; each is asked for its value once. */
export function sorted(rows: readonly ProcessRow[], key: SortKey): ProcessRow[] {
  return rows
    .map(row => ({ row, value: key.value(row) }))
    .sort((a, b) => compareValues(a.value, b.value, key.descending) || compareIds(a.row, b.row))
    .map(({ row }) => row)
}

/**
 * Whether a row comes before another. For places in a long list without sorting it.
 *
 * @param value that of `row`
 */
export function comesBefore(
  row: ProcessRow,
  value: number | string | undefined,
  other: ProcessRow,
  otherValue: number | string | undefined,
  descending: boolean,
): boolean {
  const order = compareValues(value, otherValue, descending)
  return order < 0 || (order === 0 && compareIds(row, other) < 0)
}

/**
 * The first rows in order of many: what a screen shows of thousands, at the price of one comparison for each row that is
 * not among them.
 */
export class FirstRows {
  readonly #most: number
  readonly #key: SortKey
  readonly rows: ProcessRow[] = []
  readonly #values: (number | string | undefined)[] = []

  constructor(most: number, key: SortKey) {
    this.#most = most
    this.#key = key
  }

  offer(row: ProcessRow): void {
    const value = this.#key.value(row)
    const { length } = this.rows
    if (length === this.#most && !this.#isBefore(row, value, length - 1)) return
    let low = 0
    let high = length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#isBefore(row, value, middle)) high = middle
      else low = middle + 1
    }
    if (length === this.#most) {
      this.rows.pop()
      this.#values.pop()
    }
    this.rows.splice(low, 0, row)
    this.#values.splice(low, 0, value)
  }

  #isBefore(row: ProcessRow, value: number | string | undefined, at: number): boolean {
    const other = this.rows[at]
    return other === undefined || comesBefore(row, value, other, this.#values[at], this.#key.descending)
  }
}
