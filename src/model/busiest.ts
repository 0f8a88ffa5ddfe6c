import { cpuMsOf, type ProcessRecord } from './process.ts'

/**
 * Who has run between two scans, who used most processor time first. Who is new counts with all that it has used.
 *
 * @param before in ascending order of pid, as `now`
 */
export function busiest(before: readonly ProcessRecord[], now: readonly ProcessRecord[]): ProcessRecord[] {
  const used: { readonly record: ProcessRecord; readonly ms: number }[] = []
  let i = 0
  // Counted through: of thousands an iterator would leave a piece of garbage for each.
  for (let at = 0; at < now.length; at++) {
    const record = now[at]
    if (record === undefined) continue
    while ((before[i]?.pid ?? record.pid) < record.pid) i++
    const old = before[i]
    // The same object: nothing has happened.
    if (old === record) continue
    const ms = (cpuMsOf(record) ?? 0) - ((old?.id === record.id ? cpuMsOf(old) : 0) ?? 0)
    if (ms > 0) used.push({ record, ms })
  }
  return used.sort((a, b) => b.ms - a.ms).map(({ record }) => record)
}
