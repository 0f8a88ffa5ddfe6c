/** What a snapshot or a comparison says, as weighted stacks: what all profiles are made of. */
import type { AllocationSnapshot, CodePlace } from '../runtime/allocations.ts'
import { type AllocationComparison, compareAllocations } from '../runtime/compare.ts'

export interface WeightedStack {
  /** Where it was allocated first, then who called that. */
  readonly frames: readonly CodePlace[]
  readonly bytes: number
}

/** Of all that is alive; the largest first. */
export function stacksOf(snapshot: AllocationSnapshot, path?: string): readonly WeightedStack[] {
  return compareAllocations({ ...snapshot, traces: [] }, snapshot, { by: 'traceback', path }).rows
}

/**
 * Of what has grown, by whole ways, whatever the comparison is grouped by; the most growth first. What has shrunk is left
 * out: no profile can say that something is less than nothing.
 */
export function grownStacks({ before, after, path }: AllocationComparison): readonly WeightedStack[] {
  const { rows } = compareAllocations(before, after, { by: 'traceback', path })
  return rows.filter(({ bytesGrown }) => bytesGrown > 0).map(({ frames, bytesGrown: bytes }) => ({ frames, bytes }))
}
