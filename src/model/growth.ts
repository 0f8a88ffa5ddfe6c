import type { RssTrail } from './snapshot.ts'

const WINDOW_MS = 60_000
/** Levels closer together than this are one step of the trail, which bounds it to a dozen steps a minute. */
const STEP_MS = 5_000

/**
 * The trail with the present level added where it changed, and steps that no longer matter taken off. The same object
 * when nothing changed, as for every idle process.
 */
export function trailAfter(trail: RssTrail | undefined, rssBytes: number, nowMs: number): RssTrail {
  if (trail === undefined) return [{ atMs: nowMs, rssBytes }]
  const newest = trail[trail.length - 1]
  const moved = newest === undefined || (newest.rssBytes !== rssBytes && nowMs - newest.atMs >= STEP_MS)
  const start = nowMs - WINDOW_MS
  // The level at the window's start is the last step before it: everything older can go.
  let first = 0
  while (first + 1 < trail.length && (trail[first + 1]?.atMs ?? start + 1) <= start) first++
  if (!moved && first === 0) return trail
  const kept = trail.slice(first)
  if (moved) kept.push({ atMs: nowMs, rssBytes })
  return kept
}

/** Bytes gained since a minute ago, or since the trail began if that is later. */
export function growth(trail: RssTrail, rssBytes: number, nowMs: number): number | undefined {
  const start = nowMs - WINDOW_MS
  let level = trail[0]
  if (level === undefined) return undefined
  for (let i = 1; i < trail.length; i++) {
    const step = trail[i]
    if (step === undefined || step.atMs > start) break
    level = step
  }
  return rssBytes - level.rssBytes
}
