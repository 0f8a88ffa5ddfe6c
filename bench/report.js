/** What was measured, for people: a table as it stands in docs/performance.md, ratios, and in words what is missing. */

import { ratio } from './statistics.js'
import { ratios } from './summary.js'

/** @import { Figures } from './figures.js' */
/** @import { Part } from './part.js' */
/** @import { PartSummary, Summary } from './summary.js' */

/** So many disagreements are told one by one. */
const TOLD = 10

/**
 * @param {Part} part
 * @param {PartSummary} summary
 * @returns {string}
 */
export function reportOf(part, summary) {
  const { scene, rounds, tookSec } = part
  const head = [
    `${whole(scene.processes)} processes (${sceneInWords(scene)})`,
    `200×50, told to look once a second; medians of ${rounds} round${rounds === 1 ? '' : 's'}, ${tookSec.toFixed(0)} s`,
  ].join('\n')
  const sections = [head, costTable(summary), ratioTable(summary), detailTable(summary), ...sentences(part, summary)]
  return sections.filter(Boolean).join('\n\n')
}

/**
 * @param {Part['scene']} scene
 * @returns {string}
 */
function sceneInWords({ processes, threads, forksPerSec, mixed, isolated, busyPct }) {
  return [
    mixed
      ? `${whole(threads)} threads; some wake, some work, some start threads all the time`
      : `${whole(processes)} asleep`,
    ...(forksPerSec > 0 ? [`a storm of ${forksPerSec} forks a second`] : []),
    isolated ? 'in a pid namespace of their own' : 'with all others of this machine',
    `the machine ${busyPct.toFixed(0)} % busy before anything is measured`,
  ].join('; ')
}

/**
 * @param {PartSummary} summary
 * @returns {string}
 */
function costTable({ programs, loopPacedMs, loopStraightMs, scanMs, emptyNodeMs }) {
  return table([
    ['', 'CPU a refresh', 'first table', 'key answered, p50 / p99', 'resident', 'bytes to the terminal a second'],
    ...programs.map(program => [
      `${program.name} ${program.version}`,
      unit(program.cpuMs, 1, 'ms'),
      program.neverTable ? 'never' : unit(program.firstTableMs, 0, 'ms'),
      keysOf(program),
      megabytes(program.residentBytes),
      whole(program.bytesPerSec),
    ]),
    ["ntop's scan alone", unit(scanMs, 1, 'ms', 'not measured'), '', '', '', ''],
    ['C loop: `pread` of every kept stat, once a second', unit(loopPacedMs, 1, 'ms', 'not measured'), '', '', '', ''],
    ['the same, back to back', unit(loopStraightMs, 1, 'ms', 'not measured'), '', '', '', ''],
    ['an empty Node program, to its end', '', unit(emptyNodeMs, 0, 'ms'), '', '', ''],
  ])
}

/**
 * @param {PartSummary} summary
 * @returns {string}
 */
function detailTable({ programs, descriptorBytes }) {
  const size = descriptorBytes === undefined ? '' : ` of ${(descriptorBytes / 1000).toFixed(1)} KB`
  return table([
    ['resident is', 'RSS', `and kernel memory: descriptors${size}`, 'Slab grew meanwhile', 'refreshes a second'],
    ...programs.map(({ name, counted, descriptors, rssBytes, kernelBytes, slabGrowthBytes, refreshesPerSec }) => [
      name,
      megabytes(rssBytes),
      `${whole(descriptors)}, ${megabytes(kernelBytes)}`,
      megabytes(slabGrowthBytes),
      `${unit(refreshesPerSec, 2, counted ? '' : 'assumed')}`.trim(),
    ]),
  ])
}

/**
 * @param {PartSummary} summary
 * @returns {string}
 */
function ratioTable(summary) {
  const rows = ratios(summary)
  if (rows.length === 0) return ''
  return table([
    ['ntop takes, of what this takes', 'CPU a refresh', 'first table', 'key p50', 'key p99', 'resident', 'bytes'],
    ...rows.map(({ to, cpu, firstTable, keyP50, keyP99, resident, bytes }) => [
      to,
      ...[cpu, firstTable, keyP50, keyP99, resident, bytes].map(value => times(value)),
    ]),
  ])
}

/**
 * @param {Part} part
 * @param {PartSummary} summary
 * @returns {string[]}
 */
function sentences({ figures, measured, remarks }, summary) {
  const ntop = summary.programs.find(({ name }) => name === 'ntop')
  const { loopPacedMs, loopStraightMs, scanMs, emptyNodeMs } = summary
  const said = []
  if (ntop?.cpuMs !== undefined && loopPacedMs !== undefined) {
    const scan =
      scanMs === undefined
        ? ''
        : ` Its scan alone takes ${times(ratio(scanMs, loopPacedMs))} and ${times(ratio(scanMs, loopStraightMs))}.`
    said.push(
      `Of the C loop once a second, all of ntop takes ${times(ratio(ntop.cpuMs, loopPacedMs))}; ` +
        `of the same back to back, ${times(ratio(ntop.cpuMs, loopStraightMs))}.${scan}`,
    )
  }
  if (ntop?.firstTableMs !== undefined && emptyNodeMs !== undefined) {
    said.push(
      `ntop's first table comes ${(ntop.firstTableMs - emptyNodeMs).toFixed(0)} ms after an empty Node program has ended, ` +
        `${times(ntop.firstTableMs / emptyNodeMs)} of its time.`,
    )
  }
  if (figures !== undefined) said.push(figuresInWords(figures))
  const notes = [
    ...remarks,
    ...measured.flatMap(({ subject: { name, remark }, failure }) => [
      ...(remark === undefined ? [] : [`${name} ${remark}`]),
      ...(failure === undefined ? [] : [`${name} could not be measured (further): ${failure}`]),
    ]),
    ...summary.programs.flatMap(({ name, keys, keysUnanswered, keysSkipped }) => [
      ...(keysUnanswered > 0 ? [`${name} did not answer ${keysUnanswered} of ${keys} keys`] : []),
      ...(keysSkipped > 0 ? [`there was no time for ${keysSkipped} of ${keysSkipped + keys} keys to ${name}`] : []),
    ]),
  ]
  if (notes.length > 0) said.push(notes.map(note => `- ${note}`).join('\n'))
  return said
}

/**
 * @param {Figures} figures
 * @returns {string}
 */
function figuresInWords({ processes, timesAgreed, sharesCompared, sharesAgreed, disagreements }) {
  const sentence =
    `ntop's CPU times agree with the kernel's before and after for ${whole(timesAgreed)} of ${whole(processes)}, ` +
    `its shares of a core for ${whole(sharesAgreed)} of ${whole(sharesCompared)}.`
  const more = disagreements.length > TOLD ? [`and ${disagreements.length - TOLD} more`] : []
  return [sentence, ...disagreements.slice(0, TOLD), ...more].join('\n- ')
}

/**
 * @param {Summary} program
 * @returns {string}
 */
function keysOf({ keys, keyP50Ms, keyP99Ms }) {
  return keys === 0 ? 'not measured' : `${answered(keyP50Ms)} / ${answered(keyP99Ms)} ms`
}

/**
 * @param {number | undefined} ms
 * @returns {string}
 */
function answered(ms) {
  if (ms === undefined) return '–'
  return ms === Number.POSITIVE_INFINITY ? 'never' : ms.toFixed(1)
}

/**
 * Markdown that reads well as it is.
 *
 * @param {string[][]} rows
 * @returns {string}
 */
export function table(rows) {
  const [head = []] = rows
  const widths = head.map((_, i) => Math.max(3, ...rows.map(row => row[i]?.length ?? 0)))
  const line = (/** @type {string[]} */ row) =>
    `| ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(' | ')} |`
  const rule = `|${widths.map((width, i) => (i === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`
  return [line(head), rule, ...rows.slice(1).map(line)].join('\n')
}

/**
 * @param {number | undefined} value
 * @param {number} digits
 * @param {string} name
 * @param {string} [unknown]
 * @returns {string}
 */
function unit(value, digits, name, unknown = '–') {
  return value === undefined ? unknown : `${value.toFixed(digits)} ${name}`
}

/**
 * @param {number | undefined} bytes
 * @returns {string}
 */
function megabytes(bytes) {
  return unit(bytes === undefined ? undefined : bytes / 1e6, 1, 'MB')
}

/**
 * @param {number | undefined} value
 * @returns {string}
 */
function whole(value) {
  return value === undefined ? '–' : Math.round(value).toLocaleString('en')
}

/**
 * @param {number | undefined} value
 * @returns {string}
 */
function times(value) {
  return value === undefined ? '–' : `${value.toFixed(2)} ×`
}
