import type { ProcessRow, Snapshot } from './snapshot.ts'

const kept = new WeakMap<Snapshot, readonly ProcessRow[]>()

/**
 * The rows that a table may show, in ascending order of number: processes, and where they are wanted their threads. The
 * first thread of a process has its number, and stands right behind it.
 */
export function rowsOf(snapshot: Snapshot, withThreads: boolean): readonly ProcessRow[] {
  const { processes, threads } = snapshot
  if (!withThreads || threads === undefined || threads.rows.length === 0) return processes
  let rows = kept.get(snapshot)
  if (rows === undefined) {
    rows = merged(processes, threads.rows)
    kept.set(snapshot, rows)
  }
  return rows
}

function merged(processes: readonly ProcessRow[], threads: readonly ProcessRow[]): ProcessRow[] {
  const rows: ProcessRow[] = []
  let at = 0
  for (const whole of processes) {
    for (let thread = threads[at]; thread !== undefined && thread.record.pid < whole.record.pid; thread = threads[++at])
      rows.push(thread)
    rows.push(whole)
  }
  rows.push(...threads.slice(at))
  return rows
}
