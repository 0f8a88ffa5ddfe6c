/** `/proc/PID/smaps_rollup`: the counters of all mappings together, since 4.14, proc_pid_smaps(5). */
import { bytesOf, keyValues } from './lines.ts'
import { type MemoryTotals, TotalsBuilder } from './memory-totals.ts'

/** In bytes. Undefined for text without the counters, such as the empty file of a process that has ended. */
export function parseSmapsRollup(text: string): MemoryTotals | undefined {
  const totals = new TotalsBuilder()
  for (const [name, value] of keyValues(text)) {
    const bytes = bytesOf(value)
    if (bytes !== undefined) totals.addLine(name, bytes)
  }
  return totals.build()
}
