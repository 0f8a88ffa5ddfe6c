/** What a process and all its descendants use, read from `/proc`. */
import { readdirSync, readFileSync } from 'node:fs'

/** proc_pid_stat(5) counts in ticks of 1/100 s on every architecture that Node runs on. */
const TICK_MS = 10

/**
 * @typedef {object} Usage
 * @property {number} tickedMs CPU time by `/proc/PID/stat`, with that of ended children, in whole ticks
 * @property {number} scheduledMs CPU time by the threads' `schedstat`, to the nanosecond, of those still living
 * @property {number} rssBytes resident memory, summed up
 */

/**
 * @param {number} root
 * @returns {Usage}
 */
export function usageOf(root) {
  const usage = { tickedMs: 0, scheduledMs: 0, rssBytes: 0 }
  for (const pid of descendants(root)) {
    const fields = statFields(pid)
    // utime, stime, cutime, cstime: the fields 14 to 17, of which the state is the third.
    usage.tickedMs += fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * TICK_MS
    for (const tid of readdirSync(`/proc/${pid}/task`)) {
      usage.scheduledMs += Number(readFileSync(`/proc/${pid}/task/${tid}/schedstat`, 'utf8').split(' ')[0]) / 1e6
    }
    const resident = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    usage.rssBytes += Number(resident) * 1024
  }
  return usage
}

/**
 * CPU time between two readings: the fine one, unless threads or children that ended meanwhile took part of it along.
 *
 * @param {Usage} before
 * @param {Usage} after
 * @returns {number} milliseconds
 */
export function cpuMsBetween(before, after) {
  const ticked = after.tickedMs - before.tickedMs
  const scheduled = after.scheduledMs - before.scheduledMs
  return ticked - scheduled > 2 * TICK_MS ? ticked : scheduled
}

/**
 * @param {number} root
 * @returns {number[]} its pid and those of all below it, parents before children
 */
export function descendants(root) {
  /** @type {Map<number, number[]>} */
  const children = new Map()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const parent = parentOf(Number(name))
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)])
  }
  const found = [root]
  for (const pid of found) found.push(...(children.get(pid) ?? []))
  return found
}

/**
 * @param {number} pid
 * @returns {number | undefined} `undefined` when it is gone
 */
function parentOf(pid) {
  try {
    return Number(statFields(pid)[1])
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return undefined
    throw error
  }
}

/**
 * Whether an error says that a process has ended.
 *
 * @param {unknown} error
 * @returns {boolean}
 */
export function isGone(error) {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')
}

/**
 * The fields after the name, which may itself hold blanks and parentheses.
 *
 * @param {number} pid
 * @returns {string[]}
 */
function statFields(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}
