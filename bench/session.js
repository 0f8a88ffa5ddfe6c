/** One monitor in a scene, from its start to its end: what it shows when, what it costs, and how it answers keys. */
import { closing } from './cleanup.js'
import { keysAnswered } from './keys.js'
import { slab } from './machine.js'
import { childrenOf, cpuMsBetween, endTree, usageOf } from './processes.js'
import { burstsIn, refreshesOf } from './refreshes.js'
import { isTable } from './screen.js'
import { runInTerminal } from './terminal.js'

/** @import { Scene } from './scene.js' */
/** @import { Subject } from './subjects.js' */
/** @import { Running } from './terminal.js' */

/**
 * @typedef {object} SessionPlan
 * @property {number} settle refreshes before anything is counted
 * @property {number} window refreshes that are counted
 * @property {number} keys
 * @property {[number, number]} keyPauseMs between two keys, at random
 */

/**
 * @typedef {object} Session
 * @property {number | null} firstTableMs `null` when there never was one
 * @property {number} cpuMs of the whole process tree in the window
 * @property {number} windowSec
 * @property {number} refreshes in the window
 * @property {boolean} counted whether the refreshes are counted, or one a second is assumed
 * @property {number} bytes to the terminal in the window
 * @property {number} rssBytes of the whole process tree
 * @property {number} descriptors that it holds open
 * @property {number} slabGrowthBytes by how much the kernel's slabs have grown since before it was started
 * @property {number} unreclaimableGrowthBytes that part of it that is no mere cache
 * @property {number[]} keysMs from a key to the row that it selects
 * @property {number} keysUnanswered
 * @property {number} keysSkipped for want of time
 */

/** A refresh that has not come by then counts as none. */
const REFRESH_LIMIT_MS = 4000
/** A monitor for which a second is too short gets no more time than this. */
const [WINDOW_SEC, KEYS_SEC] = [18, 25]
/** So many times as long as it is given refreshes to settle, one a second. */
const SETTLE_TIMES = 2

/**
 * @param {Scene} scene
 * @param {Subject} subject
 * @param {string} home
 * @param {SessionPlan} plan
 * @param {number} deadline after which nothing more is begun
 * @returns {Promise<Session>}
 */
export async function measureSession(scene, subject, home, plan, deadline) {
  const slabBefore = slab()
  const { running, end } = start(scene, subject, home)
  try {
    const firstTableMs = await firstTable(running, scene, subject)
    await lulls(running, plan.settle, Math.min(deadline, inSec(SETTLE_TIMES * plan.settle)))
    if (!running.isRunning()) throw new Error(`it ended:\n${running.lines().join('\n').trim()}`)

    const root = scene.isolated ? (childrenOf(running.pid)[0] ?? running.pid) : running.pid
    const [startedAt, seen, before] = [performance.now(), running.arrivals.length, usageOf(root)]
    await lulls(running, plan.window, Math.min(deadline, inSec(WINDOW_SEC)))
    const windowSec = (performance.now() - startedAt) / 1000
    const [after, arrivals] = [usageOf(root), running.arrivals.slice(seen)]
    const slabAfter = slab()

    const { answeredMs, unanswered } = await keysAnswered(running, subject, plan, Math.min(deadline, inSec(KEYS_SEC)))
    return {
      firstTableMs: firstTableMs ?? null,
      cpuMs: cpuMsBetween(before, after),
      windowSec,
      ...refreshesOf(windowSec, burstsIn(arrivals)),
      bytes: arrivals.reduce((sum, { bytes }) => sum + bytes, 0),
      rssBytes: after.rssBytes,
      descriptors: after.descriptors,
      slabGrowthBytes: slabAfter.allBytes - slabBefore.allBytes,
      unreclaimableGrowthBytes: slabAfter.unreclaimableBytes - slabBefore.unreclaimableBytes,
      keysMs: answeredMs,
      keysUnanswered: unanswered,
      keysSkipped: plan.keys - answeredMs.length - unanswered,
    }
  } finally {
    end()
    await running.exited
  }
}

/**
 * @param {Scene} scene
 * @param {Subject} subject
 * @param {string} home
 * @returns {Promise<number | undefined>} milliseconds from the start to twenty rows
 */
export async function firstTableMs(scene, subject, home) {
  const { running, end } = start(scene, subject, home)
  try {
    return await firstTable(running, scene, subject)
  } finally {
    end()
    await running.exited
  }
}

/**
 * @param {Scene} scene
 * @param {{ command: string, args: string[] }} program that ends by itself
 * @param {string} home
 * @returns {Promise<number>} milliseconds from the start to the end
 */
export async function wholeRunMs(scene, program, home) {
  const { running, end } = start(scene, program, home)
  const ms = (await running.exited) - running.startedAt
  end()
  return ms
}

/**
 * @param {Running} running
 * @param {Scene} scene
 * @param {Subject} subject
 * @returns {Promise<number | undefined>} milliseconds
 */
async function firstTable(running, { ids }, { patienceSec }) {
  const arrivedAt = await running.until(() => isTable(running.lines(), ids), patienceSec * 1000)
  return arrivedAt === undefined ? undefined : arrivedAt - running.startedAt
}

/**
 * Until so many refreshes have come, one a second at most: some send one in several pieces.
 *
 * @param {Running} running
 * @param {number} number
 * @param {number} deadline
 * @returns {Promise<void>}
 */
async function lulls(running, number, deadline) {
  const earliest = inSec(number * 0.9)
  for (let i = 0; running.isRunning() && (i < number || performance.now() < earliest); i++) {
    // Of a slow one too there is one refresh to be measured.
    if (i > 0 && performance.now() > deadline) return
    await running.lull(REFRESH_LIMIT_MS)
  }
}

/**
 * @param {number} sec
 * @returns {number} that moment
 */
function inSec(sec) {
  return performance.now() + sec * 1000
}

/**
 * @param {Pick<Scene, 'inside'>} scene
 * @param {{ command: string, args: string[] }} program
 * @param {string} home
 * @param {Record<string, string>} [more] added to its environment
 * @returns {{ running: Running, end: () => void }}
 */
export function start(scene, { command, args }, home, more) {
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    TERM: 'xterm-256color',
    COLORTERM: 'truecolor',
    LANG: 'C.UTF-8',
    ...more,
  }
  const running = runInTerminal(scene.inside(command, args), env)
  const end = closing(() => {
    if (running.isRunning()) endTree(running.pid)
  })
  return { running, end }
}
