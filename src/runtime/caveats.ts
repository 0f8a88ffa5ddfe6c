/** What is to be known when a comparison of allocations is read. */
import { formatBytes } from '../model/units.ts'
import type { AllocationSnapshot } from './allocations.ts'
import { hasBegunAnew } from './reconcile.ts'

/** In sentences, to be shown beside the rows; the gravest first. */
export function comparisonCaveats(before: AllocationSnapshot, after: AllocationSnapshot): readonly string[] {
  const caveats: string[] = []
  if (before.runtime !== after.runtime || before.version !== after.version)
    caveats.push(`two programs are compared: ${nameOf(before)}, and ${nameOf(after)}`)
  if (after.atMs < before.atMs) caveats.push('the second was taken before the first: what grew here had shrunk')
  if (hasBegunAnew(before, after))
    caveats.push('tracing was begun anew in between: what the first one has may still be there, in no trace')
  const [was, is] = [before.sampledEveryBytes, after.sampledEveryBytes]
  if (was !== is) caveats.push(`they are sampled differently, ${samplingOf(was)}, and ${samplingOf(is)}`)
  else if (is !== undefined) caveats.push(`estimated: ${samplingOf(is)}; rows of a few samples may be far off`)
  if (before.lines === 'function' || after.lines === 'function')
    caveats.push('a line is where its function begins, unless its very line was looked for')
  return [...caveats, ...new Set([before.caveat, after.caveat].filter(caveat => caveat !== undefined))]
}

function nameOf({ runtime, version }: AllocationSnapshot): string {
  return `${runtime} ${version}`
}

function samplingOf(everyBytes: number | undefined): string {
  return everyBytes === undefined
    ? 'every allocation was looked at'
    : `one allocation in about ${formatBytes(everyBytes)} was looked at`
}
