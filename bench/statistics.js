/** What many measurements of the same thing come down to. */

/**
 * @param {readonly number[]} values
 * @returns {number | undefined} `undefined` of none
 */
export function median(values) {
  if (values.length === 0) return undefined
  const sorted = values.toSorted((a, b) => a - b)
  const low = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN
  const high = sorted[Math.ceil((sorted.length - 1) / 2)] ?? Number.NaN
  return (low + high) / 2
}

/**
 * The value that a share of all do not exceed: one of them, not something in between.
 *
 * @param {readonly number[]} values
 * @param {number} share 0 to 1
 * @returns {number | undefined} `undefined` of none
 */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
}

/**
 * @param {number | undefined} part
 * @param {number | undefined} whole
 * @returns {number | undefined} `undefined` where one of them is, or is without end, or there is no whole
 */
export function ratio(part = Number.NaN, whole = Number.NaN) {
  const value = part / whole
  return Number.isFinite(value) && Number.isFinite(whole) ? value : undefined
}
