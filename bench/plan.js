/** What is to be measured, from the command line. */
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { SETTLING_SCANS } from './loop.js'
import { MOST_PROCESSES } from './scene.js'
import { MOST_RATE, READINGS } from './soak.js'

/** @import { FiguresPlan } from './figures.js' */
/** @import { ScanPlan } from './loop.js' */
/** @import { SessionPlan } from './session.js' */
/** @import { SoakPlan } from './soak.js' */

/**
 * @typedef {object} Plan
 * @property {number[]} sizes how many processes
 * @property {string[] | undefined} only these programs
 * @property {string} ntop the program, which may be of another folder than this
 * @property {number} workers at most, of the processes that use 5 % of a core
 * @property {number} forksPerSec
 * @property {boolean} alone whether monitors see nobody else however many processes there are
 * @property {boolean} json
 * @property {boolean} quick
 * @property {number} rounds
 * @property {number} moreStarts only for the first table, beyond one in each round
 * @property {{ paced: number, straight: number }} loop sweeps of the C loop in each round
 * @property {ScanPlan} scan ntop's scan alone, in each round
 * @property {SessionPlan} session
 * @property {FiguresPlan} figures
 * @property {number} peersKeys typed to all but ntop
 * @property {number} partSec after which nothing more is begun at one size
 * @property {number} totalSec after which nothing more is begun at all
 * @property {SoakPlan | undefined} soak instead of all else
 */

/** In full: seven minutes for four programs and 80 processes. */
const FULL = {
  rounds: 3,
  moreStarts: 4,
  loop: { paced: 8, straight: 20 },
  scan: { leftOut: SETTLING_SCANS, counted: 10 },
  session: { settle: 4, window: 12, keys: 60, keyPauseMs: /** @type {[number, number]} */ ([40, 240]) },
  figures: { looks: 3, intervalSec: 2 },
  peersKeys: 60,
  partSec: 540,
  totalSec: Number.POSITIVE_INFINITY,
}
/** Enough for ratios, in less than a minute for two programs and two sizes; to start and to end 5,000 takes a quarter. */
const QUICK = {
  rounds: 1,
  moreStarts: 0,
  loop: { paced: 2, straight: 10 },
  scan: { leftOut: 2, counted: 2 },
  session: { settle: 1, window: 3, keys: 60, keyPauseMs: /** @type {[number, number]} */ ([10, 60]) },
  peersKeys: 0,
  figures: { looks: 2, intervalSec: 1 },
  partSec: 48,
  totalSec: 48,
}
/** With one size only there is time for more. */
const QUICK_OF_ONE = { ...QUICK, scan: { leftOut: 12, counted: 6 } }

/**
 * @param {string[]} args
 * @returns {Plan}
 */
export function planOf(args) {
  const { values } = parseArgs({
    args,
    options: {
      processes: { type: 'string' },
      only: { type: 'string' },
      ntop: { type: 'string' },
      workers: { type: 'string' },
      storm: { type: 'boolean', default: false },
      alone: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      soak: { type: 'boolean', default: false },
      settle: { type: 'string' },
      births: { type: 'string' },
      rate: { type: 'string' },
      delay: { type: 'string' },
    },
  })
  const sizes = (values.processes ?? (values.quick ? '80,5000' : '80,1000,5000,19000')).split(',').map(Number)
  const wrong = sizes.find(size => !Number.isInteger(size) || size < 2 || size > MOST_PROCESSES)
  if (wrong !== undefined) throw new Error(`--processes takes numbers from 2 to ${MOST_PROCESSES}: ${values.processes}`)
  const workers = Number(values.workers ?? MOST_PROCESSES)
  if (!Number.isInteger(workers) || workers < 0) throw new Error(`--workers takes a number: ${values.workers}`)
  const usual = values.quick ? (sizes.length === 1 ? QUICK_OF_ONE : QUICK) : FULL
  const settle = Number(values.settle ?? usual.session.settle)
  if (!Number.isInteger(settle) || settle < 0 || settle > 300)
    throw new Error(`--settle takes seconds up to 300: ${values.settle}`)
  return {
    ...usual,
    session: { ...usual.session, settle },
    sizes,
    only: values.only?.split(',') ?? (values.quick ? ['ntop', 'htop'] : undefined),
    ntop: resolve(values.ntop ?? fileURLToPath(new URL('../bin/ntop.js', import.meta.url))),
    workers,
    forksPerSec: values.storm ? 500 : 0,
    alone: values.alone,
    json: values.json,
    quick: values.quick,
    soak: values.soak ? soakPlanOf(values) : undefined,
  }
}

/**
 * An hour of births unless it is said otherwise.
 *
 * @param {{ births?: string | undefined, rate?: string | undefined, delay?: string | undefined }} values
 * @returns {SoakPlan}
 */
function soakPlanOf(values) {
  const births = Number(values.births ?? 720_000)
  if (!Number.isInteger(births) || births < READINGS)
    throw new Error(`--births takes a number from ${READINGS} on: ${values.births}`)
  const ratePerSec = Number(values.rate ?? 200)
  if (!Number.isInteger(ratePerSec) || ratePerSec < 1 || ratePerSec > MOST_RATE)
    throw new Error(`--rate takes a number from 1 to ${MOST_RATE}: ${values.rate}`)
  const delaySec = Number(values.delay ?? 1)
  if (!(delaySec >= 0.1)) throw new Error(`--delay takes seconds from 0.1 on: ${values.delay}`)
  return { births, ratePerSec, delaySec }
}
