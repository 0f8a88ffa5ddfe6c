/**
 * From two readings of a counter to a rate. Counters and clocks step back (a driver reloads, a 32-bit counter wraps, a
 * host migrates): then the rate is unknown, never negative and never a made-up zero.
 */

/** `now - before`, or unknown where either is, or where the counter went back. */
export function increase(before: number | undefined, now: number | undefined): number | undefined {
  if (before === undefined || now === undefined) return undefined
  const delta = now - before
  return delta >= 0 ? delta : undefined
}

/** All that is known of these, added up; unknown where none is. */
export function sumOf(...values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter(value => value !== undefined)
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0)
}

/** Increase per second of a counter over `elapsedMs`; unknown over no or negative time. */
export function perSecond(
  before: number | undefined,
  now: number | undefined,
  elapsedMs: number | undefined,
): number | undefined {
  if (elapsedMs === undefined || elapsedMs <= 0) return undefined
  const delta = increase(before, now)
  return delta === undefined ? undefined : (delta * 1000) / elapsedMs
}

/** `part` of `whole` in percent, within 0 and 100; unknown where either is, or where there is no whole. */
export function percent(part: number | undefined, whole: number | undefined): number | undefined {
  if (part === undefined || whole === undefined || whole <= 0) return undefined
  return Math.min(100, Math.max(0, (part / whole) * 100))
}
