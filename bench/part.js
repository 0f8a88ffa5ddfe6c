/** All that is measured at one number of processes. */
import { besidePackages, bundledScan, compiled } from './compiled.js'
import { checkFigures } from './figures.js'
import { runLoop, runScans, SETTLING_SCANS } from './loop.js'
import { openScene } from './scene.js'
import { firstTableMs, measureSession, wholeRunMs } from './session.js'
import { emptyNode } from './subjects.js'

/** @import { Figures } from './figures.js' */
/** @import { Loop } from './loop.js' */
/** @import { Plan } from './plan.js' */
/** @import { Scene } from './scene.js' */
/** @import { Session } from './session.js' */
/** @import { Subject } from './subjects.js' */

/**
 * Everything that was measured of one program.
 *
 * @typedef {object} Measured
 * @property {Subject} subject
 * @property {Session[]} sessions
 * @property {(number | null)[]} firstTablesMs of every start; `null` where there was none
 * @property {string} [failure] why there is no more of it
 */
/**
 * @typedef {object} Part
 * @property {Pick<Scene, 'processes' | 'threads' | 'forksPerSec' | 'mixed' | 'isolated' | 'busyPct'>} scene
 * @property {Measured[]} measured
 * @property {Loop[]} loops
 * @property {number[]} scansMs CPU time of ntop's scans alone, one a second
 * @property {number[]} emptyRunsMs
 * @property {Figures | undefined} figures
 * @property {number} rounds that there was time for
 * @property {number} tookSec
 * @property {string[]} remarks what could not be measured, or not as it should be
 */

/**
 * What the steps of a part have in common.
 *
 * @typedef {object} Work
 * @property {Plan} plan
 * @property {Scene} scene
 * @property {Measured[]} measured
 * @property {Loop[]} loops
 * @property {number[]} scansMs
 * @property {number[]} emptyRunsMs
 * @property {string[]} remarks
 * @property {string | undefined} sweep the C loop
 * @property {string | undefined} scan ntop's scan alone
 * @property {number} deadline after which nothing more is begun
 * @property {string} home
 * @property {(what: string) => void} say
 */

/** Of fewer processes the machine's others would be a large part, and nobody would know how many are looked at. */
const FEW = 500

/**
 * @param {Plan} plan
 * @param {number} processes
 * @param {Subject[]} subjects
 * @param {{ folder: string, home: string, say: (what: string) => void }} tools
 * @returns {Promise<Part>}
 */
export async function measurePart(plan, processes, subjects, { folder, home, say }) {
  const startedAt = performance.now()
  // Of this clock zero is the start of the program.
  const deadline = Math.min(startedAt + plan.partSec * 1000, plan.totalSec * 1000)
  say('processes are started')
  const scene = await openScene({ ...plan, processes, alone: plan.alone || processes < FEW }, folder)
  const remarks = [...scene.remarks]
  for (const { name, upTo } of subjects) {
    if (upTo < processes) remarks.push(`${name} is only measured up to ${upTo.toLocaleString('en')} processes`)
  }
  const measured = subjects.filter(({ upTo }) => upTo >= processes).map(measurable)
  const sweep = compiled('sweep', folder)
  if (sweep === undefined) remarks.push('the C loop is not measured: there is no C compiler')
  const common = { plan, scene, measured, remarks, sweep, deadline, home, say }
  /** @type {Work} */
  const work = { ...common, scan: undefined, loops: [], scansMs: [], emptyRunsMs: [] }
  /** @type {Figures | undefined} */
  let figures
  let rounds = 0
  try {
    await prepareScan(work, folder)
    rounds = await asOftenAsFits(work, plan.rounds, round => measureRound(work, round))
    if (rounds < plan.rounds) remarks.push(`there was time for ${rounds} of ${plan.rounds} rounds`)
    if (performance.now() < deadline) await asOftenAsFits(work, plan.moreStarts, start => measureStarts(work, start))
    say("ntop's figures")
    await orRemark(work, "ntop's figures could not be checked", async () => {
      if (performance.now() > deadline) throw new Error('there was no time')
      figures = await checkFigures(scene, plan.ntop, plan.figures)
    })
  } finally {
    say('processes are ended')
    await scene.close()
  }
  const { loops, scansMs, emptyRunsMs } = work
  const [loop] = loops
  if (loop !== undefined && loop.read < loop.seen)
    remarks.push(`the C loop reads only ${loop.read} of ${loop.seen} processes: it may keep no more descriptors`)
  const { threads, forksPerSec, mixed, isolated, busyPct } = scene
  const shown = { processes: scene.processes, threads, forksPerSec, mixed, isolated, busyPct }
  const tookSec = (performance.now() - startedAt) / 1000
  return { scene: shown, measured, loops, scansMs, emptyRunsMs, figures, rounds, tookSec, remarks }
}

/**
 * @param {Work} work
 * @param {string} folder
 */
async function prepareScan(work, folder) {
  const { plan, measured, remarks } = work
  if (!measured.some(({ subject }) => subject.name === 'ntop')) return
  await orRemark(work, "ntop's scan alone is not measured", async () => {
    work.scan = bundledScan(plan.ntop, besidePackages(plan.ntop) ?? folder)
  })
  const { leftOut } = plan.scan
  if (work.scan !== undefined && leftOut < SETTLING_SCANS)
    remarks.push(
      `ntop's scan alone is measured after ${leftOut} scans: it still opens descriptors then, until ${SETTLING_SCANS}`,
    )
}

/**
 * One after the other in every round, so that a machine that slows down slows all of them.
 *
 * @param {Work} work
 * @param {number} round
 */
async function measureRound(work, round) {
  const { plan, scene, loops, scansMs, emptyRunsMs, sweep, scan, deadline, home, say } = work
  const progress = `round ${round + 1} of ${plan.rounds}`
  say(`the C loop, ntop's scan alone and an empty Node program, ${progress}`)
  if (sweep !== undefined) {
    await orRemark(work, 'the C loop could not be measured', async () => {
      loops.push(await runLoop(scene, sweep, plan.loop))
    })
  }
  if (scan !== undefined) {
    await orRemark(work, "ntop's scan alone could not be measured", async () => {
      scansMs.push(...(await runScans(scene, scan, plan.scan)))
    })
  }
  emptyRunsMs.push(await wholeRunMs(scene, emptyNode, home))
  await ofEach(work, async ({ subject, sessions, firstTablesMs }) => {
    say(`${subject.name}, ${progress}`)
    const keys = subject.name === 'ntop' ? plan.session.keys : plan.peersKeys
    const session = await measureSession(scene, subject, home, { ...plan.session, keys }, deadline)
    sessions.push(session)
    firstTablesMs.push(session.firstTableMs)
  })
}

/**
 * @param {Work} work
 * @param {number} start
 */
async function measureStarts(work, start) {
  const { plan, scene, emptyRunsMs, home, say } = work
  say(`first tables, ${start + 1} of ${plan.moreStarts}`)
  emptyRunsMs.push(await wholeRunMs(scene, emptyNode, home))
  await ofEach(work, async ({ subject, firstTablesMs }) => {
    // One that has never shown a table is not waited for again.
    if (firstTablesMs.includes(null)) return
    firstTablesMs.push((await firstTableMs(scene, subject, home)) ?? null)
  })
}

/**
 * @param {Work} work
 * @param {number} times
 * @param {(time: number) => Promise<void>} measure
 * @returns {Promise<number>} how often there was time, by what it took before; once in any case
 */
async function asOftenAsFits({ deadline }, times, measure) {
  let longestMs = 0
  for (let time = 0; time < times; time++) {
    const startedAt = performance.now()
    if (time > 0 && startedAt + longestMs > deadline) return time
    await measure(time)
    longestMs = Math.max(longestMs, performance.now() - startedAt)
  }
  return times
}

/**
 * @param {Work} work
 * @param {(measured: Measured) => Promise<void>} measure
 */
async function ofEach({ measured }, measure) {
  for (const one of measured) {
    if (one.failure !== undefined) continue
    try {
      await measure(one)
    } catch (error) {
      // One that cannot be measured keeps none of the others from it.
      one.failure = error instanceof Error ? error.message : String(error)
    }
  }
}

/**
 * @param {Work} work
 * @param {string} what is said when it fails
 * @param {() => Promise<void>} measure
 */
async function orRemark({ remarks }, what, measure) {
  try {
    await measure()
  } catch (error) {
    remarks.push(`${what}: ${error instanceof Error ? error.message : error}`)
  }
}

/**
 * @param {Subject} subject
 * @returns {Measured}
 */
function measurable(subject) {
  return { subject, sessions: [], firstTablesMs: [] }
}
