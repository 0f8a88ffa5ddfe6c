import { IDLE_MS } from '../columns/column.ts'
import { findColumn } from '../columns/index.ts'
import type { Facet, ProcessId } from '../model/process.ts'
import type { View } from '../model/view.ts'
import { readQuery } from '../query/query.ts'
import type { Needs } from '../sources/source.ts'

/**
 * What a scan has to find out for this view: of everyone what sorting and filtering look at, of those in view more.
 *
 * @param inView processes that are looked at just now
 */
export function needsOf({ filter, search, user, sort }: View, inView: readonly ProcessId[]): Needs {
  const column = findColumn(sort.columnId)
  const { query } = readQuery(filter)
  const everyone = new Set<Facet>([...(column?.needs ?? []), ...(query?.needs ?? [])])
  // Too dear for everyone at once: swept.
  everyone.delete('rollup')
  if (user !== undefined) everyone.add('owner')
  if (search !== '') {
    everyone.add('owner')
    everyone.add('command')
  }
  const idleMs = Math.min(column?.idleMs ?? IDLE_MS, query?.idleMs ?? IDLE_MS)
  return idleMs === 0 ? { everyone } : { everyone, sparing: { closely: inView, idleMs } }
}

/** Whether the filter looks at what is swept. */
export function filterSweeps({ filter }: View): boolean {
  return readQuery(filter).query?.needs.has('rollup') === true
}
