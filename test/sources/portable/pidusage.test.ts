import { readdirSync } from 'node:fs'
import pidusage from 'pidusage'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { moment } from '../../../src/sources/portable/child/clock.ts'
import { CpuTimes } from '../../../src/sources/portable/child/cpu-times.ts'
import { type CompiledTarget, compileTarget, Target, tickedMs } from '../target.ts'
import { realHelper, until } from './real-helper.ts'

/** Short, that a test may see the end of it. */
const MAX_AGE_MS = 300

let compiled: CompiledTarget
let target: Target
beforeAll(async () => {
  compiled = await compileTarget()
})
afterAll(() => compiled.remove())
beforeEach(async () => {
  target = await Target.start(compiled.program)
})
afterEach(() => target.end())

function realTimes(): CpuTimes {
  return new CpuTimes({
    platform: 'linux',
    ask: pids => pidusage(pids, { usePs: false, maxage: MAX_AGE_MS }),
    moment,
    maxAgeMs: MAX_AGE_MS,
    mostDescriptors: 1_000,
  })
}

const openFiles = (pid: number | 'self' = 'self') => readdirSync(`/proc/${pid}/fd`).length

// Only root may choose the pid of a child, clone3(2).
const itsRoot = it.runIf(process.getuid?.() === 0)

describe('the real pidusage', () => {
  itsRoot(
    'tells nothing of a process whose pid was another’s before, until it was left alone for a while',
    async () => {
      const [pid = 0, other = 0] = await target.pids('idle 2')
      const times = realTimes()
      await times.read([pid, other])
      await target.ask(`again ${pid}`)
      expect((await times.read([pid, other])).has(pid), 'its descriptor is the dead one’s').toBe(false)
      let after = await times.read([pid, other])
      // Asked all the time, as scans do it; the library alone would say ESRCH for as long as that.
      while (!after.has(pid)) {
        await new Promise(resolve => setTimeout(resolve, 20))
        after = await times.read([pid, other])
      }
      expect(after.get(pid)?.cpuMs).toBe(tickedMs(pid))
      expect(after.has(other)).toBe(true)
    },
  )

  it('has no descriptors of the dead open after a while', async () => {
    const times = realTimes()
    const [last = 0, ...others] = await target.pids('idle 40')
    // What the library opens once for all.
    await times.read([target.pid, last])
    const before = openFiles()
    await times.read([target.pid, last, ...others])
    expect(openFiles()).toBe(before + others.length)
    for (const pid of others) await target.ask(`kill ${pid}`)
    await until(() => openFiles() <= before)
    // Our own account comes later, to be sure.
    while (times.descriptors > 2) await times.read([target.pid, last])
    expect(times.descriptors).toBe(2)
  })
})

describe('the helper', () => {
  it('has no more files open after many questions than after a few', async () => {
    const pids = await target.pids('idle 20')
    const asker = await realHelper()
    const ask = async () => (await asker.ask('processes')).value
    expect((await ask()).filter(({ pid }) => pids.includes(pid))).toHaveLength(20)
    await ask()
    const { pid = 0 } = asker
    const before = openFiles(pid)
    for (let times = 0; times < 20; times++) await ask()
    // Others on this machine come and go meanwhile, so a few; each of ours that were kept twice would be 20.
    expect(openFiles(pid) - before).toBeLessThan(20)
    expect(openFiles(pid)).toBeGreaterThan(20)
  })
})
