/** Medians of what was measured. */
import { median, quantile, ratio } from './statistics.js'

/** @import { Measured, Part } from './part.js' */

/**
 * @typedef {object} Summary of one program
 * @property {string} name
 * @property {string} version
 * @property {number | undefined} cpuMs a refresh
 * @property {number | undefined} refreshesPerSec
 * @property {boolean} counted whether the refreshes are counted, or one a second is assumed
 * @property {number | undefined} firstTableMs
 * @property {boolean} neverTable whether no start ever showed one
 * @property {number | undefined} keyP50Ms
 * @property {number | undefined} keyP99Ms
 * @property {number} keys typed
 * @property {number} keysUnanswered
 * @property {number} keysSkipped for want of time
 * @property {number | undefined} residentBytes RSS and kernel memory together
 * @property {number | undefined} rssBytes
 * @property {number | undefined} kernelBytes of the descriptors that it holds open
 * @property {number | undefined} descriptors
 * @property {number | undefined} slabGrowthBytes
 * @property {number | undefined} bytesPerSec to the terminal
 */
/**
 * @typedef {object} PartSummary
 * @property {Summary[]} programs
 * @property {number | undefined} loopPacedMs CPU time of a sweep of the C loop, one a second
 * @property {number | undefined} loopStraightMs of a sweep without a pause before it
 * @property {number | undefined} scanMs CPU time of ntop's scan alone, one a second
 * @property {number | undefined} emptyNodeMs
 * @property {number | undefined} descriptorBytes kernel memory that a kept descriptor takes
 */

/**
 * @param {Part} part
 * @returns {PartSummary}
 */
export function summarise({ measured, loops, scansMs, emptyRunsMs }) {
  // The first loop of a scene finds none of the kernel's own records of these files, and pays for all of them.
  const descriptorBytes = loops[0] === undefined ? undefined : Math.max(0, loops[0].descriptorBytes)
  return {
    programs: measured.map(one => summariseProgram(one, descriptorBytes)),
    loopPacedMs: median(loops.flatMap(({ pacedMs }) => pacedMs)),
    loopStraightMs: median(loops.flatMap(({ straightMs }) => straightMs)),
    scanMs: median(scansMs),
    emptyNodeMs: median(emptyRunsMs),
    descriptorBytes,
  }
}

/**
 * @param {Measured} measured
 * @param {number | undefined} descriptorBytes
 * @returns {Summary}
 */
function summariseProgram({ subject, sessions, firstTablesMs }, descriptorBytes) {
  const keysMs = sessions.flatMap(session => session.keysMs)
  const keysUnanswered = sessions.reduce((sum, session) => sum + session.keysUnanswered, 0)
  // A key that was never answered took longer than all others.
  const keys = [...keysMs, ...Array(keysUnanswered).fill(Number.POSITIVE_INFINITY)]
  const rssBytes = median(sessions.map(session => session.rssBytes))
  const slabGrowthBytes = median(sessions.map(session => session.slabGrowthBytes))
  const descriptors = median(sessions.map(session => session.descriptors))
  // By what a descriptor takes where that is known: the slabs also hold caches, and what others do meanwhile.
  const kernelBytes = descriptorBytes === undefined ? atLeast0(slabGrowthBytes) : product(descriptors, descriptorBytes)
  const tables = firstTablesMs.filter(ms => ms !== null)
  return {
    name: subject.name,
    version: subject.version,
    cpuMs: median(sessions.map(({ cpuMs, refreshes }) => cpuMs / refreshes)),
    refreshesPerSec: median(sessions.map(({ refreshes, windowSec }) => refreshes / windowSec)),
    counted: sessions.every(({ counted }) => counted),
    firstTableMs: median(tables),
    neverTable: firstTablesMs.length > 0 && tables.length === 0,
    keyP50Ms: quantile(keys, 0.5),
    keyP99Ms: quantile(keys, 0.99),
    keys: keys.length,
    keysUnanswered,
    keysSkipped: sessions.reduce((sum, session) => sum + session.keysSkipped, 0),
    residentBytes: rssBytes === undefined || kernelBytes === undefined ? undefined : rssBytes + kernelBytes,
    rssBytes,
    kernelBytes,
    descriptors,
    slabGrowthBytes,
    bytesPerSec: median(sessions.map(({ bytes, windowSec }) => bytes / windowSec)),
  }
}

/**
 * @param {number | undefined} value
 * @returns {number | undefined}
 */
function atLeast0(value) {
  return value === undefined ? undefined : Math.max(0, value)
}

/**
 * @param {number | undefined} count
 * @param {number} each
 * @returns {number | undefined}
 */
function product(count, each) {
  return count === undefined ? undefined : count * each
}

/**
 * @typedef {object} Ratios what ntop takes of what another takes: less than 1 is better
 * @property {string} to
 * @property {number | undefined} cpu
 * @property {number | undefined} firstTable
 * @property {number | undefined} keyP50
 * @property {number | undefined} keyP99
 * @property {number | undefined} resident
 * @property {number | undefined} bytes
 */

/**
 * @param {PartSummary} summary
 * @returns {Ratios[]} of ntop to each of the others; none when it is not among them
 */
export function ratios({ programs }) {
  const ntop = programs.find(({ name }) => name === 'ntop')
  if (ntop === undefined) return []
  return programs
    .filter(program => program !== ntop)
    .map(other => ({
      to: other.name,
      cpu: ratio(ntop.cpuMs, other.cpuMs),
      firstTable: ratio(ntop.firstTableMs, other.firstTableMs),
      keyP50: ratio(ntop.keyP50Ms, other.keyP50Ms),
      keyP99: ratio(ntop.keyP99Ms, other.keyP99Ms),
      resident: ratio(ntop.residentBytes, other.residentBytes),
      bytes: ratio(ntop.bytesPerSec, other.bytesPerSec),
    }))
}
