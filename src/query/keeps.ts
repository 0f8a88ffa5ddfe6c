import type { ColumnContext } from '../columns/column.ts'
import { containerOf } from '../columns/container.ts'
import { isOf } from '../model/filter.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import type { View } from '../model/view.ts'
import { readQuery } from './query.ts'

/** The rows that the view lets through; all, where its filter is no query. */
export function keeps(view: View, context: ColumnContext): (row: ProcessRow) => boolean {
  const { query } = readQuery(view.filter)
  return row =>
    (view.kernelThreads || !row.record.kernelThread) &&
    (view.containers || !isContained(row.threadOf ?? row)) &&
    (view.pids === undefined || view.pids.has((row.threadOf ?? row).record.pid)) &&
    (view.user === undefined || isOf(row.threadOf ?? row, view.user)) &&
    (query === undefined || query.keeps(row, context))
}

/** Of whom it is not known may not be hidden. */
function isContained({ facts }: ProcessRow): boolean {
  return facts.cgroup !== undefined && containerOf(facts.cgroup) !== undefined
}
