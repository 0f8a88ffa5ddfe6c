/** Whether ntop's figures are true: the CPU time of every process against what the kernel says just before and after. */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as after } from 'node:timers/promises'
import { closing } from './cleanup.js'
import { endTree, pidsIn, startOf, TICK_MS, ticksOf, unlessGone } from './processes.js'

/** @import { Scene } from './scene.js' */

/**
 * What `/proc/PID/stat` said of a process.
 * @typedef {{ name: string, start: number, ticks: number }} Reading
 */
/** @typedef {Map<number, Reading>} Readings by pid */
/** @typedef {{ pid: number, cpuTimeSec: number | null, cpuPct: number | null }} Shown */
/**
 * One look of ntop, with what the kernel said round it and round the look before.
 *
 * @typedef {object} Look
 * @property {number} intervalMs
 * @property {Shown[]} shown
 * @property {Readings} [beforeLast]
 * @property {Readings} [afterLast]
 * @property {Readings} before
 * @property {Readings} after
 */
/**
 * @typedef {object} Figures
 * @property {number} processes that were there before and after a look, of all looks
 * @property {number} timesAgreed those whose CPU time lay between the kernel's
 * @property {number} sharesCompared those that were there in the look before as well
 * @property {number} sharesAgreed those whose share of a core fits the CPU time between the looks
 * @property {string[]} disagreements every one that does not agree, in words
 */

/** @typedef {{ looks: number, intervalSec: number }} FiguresPlan */

/** So many ms in each second of an interval after a look the kernel is asked again. */
const READ_AGAIN = 700
/** A look's own length is no error: a scan of many processes takes a while, and reads each of them at its own time. */
const INTERVAL_TOLERANCE = 0.2

/**
 * @param {Scene} scene
 * @param {string} ntop the program
 * @param {FiguresPlan} plan
 * @returns {Promise<Figures>}
 */
export async function checkFigures(scene, ntop, { looks, intervalSec }) {
  const options = [ntop, '--json', '-d', intervalSec, '-n', looks]
  const { command, args } = scene.inside(process.execPath, options.map(String))
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const end = closing(() => endTree(child.pid ?? 0))
  /** @type {Figures} */
  const figures = { processes: 0, timesAgreed: 0, sharesCompared: 0, sharesAgreed: 0, disagreements: [] }
  /** @type {{ readAtMs: number, readings: Readings }[]} */
  const kept = []
  const read = () => {
    const readings = readAll(scene.proc)
    kept.push({ readAtMs: Date.now(), readings })
    return readings
  }
  read()
  /** @type {{ beforeLast?: Readings, afterLast?: Readings }} */
  let last = {}
  let looked = 0
  for await (const line of createInterface({ input: child.stdout })) {
    const afterwards = read()
    looked++
    const { at, intervalMs, processes: shown } = JSON.parse(line)
    const lookedAtMs = Date.parse(at)
    const before = kept.findLast(({ readAtMs }) => readAtMs < lookedAtMs)?.readings ?? new Map()
    add(figures, compare({ ...last, before, after: afterwards, intervalMs, shown }))
    last = { beforeLast: before, afterLast: afterwards }
    // Once more shortly before it looks again, so that little happens between the reading and ntop's.
    await after(Math.max(0, lookedAtMs + intervalSec * READ_AGAIN - Date.now()))
    read()
  }
  end()
  if (looked < looks) throw new Error(`ntop ended after ${looked} of ${looks} looks`)
  return figures
}

/**
 * @param {Look} look
 * @returns {Figures}
 */
export function compare({ intervalMs, shown, beforeLast, afterLast, before, after }) {
  /** @type {Figures} */
  const figures = { processes: 0, timesAgreed: 0, sharesCompared: 0, sharesAgreed: 0, disagreements: [] }
  const byPid = new Map(shown.map(process => [process.pid, process]))
  for (const [pid, { name, start, ticks }] of before) {
    const later = after.get(pid)
    if (later === undefined || later.start !== start) continue
    figures.processes++
    const { cpuTimeSec = null, cpuPct = null } = byPid.get(pid) ?? {}
    if (isBetween(cpuTimeSec, ticks, later.ticks)) figures.timesAgreed++
    else
      figures.disagreements.push(
        `${name} ${pid}: ${cpuTimeSec} s, the kernel ${span(ticks / 100, later.ticks / 100)} s`,
      )

    const [earlier, early] = [beforeLast?.get(pid), afterLast?.get(pid)]
    if (earlier?.start !== start || early === undefined) continue
    figures.sharesCompared++
    // User and system time are each rounded down to a tick.
    const least = ((ticks - early.ticks - 2) * TICK_MS * 100) / (intervalMs * (1 + INTERVAL_TOLERANCE))
    const most = ((later.ticks - earlier.ticks + 2) * TICK_MS * 100) / (intervalMs * (1 - INTERVAL_TOLERANCE))
    if (cpuPct !== null && cpuPct >= least && cpuPct <= most) figures.sharesAgreed++
    else figures.disagreements.push(`${name} ${pid}: ${cpuPct} %, the kernel ${span(Math.max(0, least), most)} %`)
  }
  return figures
}

/**
 * @param {number | null} cpuTimeSec
 * @param {number} least ticks
 * @param {number} most ticks
 * @returns {boolean}
 */
function isBetween(cpuTimeSec, least, most) {
  if (cpuTimeSec === null) return false
  const ticks = (cpuTimeSec * 1000) / TICK_MS
  // What is finer than ticks may exceed them by what they leave out, one each of user and system time.
  const leftOut = Math.abs(ticks - Math.round(ticks)) > 1e-6 ? 2 : 0
  return ticks > least - 1e-6 && ticks < most + leftOut + 1e-6
}

/**
 * @param {Figures} sum
 * @param {Figures} more
 */
function add(sum, more) {
  sum.processes += more.processes
  sum.timesAgreed += more.timesAgreed
  sum.sharesCompared += more.sharesCompared
  sum.sharesAgreed += more.sharesAgreed
  sum.disagreements.push(...more.disagreements)
}

/**
 * @param {string} proc
 * @returns {Readings}
 */
function readAll(proc) {
  /** @type {Readings} */
  const readings = new Map()
  for (const pid of pidsIn(proc)) {
    const stat = unlessGone(() => readFileSync(`${proc}/${pid}/stat`, 'latin1'))
    if (stat === undefined) continue
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'))
    readings.set(Number(pid), { name, start: startOf(stat), ticks: ticksOf(stat) })
  }
  return readings
}

/**
 * @param {number} least
 * @param {number} most
 * @returns {string}
 */
function span(least, most) {
  return `${least.toFixed(2)} to ${most.toFixed(2)}`
}
