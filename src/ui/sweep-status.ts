import type { AnyColumn } from '../columns/column.ts'
import { GIANT_BYTES, hasMemory } from '../model/process.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import { formatCount, formatSpan } from '../model/units.ts'

/** What is unknown of so few is no progress to be told: somebody is always new. */
const FEW = 0.05

/**
 * How far the sweep through everyone's memory has come, and how old a stale figure of the selected one is; nothing once
 * nearly all is known.
 *
 * @param rows all that there are, also those that a filter hides
 * @param nowMs the source's clock, monotonic
 */
export function sweepStatus(
  rows: readonly ProcessRow[],
  selected: ProcessRow | undefined,
  column: AnyColumn | undefined,
  nowMs: number,
): string[] {
  let known = 0
  let giants = 0
  let total = 0
  for (let i = 0; i < rows.length; i++) {
    const record = rows[i]?.record
    if (record === undefined || !hasMemory(record)) continue
    total++
    if (record.facts.rollupRead !== undefined) known++
    else if (record.rssBytes >= GIANT_BYTES) giants++
  }
  const parts: string[] = []
  if (giants > 0) parts.push(`${giants} ${giants === 1 ? 'giant' : 'giants'} read when selected`)
  if (total - known - giants > total * FEW) parts.push(`true memory of ${formatCount(known)}/${formatCount(total)}`)
  const facts = selected?.facts
  if (facts?.rollupStale && facts.rollupRead !== undefined && facts.pssBytes !== undefined) {
    parts.push(`${column?.title ?? 'memory'} read ${formatSpan(Math.max(0, nowMs - facts.rollupRead.atMs))} ago`)
  }
  return parts
}
