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
  const { containers, filter, group, search, user, sort } = view
  const threads = showsThreads(view)
  const column = findColumn(sort.columnId)
  const { query } = readQuery(filter)
  const everyone = new Set<Facet>([...(column?.needs ?? []), ...(query?.needs ?? [])])
  const grouping = findGrouping(group)
  if (grouping !== undefined) for (const facet of [...grouping.needs, ...together]) everyone.add(facet)
  // Too dear for everyone at once: swept.
  everyone.delete('rollup')
  if (user !== undefined) everyone.add('owner')
  if (!containers) everyone.add('cgroup')
  if (search !== '') {
    everyone.add('owner')
    everyone.add('command')
  }
  const idleMs = Math.min(column?.idleMs ?? IDLE_MS, query?.idleMs ?? IDLE_MS)
  return idleMs === 0
    ? { everyone, threads }
    : { everyone, threads, sparing: { closely: [...inView, ...parentless(nodes)], idleMs } }
}

/** Whose parent is not there: if it has ended they have another by now, though they have done nothing. */
function parentless(nodes: readonly TreeNode[]): ProcessId[] {
  return nodes.filter(({ depth, row }) => depth === 0 && row.record.ppid > 0).map(({ row }) => row.id)
}

/** Whether the filter looks at what is swept. */
export function filterSweeps({ filter }: View): boolean {
  return readQuery(filter).query?.needs.has('rollup') === true
}
