import type { ProcessId } from './process.ts'
import type { ProcessRow } from './snapshot.ts'

/** Without the processes that are not there any more; the very same where all are. */
export function living(ids: ReadonlySet<ProcessId>, rows: readonly ProcessRow[]): ReadonlySet<ProcessId> {
  if (ids.size === 0) return ids
  const there = rows.filter(row => ids.has(row.id))
  return there.length === ids.size ? ids : new Set(there.map(row => row.id))
}
