/**
 * Scans many times, while processes are born and end, and prints ten readings of what this program and its helpers have,
 * one a line, as JSON.
 *
 *     flat.mjs SCANS SOURCE TREE [LEAK]
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { derive } from '../../../src/model/derive.ts'
import type { Facet } from '../../../src/model/process.ts'
import type { Snapshot } from '../../../src/model/snapshot.ts'
import { TOLERATED } from '../contract/flatness.ts'
import { leaking } from '../contract/leaks.ts'
import { descendantsOf, openOf, residentOf } from '../contract/self.ts'
import { sourceNamed } from '../contract/sources.ts'
import { idsOf } from '../tree.ts'

const READINGS = 10
/** By then everything has been done once; V8 makes code of what runs often for some time yet. */
const WARM_UP = 30
const FACETS = new Set<Facet>(['owner', 'command', 'statm', 'io', 'cgroup'])

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')
const [scans = '', name = '', tree = '', leak] = process.argv.slice(2)
const source = leaking(sourceNamed(name, tree), leak)
let snapshot: Snapshot | undefined

/** One is born before each scan, and ends after it. */
const look = async (): Promise<void> => {
  const child = spawn('sleep', ['1000'], { stdio: 'ignore' })
  snapshot = derive(snapshot, await source.scan({ everyone: new Set() }))
  const { processes } = snapshot.sample
  await source.fill(idsOf(processes), FACETS)
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, number) => all + number, 0)

/** What helpers keep of who has ended they may keep for a minute and a half: no leak, unless it is never let go. */
const KEPT_MS = 100_000

const openedBy = (helpers: readonly number[]): number => sum(helpers.map(openOf))

/** @param before those that there were in the beginning, and what they had open: more of them let go of nothing */
const settled = async (before: { readonly helpers: number; readonly opened: number }): Promise<void> => {
  for (const patientUntilMs = performance.now() + KEPT_MS; performance.now() < patientUntilMs; ) {
    const helpers = descendantsOf(process.pid)
    if (helpers.length > before.helpers) return
    if (openedBy(helpers) <= before.opened + TOLERATED.helpers.descriptors) return
    await new Promise(resolve => setTimeout(resolve, 500))
    snapshot = derive(snapshot, await source.scan({ everyone: new Set() }))
  }
}

const read = (done: number): void => {
  collect()
  const { heapUsed, rss } = process.memoryUsage()
  const helpers = descendantsOf(process.pid)
  const reading = {
    scans: done,
    processes: snapshot?.processes.length ?? 0,
    descriptors: openOf(process.pid),
    children: helpers.length,
    heapBytes: heapUsed,
    rssBytes: rss,
    helpers: { descriptors: openedBy(helpers), rssBytes: sum(helpers.map(residentOf)) },
  }
  console.log(JSON.stringify(reading))
}

for (let done = 0; done < WARM_UP; done++) await look()
const helpers = descendantsOf(process.pid)
const before = { helpers: helpers.length, opened: openedBy(helpers) }
for (let reading = 0, done = 0; reading < READINGS; reading++) {
  for (; done < (Number(scans) * reading) / (READINGS - 1); done++) await look()
  if (reading === READINGS - 1) await settled(before)
  read(done)
}
source.close()
