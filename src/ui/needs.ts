import { IDLE_MS } from '../columns/column.ts'
import { findGrouping } from '../columns/grouping.ts'
import { findColumn } from '../columns/index.ts'
import type { Facet, ProcessId } from '../model/process.ts'
import type { TreeNode } from '../model/tree.ts'
import { showsThreads, type View } from '../model/view.ts'
import { readQuery } from '../query/query.ts'
import type { Needs } from '../sources/source.ts'

interface ShownTable {
  /** Everyone's place, where the rows are a tree. */
  readonly nodes?: readonly TreeNode[] | undefined
  /** What the columns look at where one row stands for several processes. */
  readonly together?: Iterable<Facet>
}

/**
 * What a scan has to find out for this view: of everyone what sorting and filtering look at, of those in view more.
 *
 * @param inView processes that are looked at just now
 * @param shown what else of the table counts
 */
export function needsOf(
  view: View,
  inView: readonly ProcessId[],
  { nodes = [], together = [] }: ShownTable = {},
): Needs {
  const threads = showsThreads(view)
  const everyone = orderNeeds(view)
  if (findGrouping(view.group) !== undefined) for (const facet of together) everyone.add(facet)
  // Too dear for everyone at once: swept.
  everyone.delete('rollup')
  if (view.search !== '') {
    everyone.add('owner')
    everyone.add('command')
  }
  const { query } = readQuery(view.filter)
  const idleMs = Math.min(findColumn(view.sort.columnId)?.idleMs ?? IDLE_MS, query?.idleMs ?? IDLE_MS)
  return idleMs === 0
    ? { everyone, threads }
    : { everyone, threads, sparing: { closely: [...inView, ...parentless(nodes)], idleMs } }
}

/** What is looked at to choose the rows and to put them in order. */
export function orderNeeds({ containers, filter, group, user, sort }: View): Set<Facet> {
  const { query } = readQuery(filter)
  const needs = [findColumn(sort.columnId)?.needs, query?.needs, findGrouping(group)?.needs]
  const facets = new Set<Facet>(needs.flatMap(of => [...(of ?? [])]))
  if (user !== undefined) facets.add('owner')
  if (!containers) facets.add('cgroup')
  return facets
}

/** Whose parent is not there: if it has ended they have another by now, though they have done nothing. */
function parentless(nodes: readonly TreeNode[]): ProcessId[] {
  return nodes.filter(({ depth, row }) => depth === 0 && row.record.ppid > 0).map(({ row }) => row.id)
}

/** Whether the filter looks at what is swept. */
export function filterSweeps({ filter }: View): boolean {
  return readQuery(filter).query?.needs.has('rollup') === true
}
