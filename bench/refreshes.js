/** How often a monitor looked, by what it sent to the terminal. */

/** A monitor that has been silent for so long has finished a refresh. */
export const LULL_MS = 150

/**
 * Output that came in one go, and when.
 * @typedef {{ at: number, bytes: number }} Arrival
 */

/**
 * @param {readonly Arrival[]} arrivals in order
 * @returns {number} how often output began again after a lull
 */
export function burstsIn(arrivals) {
  let bursts = 0
  let last = Number.NEGATIVE_INFINITY
  for (const { at } of arrivals) {
    if (at - last >= LULL_MS) bursts++
    last = at
  }
  return bursts
}

/**
 * The refreshes of a window: as counted, where that can be one count a refresh. Output without lulls, or several bursts a
 * refresh, or none at all cannot be counted, and then the monitor is believed to look once a second, as it was told.
 *
 * @param {number} windowSec
 * @param {number} bursts
 * @returns {{ refreshes: number, counted: boolean }}
 */
export function refreshesOf(windowSec, bursts) {
  const perSec = bursts / windowSec
  return perSec >= 0.2 && perSec <= 1.2
    ? { refreshes: bursts, counted: true }
    : { refreshes: windowSec, counted: false }
}
