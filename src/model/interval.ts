/** Bounds of the time between two samples: below, the kernel's clock ticks are too coarse; above, nobody waits. */
export const LEAST_INTERVAL_SEC = 0.1
export const MOST_INTERVAL_SEC = 3600
export const INTERVAL_WORDS = `from ${LEAST_INTERVAL_SEC} to ${MOST_INTERVAL_SEC}`

/** Whether so many seconds may lie between two samples; not a number may not. */
export function isInterval(seconds: number): boolean {
  return seconds >= LEAST_INTERVAL_SEC && seconds <= MOST_INTERVAL_SEC
}
