/**
 * `npm run bench`: what ntop costs beside its peers, in a terminal of 200×50 at one look a second.
 *
 *     npm run bench -- [--processes 80,1000,5000,19000] [--quick] [--json] [--storm]
 *                      [--alone] [--workers N] [--settle 4] [--only ntop,htop] [--ntop other/bin/ntop.js]
 *     npm run bench -- --soak [--births 720000] [--rate 200] [--delay 1] [--json]
 *
 * One part for each number of processes, each done within ten minutes. `--quick` takes less than a minute in all: ntop,
 * htop, ntop's scan alone and the C loop at 80 and 5,000 processes. `--storm` adds 500 short-lived processes a second; `--alone`
 * hides the machine's other processes, which is always done where they would be a large part; `--workers` has no more than
 * so many processes work; `--settle` counts refreshes from that second on: 60 leaves out V8's own work on a program that is
 * new, which it does once. `--json` prints all that was measured. `--soak` measures ntop alone, in an hour of births and
 * deaths: whether anything of those who are gone stays.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { closeAllOnExit, temporaryFolder } from './cleanup.js'
import { describeMachine } from './machine.js'
import { measurePart } from './part.js'
import { planOf } from './plan.js'
import { reportOf } from './report.js'
import { readingInWords, runSoak, soakInWords } from './soak.js'
import { subjects } from './subjects.js'
import { ratios, summarise } from './summary.js'

/** @import { Reading, SoakPlan } from './soak.js' */

closeAllOnExit()
const plan = understood()
const folder = temporaryFolder()
const home = join(folder, 'home')
mkdirSync(home)
if (plan.soak !== undefined) await soak(plan.soak)

const { found, missing } = subjects({ home, ntop: plan.ntop, path: process.env['PATH'] ?? '' })
const { only } = plan
const wanted = found.filter(({ name }) => only?.includes(name) ?? true)
const absent = missing.filter(name => only?.includes(name) ?? true)
if (wanted.length === 0) fail(`nothing to measure: ${only} is not on this machine`, 1)

const machine = describeMachine()
const notMeasured = absent.map(name => `${name} is not measured: it is not on this machine`)
if (!plan.json) console.log([machine, ...notMeasured].join('\n'))
const parts = []
for (const processes of plan.sizes) {
  try {
    const part = await measurePart(plan, processes, wanted, {
      folder,
      home,
      say: what => say(`${processes} processes: ${what}`),
    })
    const summary = summarise(part)
    parts.push({ summary, ratios: ratios(summary), ...part })
    say('')
    if (!plan.json) console.log(`\n${reportOf(part, summary)}`)
  } catch (error) {
    // What cannot be measured at one size may be at another.
    const why = `${processes} processes could not be measured: ${error instanceof Error ? error.message : error}`
    say('')
    notMeasured.push(why)
    process.exitCode = 1
    if (!plan.json) console.log(`\n${why}`)
  }
}
if (plan.json) {
  const at = new Date().toISOString()
  await print({ at, machine, plan, notMeasured, parts })
}
process.exit()

/**
 * @param {SoakPlan} soakPlan
 * @returns {Promise<never>}
 */
async function soak(soakPlan) {
  const machine = describeMachine()
  const at = new Date().toISOString()
  if (!plan.json) console.log(machine)
  // Each when it is there, for the next one may be minutes away.
  const tell = (/** @type {Reading} */ reading) => {
    say('')
    process.stderr.write(`${readingInWords(reading)}\n`)
  }
  try {
    const result = await runSoak(soakPlan, { ntop: plan.ntop, folder, home, say, tell })
    say('')
    if (plan.json) await print({ at, machine, plan, ...result })
    else console.log(`\n${soakInWords(soakPlan, result)}`)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    fail(error.message, 1)
  }
  process.exit()
}

/** @param {unknown} value */
async function print(value) {
  await new Promise(resolve => process.stdout.write(`${JSON.stringify(value, null, 2)}\n`, resolve))
}

function understood() {
  try {
    return planOf(process.argv.slice(2))
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return fail(error.message, 2)
  }
}

/**
 * @param {string} why
 * @param {number} code
 * @returns {never}
 */
function fail(why, code) {
  process.stderr.write(`bench: ${why}\n`)
  process.exit(code)
}

/** @param {string} what */
function say(what) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${what}`)
}
