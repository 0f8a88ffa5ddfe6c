/** What has changed since a baseline, in words. */
import { perMinute } from '../model/compare.ts'
import { formatBytes, formatClock, formatDifference, formatSpan } from '../model/units.ts'
import type { Look } from './look.ts'
import type { Baseline } from './part.ts'

/** Sooner a change a minute would be made up from next to nothing. */
const LEAST_SPAN_MS = 10_000

/** `since 12:51:02 (5m 06s)`. */
export function sinceText({ clockMs, atMs }: Baseline<unknown>, look: Look): string {
  return `since ${formatClock(clockMs)} (${formatSpan(look.atMs - atMs)})`
}

/** ` +6.7M/min`, or nothing as long as the time is too short to tell. */
export function slopeText(bytes: number, { atMs }: Baseline<unknown>, look: Look): string {
  const pace = paceText(bytes, look.atMs - atMs)
  return pace === undefined ? '' : ` ${pace}`
}

/** `+6.7M/min`; undefined where the time is too short to tell, or the clock stepped back. */
export function paceText(bytes: number, spanMs: number): string | undefined {
  const slope = spanMs < LEAST_SPAN_MS ? undefined : perMinute(bytes, spanMs)
  return slope === undefined ? undefined : `${formatDifference(slope)}/min`
}

/** `310M +34M`: what it is, and how much more that is than it was. */
export function grownText(bytes: number, before: number): string {
  return `${formatBytes(bytes)} ${formatDifference(bytes - before)}`
}
