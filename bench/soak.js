/** A long run of births and deaths beside ntop, and whether anything of those who are gone stays with it. */
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startApart } from './apart.js'
import { compiled } from './compiled.js'
import { childrenOf, cpuMsBetween, usageOf } from './processes.js'
import { table } from './report.js'
import { start } from './session.js'
import { median } from './statistics.js'

/** @import { Apart } from './apart.js' */
/** @import { Running } from './terminal.js' */

/** @typedef {{ births: number, ratePerSec: number, delaySec: number }} SoakPlan */
/** @typedef {{ born: number, living: number, tookMs: number }} Births */
/**
 * @typedef {object} Reading
 * @property {number} sec since the first birth
 * @property {number} births so far
 * @property {number} living of them
 * @property {number} rssBytes
 * @property {number} heapBytes of JavaScript, after all was collected that nothing holds
 * @property {number} externalBytes of buffers beside that heap
 * @property {number} descriptors
 * @property {number} cpuMsPerSec since the reading before
 * @property {number} bytesPerSec to the terminal since then
 */
/**
 * By how much a figure grew from the first three readings to the last three.
 * @typedef {{ from: number, to: number, pct: number, aBirth: number, flat: boolean }} Growth
 */
/** @typedef {{ readings: Reading[], growth: Record<Watched, Growth>, flat: boolean, isolated: boolean }} Soak */
/** @typedef {keyof typeof TOLERATED} Watched */

export const READINGS = 10
/** With their lives of up to two seconds, more births a second would be more processes than one may start. */
export const MOST_RATE = 5000
/** Of so many readings at either end the median counts. */
const AT_EITHER_END = 3
/**
 * By so many percent a figure may grow by chance: the heap by what lives at a moment, buffers by what of them is not freed
 * yet though it was collected, descriptors for each of the living by how old these are. In an hour 8 % of the heap are a
 * byte for each birth: a leftover of each would be sixteen and more.
 */
const TOLERATED = { rssBytes: 5, heapBytes: 8, externalBytes: 50, descriptors: 25 }
/** So often is it asked how many have been born. */
const ASK_MS = 100
/** A screen that stands still, or a probe that does not answer, for so long is an end of the run. */
const PATIENCE_MS = 60_000

const PROBE = fileURLToPath(new URL('./heap-probe.cjs', import.meta.url))

/**
 * @param {SoakPlan} plan
 * @param {{ ntop: string, folder: string, home: string, say: (what: string) => void, tell: (reading: Reading) => void }} tools
 * @returns {Promise<Soak>}
 */
export async function runSoak({ births, ratePerSec, delaySec }, { ntop, folder, home, say, tell }) {
  const program = compiled('births', folder)
  if (program === undefined) throw new Error('births take a C compiler')
  // On a machine that cannot keep up it may take longer than it should.
  const limitSec = Math.ceil((births / ratePerSec) * 4) + 600
  const scene = await startApart([program, ratePerSec, births, limitSec].map(String))
  const heapFile = join(folder, 'heap')
  const args = ['--require', PROBE, ntop, '-d', String(delaySec)]
  const env = { NTOP_BENCH_HEAP: heapFile }
  const { running, end } = start(scene, { command: process.execPath, args }, home, env)
  try {
    await running.lull(PATIENCE_MS)
    const root = scene.isolated ? (childrenOf(running.pid)[0] ?? running.pid) : running.pid
    /** @type {Reading[]} */
    const readings = []
    let [seen, before, beforeMs] = [running.arrivals.length, usageOf(root), performance.now()]
    for (let i = 1; i <= READINGS; i++) {
      const { born, living, tookMs } = await untilBorn(scene, running, Math.floor((births * i) / READINGS), now =>
        say(`${now.toLocaleString('en')} of ${births.toLocaleString('en')} births`),
      )
      if (running.arrivals.length === seen && !(await running.lull(PATIENCE_MS)))
        throw new Error('ntop has stopped to draw')
      const [usage, sec] = [usageOf(root), (performance.now() - beforeMs) / 1000]
      const bytes = running.arrivals.slice(seen).reduce((sum, arrival) => sum + arrival.bytes, 0)
      const cpuMsPerSec = cpuMsBetween(before, usage) / sec
      /** @type {Reading} */
      const reading = {
        sec: tookMs / 1000,
        births: born,
        living,
        rssBytes: usage.rssBytes,
        ...(await heapOf(root, heapFile)),
        descriptors: usage.descriptors,
        cpuMsPerSec,
        bytesPerSec: bytes / sec,
      }
      readings.push(reading)
      tell(reading)
      // What the collection took is none of ntop's.
      ;[seen, before, beforeMs] = [running.arrivals.length, usageOf(root), performance.now()]
    }
    return { readings, ...growthOf(readings), isolated: scene.isolated }
  } finally {
    end()
    await running.exited
    await scene.close()
  }
}

/**
 * @param {Apart} scene
 * @param {Running} running
 * @param {number} wanted
 * @param {(born: number) => void} tell
 * @returns {Promise<Births>} once so many have been born
 */
async function untilBorn({ child }, running, wanted, tell) {
  for (;;) {
    if (!running.isRunning()) throw new Error(`ntop ended:\n${running.lines().join('\n').trim()}`)
    child.stdin.write('?')
    const [line] = await once(child.stdout, 'data')
    const [born = 0, living = 0, tookMs = 0] = String(line).split(' ').map(Number)
    tell(born)
    if (born >= wanted) return { born, living, tookMs }
    await after(ASK_MS)
  }
}

/**
 * @param {number} pid
 * @param {string} file
 * @returns {Promise<Pick<Reading, 'heapBytes' | 'externalBytes'>>}
 */
async function heapOf(pid, file) {
  rmSync(file, { force: true })
  process.kill(pid, 'SIGUSR2')
  for (const deadline = performance.now() + PATIENCE_MS; !existsSync(file); await after(5)) {
    if (performance.now() > deadline) throw new Error('ntop does not tell its heap')
  }
  return JSON.parse(readFileSync(file, 'utf8'))
}

/**
 * @param {readonly Reading[]} readings
 * @returns {Pick<Soak, 'growth' | 'flat'>}
 */
export function growthOf(readings) {
  const [first, last] = [readings.slice(0, AT_EITHER_END), readings.slice(-AT_EITHER_END)]
  // Descriptors are of the living, and of these there are as many as the machine permits.
  /** @param {Reading} reading @param {keyof Reading} figure */
  const value = (reading, figure) => reading[figure] / (figure === 'descriptors' ? Math.max(1, reading.living) : 1)
  /** @param {readonly Reading[]} some @param {keyof Reading} figure */
  const middle = (some, figure) => median(some.map(reading => value(reading, figure))) ?? Number.NaN
  const births = middle(last, 'births') - middle(first, 'births')
  /** @param {Watched} figure @returns {Growth} */
  const of = figure => {
    const [from, to] = [middle(first, figure), middle(last, figure)]
    const pct = (100 * (to - from)) / from
    return { from, to, pct, aBirth: (to - from) / births, flat: pct <= TOLERATED[figure] }
  }
  const growth = {
    rssBytes: of('rssBytes'),
    heapBytes: of('heapBytes'),
    externalBytes: of('externalBytes'),
    descriptors: of('descriptors'),
  }
  return { growth, flat: Object.values(growth).every(({ flat }) => flat) }
}

/**
 * @param {SoakPlan} plan
 * @param {Soak} soak
 * @returns {string}
 */
export function soakInWords({ births, ratePerSec, delaySec }, { readings, growth, flat, isolated }) {
  const head =
    `${whole(births)} births, ${whole(ratePerSec)} a second wanted, ntop looks every ${delaySec} s, 200×50, ` +
    `${isolated ? 'in a pid namespace of their own' : 'with all others of this machine'}`
  const columns = ['births', 'after', 'living', 'RSS', 'JS heap', 'buffers', 'descriptors', 'CPU', 'bytes/s']
  const change = (/** @type {string} */ name, /** @type {Watched} */ figure) => {
    const { from, to, pct, aBirth } = growth[figure]
    const isCount = figure === 'descriptors'
    const values = isCount ? `${from.toFixed(2)} → ${to.toFixed(2)}` : `${megabytes(from)} → ${megabytes(to)}`
    const each = isCount ? '' : `, ${aBirth.toFixed(2)} bytes a birth`
    const verdict = growth[figure].flat ? 'flat' : `more than the ${TOLERATED[figure]} % that chance makes`
    return `- ${name}: ${values}, ${pct.toFixed(1)} %${each}: ${verdict}`
  }
  return [
    head,
    '',
    table([columns, ...readings.map(cellsOf)]),
    '',
    `Medians of the first and the last ${AT_EITHER_END} readings: ${flat ? 'flat' : 'NOT flat'}`,
    '',
    change('RSS', 'rssBytes'),
    change('JS heap', 'heapBytes'),
    change('buffers', 'externalBytes'),
    change('descriptors for each of the living', 'descriptors'),
  ].join('\n')
}

/**
 * @param {Reading} reading
 * @returns {string} a line
 */
export function readingInWords(reading) {
  const [births, after, living, rss, heap, buffers, descriptors, cpu, bytes] = cellsOf(reading)
  return (
    `${births} births after ${after}: ${living} living, RSS ${rss}, JS heap ${heap}, buffers ${buffers}, ` +
    `${descriptors} descriptors, ${cpu}, ${bytes} bytes/s`
  )
}

/**
 * @param {Reading} reading
 * @returns {string[]}
 */
function cellsOf(reading) {
  return [
    whole(reading.births),
    `${whole(reading.sec)} s`,
    whole(reading.living),
    megabytes(reading.rssBytes),
    megabytes(reading.heapBytes),
    megabytes(reading.externalBytes),
    whole(reading.descriptors),
    `${reading.cpuMsPerSec.toFixed(1)} ms/s`,
    whole(reading.bytesPerSec),
  ]
}

/**
 * @param {number} value
 * @returns {string}
 */
function whole(value) {
  return Math.round(value).toLocaleString('en')
}

/**
 * @param {number} bytes
 * @returns {string}
 */
function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(2)} MB`
}
