/**
 * Whether a process that has the pid of a known one is that one. The start is told only to a second, and reckoned from
 * an age and a wall clock, either of which is off a little at each listing.
 */
import type { Platform } from './platform.ts'

/** What is remembered of a process to know it by. */
export interface Sighting {
  /** Milliseconds after boot, as it was told this time. */
  readonly startMs: number
  readonly name: string
  /** The last that was known. */
  readonly cpuMs: number | undefined
}

/** Two readings, each cut to a second, one of them of a listing that took its time. */
const SAME_START_MS = 2_000
/** Windows tells the moment itself, the same each time, and hands out a pid again within seconds. */
const SAME_START_OF_WINDOWS_MS = 500

/** Time that is told in whole seconds for once is less than what was told before to the hundredth. */
const COARSE_MS = 1_000

/**
 * A later start is another process. So is one whose processor time went back: it only grows. By less than a second it
 * may be that it was told more coarsely this time; then the name decides, for a process changes it when it executes
 * another program, and that keeps its time. The parent says nothing: it changes whenever a parent ends.
 *
 * In doubt it is another one: that costs a figure for one interval, the contrary a signal to a stranger.
 *
 * @param shiftMs by how much everyone's start has moved since the last time
 */
export function isSame(known: Sighting, now: Sighting, shiftMs: number, platform: Platform): boolean {
  const tolerance = platform === 'win32' ? SAME_START_OF_WINDOWS_MS : SAME_START_MS
  const movedMs = now.startMs - known.startMs
  if (Math.min(Math.abs(movedMs), Math.abs(movedMs - shiftMs)) > tolerance) return false
  if (known.cpuMs === undefined || now.cpuMs === undefined || now.cpuMs >= known.cpuMs) return true
  return known.cpuMs - now.cpuMs < COARSE_MS && now.name === known.name
}

/** Of fewer processes it may be themselves that are others. */
const LEAST_COMMON = 10

/**
 * By how much the starts of all have moved: what moves everyone alike is a clock that was set, or a listing that was
 * held up, and no process. The median, which the few do not move whose pid is another one's now.
 *
 * @param moved by how much each one's has moved, of those pids that were there before
 */
export function shiftOf(moved: readonly number[]): number {
  if (moved.length < LEAST_COMMON) return 0
  return moved.toSorted((a, b) => a - b)[moved.length >> 1] ?? 0
}
