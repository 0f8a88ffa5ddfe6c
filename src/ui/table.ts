import type { AnyColumn } from '../columns/column.ts'
import { defaultColumns, findColumn, roomyColumns } from '../columns/index.ts'
import type { Facet } from '../model/process.ts'
import { type Fitted, fitColumns } from './fit-columns.ts'

const LEAST_COMMAND = 28

/** A column with its place on the row. */
export type Placed = Fitted<AnyColumn>

/** The usual columns that fit, and the sorted one, before the last if it is not among them. */
export function placeColumns(width: number, sortedId: string): Placed[] {
  const wanted = [...defaultColumns.slice(0, -1), ...roomyColumns, ...defaultColumns.slice(-1)]
  const sorted = findColumn(sortedId)
  if (sorted !== undefined && !wanted.some(({ column }) => column.id === sorted.id))
    wanted.splice(-1, 0, { column: sorted, givesWay: 0 })
  return fitColumns(wanted, width, sortedId, LEAST_COMMAND)
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
