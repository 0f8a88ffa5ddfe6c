import { type AnyColumn, sized } from '../columns/column.ts'
import { defaultColumns, findColumn, roomyColumns } from '../columns/index.ts'
import type { Facet } from '../model/process.ts'
import type { ChosenColumn } from '../model/view.ts'
import { type Fitted, fitColumns, type Wanted } from './fit-columns.ts'

const LEAST_COMMAND = 28

/** A column with its place on the row. */
export type Placed = Fitted<AnyColumn>

/**
 * The columns that fit: the chosen ones, else the usual ones and the sorted one, before the last if it is not among
 * them. Nobody's choice is added to: of another order the footer tells.
 */
export function placeColumns(width: number, sortedId: string, chosen?: readonly ChosenColumn[]): Placed[] {
  const wanted = chosen === undefined ? usual(sortedId) : resolved(chosen)
  return fitColumns(wanted, width, sortedId, LEAST_COMMAND)
}

function usual(sortedId: string): Wanted<AnyColumn>[] {
  const wanted = [...defaultColumns.slice(0, -1), ...roomyColumns, ...defaultColumns.slice(-1)]
  const sorted = findColumn(sortedId)
  if (sorted !== undefined && !wanted.some(({ column }) => column.id === sorted.id))
    wanted.splice(-1, 0, { column: sorted, givesWay: 0 })
  return wanted
}

/** In the order in which they were chosen, each once. They give way from the right end, the command and the first never. */
function resolved(chosen: readonly ChosenColumn[]): Wanted<AnyColumn>[] {
  const wanted: Wanted<AnyColumn>[] = []
  for (const { id, width } of chosen) {
    const column = findColumn(id)
    if (column === undefined || wanted.some(({ column: other }) => other.id === column.id)) continue
    const givesWay = column.width === 0 ? 0 : wanted.length
    wanted.push({ column: width === undefined ? column : sized(column, width), givesWay })
  }
  return wanted
}

/** The columns in their places, the same object until the window's width, the sorting or the choice changes. */
export class ColumnPlaces {
  #width = -1
  #sortedId = ''
  #chosen: readonly ChosenColumn[] | undefined
  #mergesNames = false
  placed: readonly Placed[] = []
  /** What is to be found out about the processes in view. */
  needs: ReadonlySet<Facet> = new Set()
  /** The same of those for whom one row stands. */
  together: Set<Facet> = new Set()
  /** Whether there is one of those for which everyone's memory is swept in the background. */
  swept = false

  update(width: number, sortedId: string, chosen: readonly ChosenColumn[] | undefined, mergesNames: boolean): void {
    const isSame = width === this.#width && sortedId === this.#sortedId && mergesNames === this.#mergesNames
    if (isSame && chosen === this.#chosen) return
    this.#mergesNames = mergesNames
    this.#width = width
    this.#sortedId = sortedId
    this.#chosen = chosen
    this.placed = placeColumns(width, sortedId, chosen)
    const sorted = findColumn(sortedId)?.needs ?? []
    const needs = new Set<Facet>(['owner', ...sorted, ...this.placed.flatMap(({ column }) => [...column.needs])])
    this.swept = needs.delete('rollup')
    if (mergesNames && this.placed.some(({ column }) => column.id === 'command')) needs.add('exe')
    this.needs = needs
    // The row has a name instead of a command. Limits of everyone cost more than all the rest, and do not add up: they are
    // told as far as they are known.
    const told = this.placed.filter(({ column }) => column.id !== 'command' && column.id !== 'limit')
    this.together = new Set(told.flatMap(({ column }) => column.needs))
  }
}
