/** Readings of what a program holds while it scans many times. */
interface Holdings {
  readonly descriptors: number
  readonly rssBytes: number
}

export interface FlatReading extends Holdings {
  readonly scans: number
  readonly processes: number
  readonly children: number
  readonly heapBytes: number
  /** Of all children together, and theirs. */
  readonly helpers: Holdings
}

export type FlatRun = readonly FlatReading[]

/** From the first reading to the last; what is not a leak does not grow with the number of scans. */
export const TOLERATED = {
  /** Of a process that is kept a source may hold two. */
  descriptors: 16,
  heapBytes: 2 * 1024 ** 2,
  rssBytes: 32 * 1024 ** 2,
  /** Of helpers, in whose heap nobody collects garbage, and who may keep what they read of a process until later. */
  helpers: { descriptors: 64, rssBytes: 64 * 1024 ** 2 },
}

/** How much more there was in the end than in the beginning. Of descriptors, those are left out that are one process's. */
export function grown(readings: FlatRun): Omit<FlatReading, 'scans' | 'processes'> {
  const [first, last] = [readings[0], readings.at(-1)]
  if (first === undefined || last === undefined) throw new Error('no readings')
  const kept = 2 * Math.max(0, last.processes - first.processes)
  return {
    children: last.children - first.children,
    descriptors: last.descriptors - first.descriptors - kept,
    heapBytes: last.heapBytes - first.heapBytes,
    rssBytes: last.rssBytes - first.rssBytes,
    helpers: {
      descriptors: last.helpers.descriptors - first.helpers.descriptors - kept,
      rssBytes: last.helpers.rssBytes - first.helpers.rssBytes,
    },
  }
}
