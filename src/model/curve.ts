import type { Snapshot } from './snapshot.ts'

/** So much longer than the interval before, and so long: the machine was suspended, or this program stopped. */
const GAP_INTERVALS = 10
const LEAST_GAP_MS = 10_000

/**
 * A figure of the machine over a time, in so many equal parts, oldest first: of each part the largest value that is known
 * of it, so that no peak is lost. What a snapshot tells is of the time since the one before. Undefined where nobody looked.
 *
 * @param snapshots the oldest first
 * @param fromMs monotonic milliseconds, as in the samples
 */
export function curveOf(
  snapshots: readonly Snapshot[],
  figureOf: (snapshot: Snapshot) => number | undefined,
  fromMs: number,
  toMs: number,
  parts: number,
): (number | undefined)[] {
  const values: (number | undefined)[] = new Array(parts).fill(undefined)
  const partMs = (toMs - fromMs) / parts
  let beforeMs: number | undefined
  let usualMs = Number.POSITIVE_INFINITY
  for (const snapshot of snapshots) {
    const atMs = snapshot.sample.monotonicMs
    const { intervalMs = 0 } = snapshot
    // Snapshots in between may have been let go: this one stands for all since the one before.
    const sinceMs = intervalMs === 0 ? atMs : (beforeMs ?? atMs - intervalMs)
    const isAfterGap = intervalMs >= LEAST_GAP_MS && intervalMs > GAP_INTERVALS * usualMs
    beforeMs = atMs
    usualMs = intervalMs === 0 ? usualMs : intervalMs
    if (isAfterGap) continue
    if (atMs <= fromMs || sinceMs >= toMs) continue
    const value = figureOf(snapshot)
    if (value === undefined) continue
    const first = Math.max(0, Math.floor((sinceMs - fromMs) / partMs))
    const last = Math.min(parts - 1, Math.ceil((atMs - fromMs) / partMs) - 1)
    for (let part = first; part <= last; part++) values[part] = Math.max(values[part] ?? value, value)
  }
  return values
}
