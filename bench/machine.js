/** The machine that the scene is played on: what it permits, how busy it is, what memory its kernel has taken. */
import { readFileSync } from 'node:fs'
import { cpus, release } from 'node:os'

/** So many tasks are left for the monitors and for everything else. */
const SPARE_TASKS = 1500

/**
 * @returns {string} one line
 */
export function describeMachine() {
  return `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Linux ${release()}, Node ${process.versions.node}`
}

/**
 * Kernel memory in slabs, as proc_meminfo(5) has it.
 * @typedef {{ allBytes: number, unreclaimableBytes: number }} Slab
 */

/**
 * @returns {Slab}
 */
export function slab() {
  return parseSlab(readFileSync('/proc/meminfo', 'utf8'))
}

/**
 * @param {string} meminfo
 * @returns {Slab}
 */
export function parseSlab(meminfo) {
  const bytes = (/** @type {string} */ name) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(meminfo)?.[1]) * 1024
  return { allBytes: bytes('Slab'), unreclaimableBytes: bytes('SUnreclaim') }
}

/**
 * CPU time of all cores since the start of the machine.
 * @typedef {{ busy: number, all: number }} CpuTicks
 */

/**
 * @returns {CpuTicks}
 */
export function cpuTicks() {
  return parseCpuTicks(readFileSync('/proc/stat', 'utf8'))
}

/**
 * @param {string} stat
 * @returns {CpuTicks}
 */
export function parseCpuTicks(stat) {
  // The guests' time is in the user time already, proc_stat(5).
  const ticks = stat.slice(0, stat.indexOf('\n')).trim().split(/\s+/).slice(1, 9).map(Number)
  const all = ticks.reduce((sum, n) => sum + n, 0)
  const [, , , idle = 0, iowait = 0] = ticks
  return { busy: all - idle - iowait, all }
}

/**
 * @param {CpuTicks} before
 * @param {CpuTicks} after
 * @returns {number} of all cores together
 */
export function busyPct(before, after) {
  return (100 * (after.busy - before.busy)) / (after.all - before.all)
}

/**
 * @returns {number} how many processes and threads may be added here
 */
export function roomForTasks() {
  const limit = (/** @type {string} */ path) => Number(readFileSync(path, 'utf8'))
  const most = Math.min(limit('/proc/sys/kernel/pid_max'), limit('/proc/sys/kernel/threads-max'))
  const there = Number(/\/(\d+) /.exec(readFileSync('/proc/loadavg', 'utf8'))?.[1])
  return most - there - SPARE_TASKS
}

/**
 * A fifth of the processes are to have eight threads, or as many as the kernel permits.
 *
 * @param {number} processes
 * @param {number} room for tasks
 * @returns {number} 1 to 8
 */
export function threadsThatFit(processes, room) {
  const more = Math.floor((room - processes) / Math.max(1, Math.round(processes / 5)))
  return Math.min(8, Math.max(1, 1 + more))
}
