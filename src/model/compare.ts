/**
 * What groups hold at two moments, side by side: the shape of tracemalloc's `Snapshot.compare_to`, whatever the groups
 * are: mappings by path or kind, objects of a live heap by line.
 */

/** What a group holds at one moment. */
export interface Holding {
  readonly sizeBytes: number
  /** Things in it. */
  readonly count: number
}

/** What it holds now, and how much more that is than before. */
export interface Change extends Holding {
  readonly sizeDiffBytes: number
  readonly countDiff: number
}

/** @param before undefined where it was not there yet @param now undefined where it is gone */
export function changeOf(before: Holding | undefined, now: Holding | undefined): Change {
  const sizeBytes = now?.sizeBytes ?? 0
  const count = now?.count ?? 0
  return {
    sizeBytes,
    sizeDiffBytes: sizeBytes - (before?.sizeBytes ?? 0),
    count,
    countDiff: count - (before?.count ?? 0),
  }
}

/** Several together. */
export function sumOfChanges(changes: Iterable<Change>): Change {
  const sum = { sizeBytes: 0, sizeDiffBytes: 0, count: 0, countDiff: 0 }
  for (const change of changes) {
    sum.sizeBytes += change.sizeBytes
    sum.sizeDiffBytes += change.sizeDiffBytes
    sum.count += change.count
    sum.countDiff += change.countDiff
  }
  return sum
}

export function hasChanged({ sizeDiffBytes, countDiff }: Change): boolean {
  return sizeDiffBytes !== 0 || countDiff !== 0
}

/** Those that changed most come first, whether they grew or shrank; of those alike the larger, as in tracemalloc. */
export function compareChanges(a: Change, b: Change): number {
  return (
    Math.abs(b.sizeDiffBytes) - Math.abs(a.sizeDiffBytes) ||
    b.sizeBytes - a.sizeBytes ||
    Math.abs(b.countDiff) - Math.abs(a.countDiff) ||
    b.count - a.count
  )
}

/** A change over that time as a change a minute; undefined where no time has passed, or the clock stepped back. */
export function perMinute(bytes: number, ms: number | undefined): number | undefined {
  return ms !== undefined && ms > 0 ? (bytes / ms) * 60_000 : undefined
}
