/**
 * `scan LEFT_OUT COUNTED`: ntop's scan alone, as often and of as much as the screen asks for it, and nothing drawn.
 *
 * Scans LEFT_OUT and then COUNTED times, once a second, and prints a line of the CPU time of each that counts in
 * milliseconds. Ends then, or when its input does. It runs as a bundle, see compiled.js.
 */
import { setTimeout as after } from 'node:timers/promises'
import { IDLE_MS } from '../src/columns/column.ts'
import { linuxSource } from '../src/sources/linux/source.ts'

/** @import { ProcessRecord } from '../src/model/process.ts' */

/** So many rows are in view on a screen of fifty lines. */
const IN_VIEW = 45

/**
 * @param {number} leftOut
 * @param {number} counted
 * @returns {Promise<number[]>} milliseconds
 */
async function scans(leftOut, counted) {
  const source = linuxSource()
  /** @type {readonly ProcessRecord[]} */
  let last = []
  const costs = []
  const startedAt = performance.now()
  for (let i = 0; i < leftOut + counted; i++) {
    await after(Math.max(0, startedAt + i * 1000 - performance.now()))
    const closely = last.slice(0, IN_VIEW).map(({ id }) => id)
    const before = process.cpuUsage()
    const sample = await source.scan({ everyone: new Set(), sparing: { closely, idleMs: IDLE_MS } })
    const { user, system } = process.cpuUsage(before)
    last = sample.processes
    if (i >= leftOut) costs.push((user + system) / 1000)
  }
  source.close()
  return costs
}

process.stdin.resume().once('end', () => process.exit())
const [leftOut = 0, counted = 0] = process.argv.slice(2).map(Number)
// A bundle for `require` cannot wait at its top.
scans(leftOut, counted).then(costs => {
  console.log(costs.map(ms => ms.toFixed(3)).join(' '))
  process.stdin.destroy()
})
