import type { AnyColumn, ColumnContext } from '../columns/column.ts'
import { sortBy } from '../columns/sort-by.ts'
import { isOf, matches } from '../model/filter.ts'
import { sorted } from '../model/order.ts'
import type { Facet } from '../model/process.ts'
import type { ProcessRow } from '../model/snapshot.ts'

/** Which processes are wanted, and in which order. */
export interface Selection {
  /** Only these; all when undefined. */
  readonly pids: ReadonlySet<number> | undefined
  /** A user's name or number. */
  readonly user: string | undefined
  /** Plain text to look for in name, command, user and pid. */
  readonly filter: string | undefined
  /** The column to sort by; by pid when undefined. */
  readonly sort: AnyColumn | undefined
  /** The largest first; as the column has it when undefined. */
  readonly descending?: boolean | undefined
}

/** What has to be known of every process before it can be told which are wanted. */
export function facetsOfEveryone({ user, filter, sort }: Selection): ReadonlySet<Facet> {
  const facets = new Set<Facet>(sort?.needs)
  if (user !== undefined) facets.add('owner')
  if (filter !== undefined) facets.add('owner').add('command')
  return facets
}

/** The rows that are wanted, in their order. */
export function select(
  rows: readonly ProcessRow[],
  { pids, user, filter, sort, descending = sort?.descending ?? false }: Selection,
  context: ColumnContext,
): readonly ProcessRow[] {
  const wanted = rows.filter(
    row =>
      (pids === undefined || pids.has(row.record.pid)) &&
      (user === undefined || isOf(row, user)) &&
      (filter === undefined || matches(row, filter)),
  )
  return sorted(wanted, sortBy(sort, context, descending))
}
