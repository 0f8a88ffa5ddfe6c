/** Milliseconds of process.hrtime(): one clock for all processes of a machine, which never steps. */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1000 + nanoseconds / 1e6
}

/** Both clocks at the same moment, in milliseconds. */
export interface Moment {
  /** Since 1970; may step. */
  readonly wallMs: number
  readonly monotonicMs: number
}

export function moment(): Moment {
  return { wallMs: Date.now(), monotonicMs: monotonicMs() }
}

/** A wall clock moment between two others, on the monotonic clock; one that lies outside counts as the nearer of them. */
export function onMonotonicClock(wallMs: number, before: Moment, after: Moment): number {
  const ms = before.monotonicMs + (wallMs - before.wallMs)
  return Math.min(Math.max(ms, before.monotonicMs), after.monotonicMs)
}
