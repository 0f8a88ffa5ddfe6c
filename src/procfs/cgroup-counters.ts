/**
 * What a control group has counted, a key and a number a line: `memory.events`, `cpu.stat` (v1 and v2), `memory.stat`,
 * `memory.oom_control` (v1). Documentation/admin-guide/cgroup-v2.rst calls such files flat keyed.
 */
import { count, linesOf } from './lines.ts'

/** By key; a line of another shape is passed over. */
export function parseGroupCounters(text: string): Map<string, number> {
  const counters = new Map<string, number>()
  for (const line of linesOf(text)) {
    const blank = line.indexOf(' ')
    const value = blank > 0 ? count(line.slice(blank + 1)) : undefined
    if (value !== undefined) counters.set(line.slice(0, blank), value)
  }
  return counters
}
