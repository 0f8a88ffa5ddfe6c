import type { AnyColumn } from '../columns/column.ts'
import { defaultColumns, findColumn, roomyColumns } from '../columns/index.ts'
import type { Facet } from '../model/process.ts'
import { type Fitted, fitColumns, type Wanted } from './fit-columns.ts'

const LEAST_COMMAND = 28

/** A column with its place on the row. */
export type Placed = Fitted<AnyColumn>

/**
 * The columns that fit, and the sorted one, before the command at the end if it is not among them.
 *
 * @param chosen ids from the left; the usual columns where there are none
 */
export function placeColumns(width: number, sortedId: string, chosen: readonly string[] = []): Placed[] {
  const wanted = chosen.length > 0 ? inOrder(chosen) : usual()
  const sorted = findColumn(sortedId)
  if (sorted !== undefined && !wanted.some(({ column }) => column.id === sorted.id))
    wanted.splice(wanted[wanted.length - 1]?.column.width === 0 ? -1 : wanted.length, 0, {
      column: sorted,
      givesWay: 0,
    })
  return fitColumns(wanted, width, sortedId, LEAST_COMMAND)
}

function usual(): Wanted<AnyColumn>[] {
  return [...defaultColumns.slice(0, -1), ...roomyColumns, ...defaultColumns.slice(-1)]
}

/** Where somebody has chosen them, the last gives way first, and the first and the command never. */
function inOrder(ids: readonly string[]): Wanted<AnyColumn>[] {
  const columns = ids.flatMap(id => findColumn(id) ?? [])
  return columns.map((column, at) => ({ column, givesWay: column.width === 0 ? 0 : at }))
}

/** The columns in their places, the same object until the window's width, the sorting or the choice changes. */
export class ColumnPlaces {
  #width = -1
  #sortedId = ''
  #chosen: readonly string[] = []
  placed: readonly Placed[] = []
  /** What is to be found out about the processes in view. */
  needs: ReadonlySet<Facet> = new Set()
  /** Whether there is one of those for which everyone's memory is swept in the background. */
  swept = false

  update(width: number, sortedId: string, chosen: readonly string[]): void {
    if (width === this.#width && sortedId === this.#sortedId && chosen === this.#chosen) return
    this.#chosen = chosen
    this.#width = width
    this.#sortedId = sortedId
    this.placed = placeColumns(width, sortedId, chosen)
    const needs = new Set<Facet>(['owner', ...this.placed.flatMap(({ column }) => [...column.needs])])
    this.swept = needs.delete('rollup')
    this.needs = needs
  }
}
