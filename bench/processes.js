/** What a process and all its descendants use, read from `/proc`. */
import { readdirSync, readFileSync } from 'node:fs'

/** proc_pid_stat(5) counts in ticks of 1/100 s on every architecture that Node runs on. */
export const TICK_MS = 10

/**
 * @typedef {object} Usage
 * @property {number} tickedMs CPU time by `/proc/PID/stat`, with that of ended children, in whole ticks
 * @property {number} scheduledMs CPU time by the threads' `schedstat`, to the nanosecond, of those still living
 * @property {number} rssBytes resident memory, summed up
 * @property {number} descriptors open files
 */

/**
 * @param {number} root
 * @returns {Usage}
 */
export function usageOf(root) {
  const usage = { tickedMs: 0, scheduledMs: 0, rssBytes: 0, descriptors: 0 }
  for (const pid of descendants(root)) {
    unlessGone(() => {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
      usage.tickedMs += (ticksOf(stat) + endedChildrensTicks(stat)) * TICK_MS
      for (const tid of readdirSync(`/proc/${pid}/task`)) {
        const schedstat = unlessGone(() => readFileSync(`/proc/${pid}/task/${tid}/schedstat`, 'utf8')) ?? '0'
        usage.scheduledMs += Number(schedstat.split(' ')[0]) / 1e6
      }
      // A zombie has none any more.
      const resident = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0'
      usage.rssBytes += Number(resident) * 1024
      usage.descriptors += readdirSync(`/proc/${pid}/fd`).length
    })
  }
  return usage
}

/**
 * CPU time between two readings: the fine one, unless threads or children that ended meanwhile took part of it along.
 *
 * @param {Pick<Usage, 'tickedMs' | 'scheduledMs'>} before
 * @param {Pick<Usage, 'tickedMs' | 'scheduledMs'>} after
 * @returns {number} milliseconds
 */
export function cpuMsBetween(before, after) {
  const ticked = after.tickedMs - before.tickedMs
  const scheduled = after.scheduledMs - before.scheduledMs
  return ticked - scheduled > 2 * TICK_MS ? ticked : scheduled
}

/**
 * @param {string} stat
 * @returns {number} CPU time of a process, as `/proc/PID/stat` has it
 */
export function ticksOf(stat) {
  const fields = fieldsOf(stat)
  return Number(fields[11]) + Number(fields[12])
}

/**
 * @param {string} stat
 * @returns {number} when it was started, which with its pid makes it this process and no other
 */
export function startOf(stat) {
  return Number(fieldsOf(stat)[19])
}

/**
 * @param {string} stat
 * @returns {number}
 */
function endedChildrensTicks(stat) {
  const fields = fieldsOf(stat)
  return Number(fields[13]) + Number(fields[14])
}

/**
 * The fields of proc_pid_stat(5) from the third on, the state: the name before it may hold blanks and parentheses.
 *
 * @param {string} stat
 * @returns {string[]}
 */
function fieldsOf(stat) {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

/**
 * @param {number} root
 * @returns {number[]} its pid and those of all below it, parents before children
 */
export function descendants(root) {
  const found = [root]
  for (const pid of found) found.push(...childrenOf(pid))
  return found
}

/**
 * @param {number} pid
 * @returns {number[]}
 */
export function childrenOf(pid) {
  const tids = unlessGone(() => readdirSync(`/proc/${pid}/task`)) ?? []
  return tids.flatMap(tid => {
    const children = unlessGone(() => readFileSync(`/proc/${pid}/task/${tid}/children`, 'utf8')) ?? ''
    return children.split(' ').filter(Boolean).map(Number)
  })
}

/**
 * Ends a process and all below it, each by its pid.
 *
 * @param {number} root
 */
export function endTree(root) {
  for (const pid of descendants(root).reverse()) unlessGone(() => process.kill(pid, 'SIGKILL'))
}

/**
 * @template T
 * @param {() => T} action
 * @returns {T | undefined} `undefined` when the process that it is about has ended
 */
export function unlessGone(action) {
  try {
    return action()
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return undefined
    throw error
  }
}

/**
 * @param {string} proc a proc file system
 * @returns {string[]} the pids of its processes
 */
export function pidsIn(proc) {
  return readdirSync(proc).filter(name => /^\d+$/.test(name))
}
