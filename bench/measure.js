/** What is measured of a subject in a scene: how soon it shows something, and what it then costs to keep running. */
import { readdirSync } from 'node:fs'
import { cpuMsBetween, descendants, isGone, usageOf } from './processes.js'
import { onlyChild } from './scene.js'
import { runInTerminal } from './terminal.js'

/** @import { Scene } from './scene.js' */
/** @import { Subject } from './subjects.js' */
/** @import { Running } from './terminal.js' */

/**
 * @typedef {object} Cost
 * @property {number} cpuMsPerSec of the whole process tree
 * @property {number} rssBytes of the whole process tree, at the end
 * @property {number} bytesPerSec written to the terminal
 * @property {number} windowSec how long it was looked at
 */

/**
 * From the start to the first twenty rows on the screen.
 *
 * @param {Scene} scene
 * @param {Subject} subject
 * @param {string} home
 * @returns {Promise<number>} milliseconds
 */
export async function firstFrameMs(scene, subject, home) {
  const running = start(scene, subject, home)
  const ms = await running.firstFrameMs
  await end(running)
  return ms
}

/**
 * From the start to the end of a program that ends by itself.
 *
 * @param {Scene} scene
 * @param {Subject} subject
 * @param {string} home
 * @returns {Promise<number>} milliseconds
 */
export function wholeRunMs(scene, subject, home) {
  return start(scene, subject, home).exitedMs
}

/**
 * What it costs once it has settled.
 *
 * @param {Scene} scene
 * @param {Subject} subject
 * @param {string} home
 * @param {{ settleSec: number, windowSec: number }} times
 * @returns {Promise<Cost>}
 */
export async function cost(scene, subject, home, { settleSec, windowSec }) {
  const running = start(scene, subject, home)
  await running.firstFrameMs
  await seconds(settleSec)

  const root = scene.isolated ? onlyChild(running.pid) : running.pid
  const startedAt = performance.now()
  const [before, bytesBefore] = [usageOf(root), running.bytes()]
  await seconds(windowSec)
  const tookSec = (performance.now() - startedAt) / 1000
  const [after, bytesAfter] = [usageOf(root), running.bytes()]
  await end(running)
  return {
    cpuMsPerSec: cpuMsBetween(before, after) / tookSec,
    rssBytes: after.rssBytes,
    bytesPerSec: (bytesAfter - bytesBefore) / tookSec,
    windowSec: tookSec,
  }
}

/**
 * @param {Scene} scene
 * @param {Subject} subject
 * @param {string} home
 * @returns {Running}
 */
function start(scene, { command, args }, home) {
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    TERM: 'xterm-256color',
    COLORTERM: 'truecolor',
    LANG: 'C.UTF-8',
  }
  const pids = new Set(readdirSync(scene.proc).filter(name => /^\d+$/.test(name)))
  return runInTerminal(scene.inside(command, args), { env, pids })
}

/**
 * @param {Running} running
 * @returns {Promise<unknown>}
 */
function end(running) {
  for (const pid of descendants(running.pid).reverse()) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch (error) {
      // Some end as soon as their child does.
      if (!isGone(error)) throw error
    }
  }
  return running.exitedMs
}

/**
 * @param {number} n
 * @returns {Promise<void>}
 */
function seconds(n) {
  return new Promise(resolve => setTimeout(resolve, n * 1000))
}
