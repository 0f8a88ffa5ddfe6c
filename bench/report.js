/** Medians and ratios of what was measured, as a table. */

/** @import { Cost } from './measure.js' */
/** @import { Subject } from './subjects.js' */

/**
 * All that was measured of one subject, every round apart.
 * @typedef {{ subject: Subject, firstFramesMs: number[], costs: Cost[] }} Samples
 */
/**
 * @typedef {object} Summary medians
 * @property {string} name
 * @property {string} version
 * @property {number} firstFrameMs
 * @property {number} firstFrameRatio to the run of an empty Node program
 * @property {number} cpuMsPerSec
 * @property {number} rssBytes
 * @property {number} bytesPerSec
 */

/**
 * @param {Samples} samples
 * @param {number} emptyNodeMs
 * @returns {Summary}
 */
export function summarise({ subject, firstFramesMs, costs }, emptyNodeMs) {
  const firstFrameMs = median(firstFramesMs)
  return {
    name: subject.name,
    version: subject.version,
    firstFrameMs,
    firstFrameRatio: firstFrameMs / emptyNodeMs,
    cpuMsPerSec: median(costs.map(cost => cost.cpuMsPerSec)),
    rssBytes: median(costs.map(cost => cost.rssBytes)),
    bytesPerSec: median(costs.map(cost => cost.bytesPerSec)),
  }
}

/**
 * @param {readonly number[]} values at least one
 * @returns {number}
 */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const low = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN
  const high = sorted[Math.ceil((sorted.length - 1) / 2)] ?? Number.NaN
  return (low + high) / 2
}

/**
 * @param {Summary[]} summaries the first is what the others are compared with
 * @returns {string}
 */
export function table(summaries) {
  const [own] = summaries
  const head = ['', 'CPU ms/s', `to ${own?.name}`, 'RSS MB', 'first frame ms', '÷ empty node', 'bytes/s']
  const rows = summaries.map(s => [
    `${s.name} ${s.version}`,
    s.cpuMsPerSec.toFixed(1),
    own === undefined ? '–' : `${(s.cpuMsPerSec / own.cpuMsPerSec).toFixed(2)}×`,
    (s.rssBytes / 1e6).toFixed(1),
    s.firstFrameMs.toFixed(0),
    `${s.firstFrameRatio.toFixed(2)}×`,
    s.bytesPerSec.toFixed(0),
  ])
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map(row => row[i]?.length ?? 0)))
  return [head, ...rows]
    .map(row =>
      row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '),
    )
    .join('\n')
}
