/**
 * Opens a source, scans, closes it and ends by itself; prints as JSON what this program had before and has after.
 *
 *     closed.mjs SOURCE TREE [LEAK]
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Facet } from '../../../src/model/process.ts'
import { leaking } from '../contract/leaks.ts'
import { descendantsOf, descriptors } from '../contract/self.ts'
import { sourceNamed } from '../contract/sources.ts'
import { idsOf } from '../tree.ts'

const FACETS = new Set<Facet>(['owner', 'command', 'statm', 'io', 'cgroup'])
const PATIENCE_MS = 2000
const [name = '', tree = '', leak] = process.argv.slice(2)

// Node keeps descriptors of its own from its first child, its first pipe and its first read in the background on.
await readFile('/proc/self/stat')
const first = spawn('true', { stdio: ['ignore', 'pipe', 'ignore'] })
first.stdout.resume()
await once(first, 'close')

const state = () => ({ descriptors: descriptors(), children: descendantsOf(process.pid) })
const before = state()
const source = leaking(sourceNamed(name, tree), leak)
for (let scans = 0; scans < 3; scans++) {
  const { processes } = await source.scan({ everyone: FACETS, threads: true })
  await source.fill(idsOf(processes), FACETS)
  source.sweep({ view: idsOf(processes), asked: undefined, again: true, onChange: () => undefined })
}
// One is under way then.
const scan = source.scan({ everyone: FACETS }).catch((error: unknown) => error)
source.close()
await scan
// And what is asked for afterwards leaves nothing, either.
await source.scan({ everyone: FACETS }).catch((error: unknown) => error)
// When nothing is left to be waited for. Who was killed then is gone a moment later.
process.once('beforeExit', async () => {
  const patientUntilMs = performance.now() + PATIENCE_MS
  let after = state()
  while (!isDeepStrictEqual(after, before) && performance.now() < patientUntilMs) {
    await new Promise(resolve => setTimeout(resolve, 10))
    after = state()
  }
  console.log(JSON.stringify({ before, after }))
})
