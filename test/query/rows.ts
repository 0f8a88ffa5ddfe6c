import { derive } from '../../src/model/derive.ts'
import type { ProcessFacts, ProcessRecord } from '../../src/model/process.ts'
import type { ProcessRow } from '../../src/model/snapshot.ts'
import { record, sample } from '../export/moments.ts'

/** A process with a rate: two readings, two seconds apart, in which it used `cpuMs`. */
export function rowOf(
  pid: number,
  over: Partial<ProcessRecord> = {},
  facts: Partial<ProcessFacts> = {},
  cpuMs = 0,
): ProcessRow {
  const before = record(pid, { ...over, userMs: 4000, seenAtMs: 0 }, facts)
  const after = { ...before, userMs: 4000 + cpuMs, seenAtMs: 2000 }
  const [row] = derive(derive(undefined, sample(0, [before])), sample(2, [after])).processes
  if (row === undefined) throw new Error('no row')
  return row
}
