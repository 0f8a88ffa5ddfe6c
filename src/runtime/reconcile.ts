/** How much of a process's growth its traced allocations account for. */
import type { AllocationSnapshot, MemoryBeside } from './allocations.ts'

/**
 * RSS grew by so much, of which so much was traced, so much is known to lie outside of the heap, so much is tracing itself.
 * Each may be less than zero.
 */
export interface Reconciled {
  readonly rssGrown: number | undefined
  /** Of all traces, whatever is left out of the rows. */
  readonly tracedGrown: number
  /** Scaled up from samples: then so is what is left unexplained. */
  readonly tracedIsEstimate: boolean
  readonly nativeGrown: number | undefined
  /** What tracing itself takes in the target. */
  readonly overheadGrown: number | undefined
  /**
   * What is left of RSS when all that is known is taken away: garbage that is not collected yet, free pages that an
   * allocator keeps, libraries, stacks, what was allocated before tracing began, and whatever of the others is unknown. Less than
   * zero where memory was used anew that was resident before. Undefined where RSS is, or where tracing began anew
   * between the two, so that nothing is known of what the first one had.
   */
  readonly unexplained: number | undefined
}

export function reconcile(before: AllocationSnapshot, after: AllocationSnapshot): Reconciled {
  const grown = (figure: keyof MemoryBeside): number | undefined => {
    const [was, is] = [before.memory[figure], after.memory[figure]]
    return was === undefined || is === undefined ? undefined : is - was
  }
  const tracedGrown = tracedBytes(after) - tracedBytes(before)
  const [rssGrown, nativeGrown, overheadGrown] = [grown('rssBytes'), grown('nativeBytes'), grown('overheadBytes')]
  const isKnown = rssGrown !== undefined && !hasBegunAnew(before, after)
  return {
    rssGrown,
    tracedGrown,
    tracedIsEstimate: isSampled(before) || isSampled(after),
    nativeGrown,
    overheadGrown,
    unexplained: isKnown ? rssGrown - tracedGrown - (nativeGrown ?? 0) - (overheadGrown ?? 0) : undefined,
  }
}

/** Whether tracing was ended and begun between the two: what the first one had is in no trace of the second, freed or not. */
export function hasBegunAnew(before: AllocationSnapshot, after: AllocationSnapshot): boolean {
  return after.tracedSinceMs > before.atMs
}

/** All that is alive and was traced; an estimate where it is sampled. */
export function tracedBytes({ traces }: AllocationSnapshot): number {
  return traces.reduce((total, { bytes }) => total + bytes, 0)
}

function isSampled({ sampledEveryBytes }: AllocationSnapshot): boolean {
  return sampledEveryBytes !== undefined
}
