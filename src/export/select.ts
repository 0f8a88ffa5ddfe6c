import type { AnyColumn, ColumnContext } from '../columns/column.ts'
import { sortBy } from '../columns/sort-by.ts'
import { isOf } from '../model/filter.ts'
import { NO_FOLDS } from '../model/folds.ts'
import { sorted } from '../model/order.ts'
import type { Facet } from '../model/process.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import { processTree, type TreeNode } from '../model/tree.ts'
import { type Query, readQuery } from '../query/query.ts'

/** Which processes are wanted, and in which order. */
export interface Selection {
  /** Only these; all when undefined. */
  readonly pids: ReadonlySet<number> | undefined
  /** A user's name or number. */
  readonly user: string | undefined
  /** A query; what is none lets everyone through. */
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
  for (const facet of queryOf(filter)?.needs ?? []) facets.add(facet)
  return facets
}

/** The rows that are wanted, in their order. */
export function select(
  rows: readonly ProcessRow[],
  { pids, user, filter, sort, descending = sort?.descending ?? false }: Selection,
  context: ColumnContext,
): readonly ProcessRow[] {
  const query = queryOf(filter)
  const wanted = rows.filter(
    row =>
      (pids === undefined || pids.has(row.record.pid)) &&
      (user === undefined || isOf(row, user)) &&
      (query === undefined || query.keeps(row, context)),
  )
  return sorted(wanted, sortBy(sort, context, descending))
}

function queryOf(filter: string | undefined): Query | undefined {
  return readQuery(filter ?? '').query
}

/** The same as a tree, in which the filter keeps the ancestors of what it lets through. */
export function selectTree(
  rows: readonly ProcessRow[],
  selection: Selection,
  context: ColumnContext,
): readonly TreeNode[] {
  const { sort } = selection
  const wanted = new Set(select(rows, { ...selection, sort: undefined }, context))
  return processTree({
    rows: select(rows, { ...selection, filter: undefined, sort: undefined }, context),
    isWanted: row => wanted.has(row),
    key: sortBy(sort, context, sort?.descending ?? false),
    addsUp: sort?.together === 'sum',
    folded: NO_FOLDS,
  }).nodes
}
