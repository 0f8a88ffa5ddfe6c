/**
 * `npm run bench`: what ntop costs beside its peers, in a terminal of 200×50 at one look a second.
 *
 *     npm run bench -- [--processes N] [--only ntop,htop] [--quick] [--json]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, release, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { cost, firstFrameMs, wholeRunMs } from './measure.js'
import { median, summarise, table } from './report.js'
import { openScene } from './scene.js'
import { emptyNode, subjects } from './subjects.js'

/** @import { Samples } from './report.js' */

const { values } = parseArgs({
  options: {
    processes: { type: 'string', default: '80' },
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})
const plan = values.quick
  ? { frames: 3, rounds: 1, settleSec: 2, windowSec: 6 }
  : { frames: 11, rounds: 3, settleSec: 4, windowSec: 20 }

const home = mkdtempSync(join(tmpdir(), 'ntop-bench-home-'))
const scene = await openScene(Number(values.processes))
process.on('exit', () => {
  scene.close()
  rmSync(home, { recursive: true, force: true })
})
for (const [signal, number] of /** @type {const} */ ([
  ['SIGINT', 2],
  ['SIGTERM', 15],
])) {
  process.on(signal, () => process.exit(128 + number))
}

const wanted = values.only?.split(',')
/** @type {Samples[]} */
const samples = subjects(home)
  .filter(({ name }) => wanted?.includes(name) ?? true)
  .map(subject => ({ subject, firstFramesMs: [], costs: [] }))
if (samples.length === 0) throw new Error(`nothing to measure: ${values.only} is not installed`)

// One after the other in every round, so that a machine that slows down slows all of them.
/** @type {number[]} */
const emptyRunsMs = []
for (let i = 0; i < plan.frames; i++) {
  say(`first frames, round ${i + 1} of ${plan.frames}`)
  emptyRunsMs.push(await wholeRunMs(scene, emptyNode, home))
  for (const { subject, firstFramesMs } of samples) firstFramesMs.push(await firstFrameMs(scene, subject, home))
}
for (let i = 0; i < plan.rounds; i++) {
  for (const { subject, costs } of samples) {
    say(`${subject.name} for ${plan.windowSec} s, round ${i + 1} of ${plan.rounds}`)
    costs.push(await cost(scene, subject, home, plan))
  }
}
say('')

const emptyNodeMs = median(emptyRunsMs)
const summaries = samples.map(sample => summarise(sample, emptyNodeMs))
const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Linux ${release()}, Node ${process.versions.node}`
if (values.json) {
  const { processes, mixed, isolated } = scene
  const report = { at: new Date().toISOString(), machine, scene: { processes, mixed, isolated }, plan }
  console.log(JSON.stringify({ ...report, emptyNodeMs, summaries, emptyRunsMs, samples }, null, 2))
} else {
  const mixture = scene.mixed ? 'sleeping, threaded, waking and working' : 'all asleep (no C compiler)'
  const place = scene.isolated ? 'in a pid namespace of their own' : 'with all others of this machine'
  console.log(`${machine}\n${scene.processes} processes, ${mixture}, ${place}; 200×50, 1 s`)
  console.log(`an empty Node program: ${emptyNodeMs.toFixed(0)} ms\n\n${table(summaries)}`)
}
process.exit()

/** @param {string} what */
function say(what) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${what}`)
}
