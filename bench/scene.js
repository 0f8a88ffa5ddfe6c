/**
 * The machine that is looked at: a known number of processes. They live in a pid namespace of their own where that is
 * permitted, and a monitor beside them, so that nothing else on the machine is in the picture; or a monitor is outside
 * and sees all the others too, as most monitors do.
 */
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { startApart } from './apart.js'
import { compiled } from './compiled.js'
import { busyPct, cpuTicks, roomForTasks, threadsThatFit } from './machine.js'
import { pidsIn, unlessGone } from './processes.js'

/** @import { Apart } from './apart.js' */

/**
 * @typedef {object} Scene
 * @property {number} processes how many processes a monitor sees there, itself not counted
 * @property {number} threads all of theirs
 * @property {number} forksPerSec
 * @property {boolean} mixed whether some of them have threads, wake and work; without a C compiler all only sleep
 * @property {boolean} isolated whether a monitor sees nobody else
 * @property {number} busyPct of the whole machine, before anything is measured
 * @property {ReadonlySet<string>} ids of all processes and their threads: htop's rows are of both
 * @property {string} proc the `/proc` that a monitor sees there
 * @property {string[]} remarks what is not as it should be
 * @property {Apart['inside']} inside how to start a program there
 * @property {() => Promise<void>} close ends all of it
 */

/** More are never made. */
export const MOST_PROCESSES = 20000
/** After this time the processes end by themselves, whatever became of us. */
const LIMIT_SEC = 1200
/** For so long it is looked at how busy the scene keeps the machine. */
const CALM_MS = 1000

/**
 * @param {object} wanted
 * @param {number} wanted.processes
 * @param {number} wanted.forksPerSec
 * @param {number} wanted.workers at most, of the processes that use 5 % of a core
 * @param {boolean} wanted.alone whether a monitor shall see nobody else
 * @param {string} folder for programs
 * @returns {Promise<Scene>}
 */
export async function openScene({ processes, forksPerSec, workers, alone }, folder) {
  if (processes > MOST_PROCESSES) throw new Error(`${processes} processes are more than ${MOST_PROCESSES}`)
  const program = compiled('population', folder)
  const threads = threadsThatFit(processes, roomForTasks())
  const command = [program ?? sleepers(folder), processes, LIMIT_SEC, threads, workers, forksPerSec].map(String)
  const apart = await startApart(command)
  const isolated = apart.isolated && alone
  const proc = isolated ? apart.proc : '/proc'
  const [made = 0, allThreads = 0] = apart.ready.split(' ').slice(1).map(Number)
  const remarks = []
  if (program === undefined) remarks.push('all processes only sleep: there is no C compiler')
  if (made < processes) remarks.push(`only ${made} of ${processes} processes could be started`)
  if (program !== undefined && threads < 8)
    remarks.push(`a fifth of the processes have ${threads} threads, not 8: more tasks are not permitted here`)
  if (program !== undefined && workers < processes * 0.002)
    remarks.push(`${workers} processes use 5 % of a core, not ${Math.round(processes * 0.002)}, as told by --workers`)
  if (program === undefined && forksPerSec > 0) remarks.push('no storm of forks: there is no C compiler')
  const pids = pidsIn(proc)
  const tids = pids.flatMap(pid => unlessGone(() => readdirSync(`${proc}/${pid}/task`)) ?? [])
  const before = cpuTicks()
  await after(CALM_MS)
  return {
    processes: pids.length,
    threads: allThreads,
    forksPerSec: program === undefined ? 0 : forksPerSec,
    mixed: program !== undefined,
    isolated,
    busyPct: busyPct(before, cpuTicks()),
    ids: new Set([...pids, ...tids]),
    proc,
    remarks,
    inside: isolated ? apart.inside : (command, args) => ({ command, args }),
    close: apart.close,
  }
}

/**
 * Without a compiler: as many processes, all asleep.
 *
 * @param {string} folder
 * @returns {string}
 */
function sleepers(folder) {
  const script = `#!/bin/sh
i=1
while [ $i -lt "$1" ]; do sleep "$2" & i=$((i + 1)); done
echo ready $i $i
cat > /dev/null
kill -KILL 0
`
  const path = join(folder, 'population')
  writeFileSync(path, script, { mode: 0o755 })
  return path
}
