/** What runs without a screen: the C loop, which reads every process's stat and does nothing with it, and ntop's scan. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { closing } from './cleanup.js'
import { slab } from './machine.js'
import { endTree } from './processes.js'

/** @import { Scene } from './scene.js' */

/**
 * @typedef {object} Loop
 * @property {number} read how many processes it reads
 * @property {number} seen how many there are
 * @property {number[]} pacedMs CPU time of each sweep, one a second
 * @property {number[]} straightMs of each sweep without a pause between them
 * @property {number} descriptorBytes kernel memory that a kept descriptor takes
 */
/** @typedef {{ leftOut: number, counted: number }} ScanPlan how many scans are made, and only then how many that count */

/** With so many descriptors their memory stands out from the noise. */
const ENOUGH = 3000
/** In so many scans ntop still opens descriptors to be kept, which later scans only read: until everyone was due once. */
export const SETTLING_SCANS = 32

/**
 * @param {Scene} scene
 * @param {string} program
 * @param {{ paced: number, straight: number }} plan
 * @returns {Promise<Loop>}
 */
export async function runLoop(scene, program, { paced, straight }) {
  const slabBefore = slab()
  return withProgram(scene.inside(program, ['/proc', ENOUGH, paced, straight].map(String)), async (next, go) => {
    const [, kept = 0, read = 0, seen = 0] = await next()
    go()
    const pacedMs = await next()
    const straightMs = await next()
    return { read, seen, pacedMs, straightMs, descriptorBytes: (slab().allBytes - slabBefore.allBytes) / kept }
  })
}

/**
 * @param {Scene} scene
 * @param {string} script
 * @param {ScanPlan} plan
 * @returns {Promise<number[]>} CPU time of each scan that counts, one a second, in milliseconds
 */
export function runScans(scene, script, { leftOut, counted }) {
  const program = scene.inside(process.execPath, [script, leftOut, counted].map(String))
  return withProgram(program, next => next())
}

/**
 * @template T
 * @param {{ command: string, args: string[] }} program
 * @param {(next: () => Promise<number[]>, go: () => void) => Promise<T>} use is given how to read its next line of
 *   numbers, and how to have it go on
 * @returns {Promise<T>}
 */
async function withProgram({ command, args }, use) {
  // Its input closes with us, which ends it.
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const end = closing(() => endTree(child.pid ?? 0))
  const exited = once(child, 'exit')
  try {
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    const next = async () => {
      const { value, done } = await lines.next()
      if (done) throw new Error('it ended')
      return value.split(' ').filter(Boolean).map(Number)
    }
    return await use(next, () => child.stdin.write('\n'))
  } finally {
    end()
    await exited
  }
}
