import type { AnyColumn } from '../columns/column.ts'
import { defaultColumns, findColumn } from '../columns/index.ts'
import type { Facet } from '../model/process.ts'

const LEAST_COMMAND = 28

/** A column with its place on the row. */
export interface Placed {
  readonly column: AnyColumn
  readonly x: number
  readonly width: number
}

/**
 * The columns that fit, from the left; the last one takes the rest. The sorted one is always there, before the last if it
 * is not among the usual ones: an order that one cannot see the reason of looks like none.
 */
export function placeColumns(width: number, sortedId: string): Placed[] {
  const wanted = [...defaultColumns]
  const sorted = findColumn(sortedId)
  if (sorted !== undefined && !wanted.some(({ column }) => column.id === sorted.id))
    wanted.splice(-1, 0, { column: sorted, givesWay: 0 })
  // The arrow stands beside the title, within the column: the gap to the next one stays.
  const widthOf = (column: AnyColumn): number =>
    column.id === sortedId ? Math.max(column.width, column.title.length + 1) : column.width
  const taken = (): number =>
    wanted.reduce((sum, { column }) => sum + (column.width === 0 ? LEAST_COMMAND : widthOf(column) + 1), 0)
  while (taken() > width - 1) {
    const candidates = wanted.filter(({ column, givesWay }) => givesWay > 0 && column.id !== sortedId)
    const next = candidates.reduce((a, b) => (b.givesWay > (a?.givesWay ?? 0) ? b : a), candidates[0])
    if (next === undefined) break
    wanted.splice(wanted.indexOf(next), 1)
  }
  let x = 0
  return wanted.map(({ column }) => {
    const own = column.width === 0 ? Math.max(1, width - x - 1) : widthOf(column)
    const placed = { column, x, width: own }
    x += own + 1
    return placed
  })
}

/** The columns in their places, the same object until the window's width or the sorting changes. */
export class ColumnPlaces {
  #width = -1
  #sortedId = ''
  placed: readonly Placed[] = []
  /** What is to be found out about the processes in view. */
  needs: ReadonlySet<Facet> = new Set()
  /** Whether there is one of those for which everyone's memory is swept in the background. */
  swept = false

  update(width: number, sortedId: string): void {
    if (width === this.#width && sortedId === this.#sortedId) return
    this.#width = width
    this.#sortedId = sortedId
    this.placed = placeColumns(width, sortedId)
    const needs = new Set<Facet>(['owner', ...this.placed.flatMap(({ column }) => [...column.needs])])
    this.swept = needs.delete('rollup')
    this.needs = needs
  }
}
