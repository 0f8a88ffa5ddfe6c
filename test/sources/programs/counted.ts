/**
 * For namespaces of its own: what looks at a known population ask of the kernel, printed as JSON, each kind of look with
 * its calls. `/proc/stat` and `/proc/vmstat` are files that only this program changes, so that nobody else on the machine
 * counts.
 *
 *     counted.mjs CHILD COUNT IN_VIEW FOLDER WATCH
 */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Facet, ProcessId, ProcessRecord } from '../../../src/model/process.ts'
import { linuxSource } from '../../../src/sources/linux/source.ts'
import { Calls, type Counts } from '../calls.ts'
import { blocked, ranMs, Target } from '../target.ts'
import { recordOf } from '../tree.ts'

/** What the screen's usual columns ask about the rows in view. */
const FACTS = new Set<Facet>(['owner', 'command', 'statm'])
const [program = '', count = '0', inView = '0', folder = '', by] = process.argv.slice(2)
for (const name of ['stat', 'vmstat']) {
  writeFileSync(join(folder, name), readFileSync(`/proc/${name}`))
  execFileSync('mount', ['--bind', join(folder, name), `/proc/${name}`])
}
/** Somebody was born: so the kernel's own file would have it. */
const countBirth = (): void => {
  const text = readFileSync(join(folder, 'stat'), 'latin1')
  const more = text.replace(/^processes (\d+)$/m, (_, forks) => `processes ${Number(forks) + 1}`)
  writeFileSync(join(folder, 'stat'), more, { flag: 'r+' })
}

const target = await Target.start(program)
const [busy, pids] = [await Target.start(program), await target.pids(`idle ${count}`)]
const calls = new Calls()
let nowMs = 1_000_000
const source = linuxSource({ monotonic: () => nowMs, clocksFrom: by === 'clocks' ? 1 : Number.POSITIVE_INFINITY })
let records: readonly ProcessRecord[] = []
let threads = false
let facts: ReadonlySet<Facet> = FACTS
let closely: ProcessId[] = []

/** A look as the screen has it: a scan, and the facts of the rows in view. */
const look = async (passMs = 1): Promise<Counts> => {
  nowMs += passMs
  calls.take()
  const sample = await source.scan({ everyone: new Set<Facet>(), threads, sparing: { closely, idleMs: 1e12 } })
  records = sample.processes
  await source.fill(closely, facts)
  // What was asked of the pool is counted when it is asked.
  await source.settled()
  return calls.take()
}
const inViewToo = (...more: readonly number[]): void => {
  closely = [...pids.slice(0, Number(inView)), ...more].map(pid => recordOf(records, pid).id)
}
/** Until nothing is done at a look that is not done at each. */
const settle = async (): Promise<Counts> => {
  for (let last = ''; ; ) {
    const counts = await look()
    if (JSON.stringify(counts) === last) return counts
    last = JSON.stringify(counts)
  }
}

const first = await look()
inViewToo()
const comeIntoView = await look()
const nothing = await settle()
const ran = async (): Promise<Counts> => {
  const beforeMs = ranMs(busy.pid)
  while (ranMs(busy.pid) === beforeMs) await busy.ask('burn - 1')
  return await look()
}
const oneRan = await ran()
inViewToo(busy.pid)
await settle()
const oneInViewRan = await ran()
inViewToo()
await settle()
const [born = 0] = await target.pids('idle 1')
countBirth()
await settle()
const [second = 0] = await target.pids('idle 1')
countBirth()
const oneBorn = await look()
const afterBirth = await look()
await settle()
await target.ask(`kill ${second}`)
const oneDied = await look()
await target.ask(`kill ${born}`)
await settle()
const afterSeconds = await look(5_000)
await settle()
const afterLong = await look(10_000)
// A column that looks at programs' files is shown: all of these run the same one.
facts = new Set<Facet>([...FACTS, 'exe', 'runtime'])
const runtimesShown = await look()
const runtimesNothing = await settle()
facts = FACTS
const runtimesHiddenAgain = await settle()
/** A second thread, which has come to rest as well: its clock would move a little longer. */
const startThread = async (): Promise<void> => {
  await busy.ask('start')
  for (const tid of readdirSync(`/proc/${busy.pid}/task`)) await blocked(Number(tid))
}
await startThread()
const threadsHidden = await settle()
threads = true
const threadsFirst = await look()
const threadsNothing = await settle()
await busy.ask('work - 1')
const oneThreadRan = await look()
await settle()
await busy.ask('stop')
await settle()
await startThread()
const oneThreadCame = await look()
await settle()
threads = false
const threadsHiddenAgain = await look()
const ownThreads = { count: readdirSync('/proc/self/task').length }
const found = {
  first,
  comeIntoView,
  nothing,
  oneRan,
  oneInViewRan,
  oneBorn,
  afterBirth,
  oneDied,
  afterSeconds,
  afterLong,
  runtimesShown,
  runtimesNothing,
  runtimesHiddenAgain,
  threadsHidden,
  threadsFirst,
  threadsNothing,
  oneThreadRan,
  oneThreadCame,
  threadsHiddenAgain,
  ownThreads,
}
source.close()
console.log(JSON.stringify(found))
await Promise.all([target.end(), busy.end()])
