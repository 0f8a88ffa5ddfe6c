import { describe, expect, it } from 'vitest'
import type { Moment } from '../../../src/sources/portable/child/clock.ts'
import { CpuTimes, type CpuTimesOptions } from '../../../src/sources/portable/child/cpu-times.ts'

const MAX_AGE_MS = 10_000

function timesOf(options: Partial<CpuTimesOptions> = {}) {
  const now: { wallMs: number; monotonicMs: number } = { wallMs: 1_000_000, monotonicMs: 500 }
  const asked: number[][] = []
  const dead = new Set<number>()
  const times = new CpuTimes({
    platform: 'linux',
    moment: (): Moment => ({ ...now }),
    maxAgeMs: MAX_AGE_MS,
    mostDescriptors: 100,
    async ask(pids) {
      asked.push([...pids])
      now.wallMs += 20
      now.monotonicMs += 20
      const living = pids.filter(pid => !dead.has(pid))
      if (pids.length === 1 && living.length === 0) throw new Error('No matching pid found')
      const usage = { memory: 4096, ctime: 120, elapsed: 5_000, timestamp: now.wallMs - 5 }
      return Object.fromEntries(living.map(pid => [pid, usage]))
    },
    ...options,
  })
  const pass = (ms: number): void => {
    now.wallMs += ms
    now.monotonicMs += ms
  }
  return { times, asked, dead, now, pass }
}

describe('processor times by pidusage', () => {
  it('have their moment on the monotonic clock', async () => {
    const { times } = timesOf()
    expect(await times.read([7])).toEqual(
      new Map([[7, { cpuMs: 120, rssBytes: 4096, readAtMs: 515, startedAtMs: 995_000 }]]),
    )
  })

  it('have a moment within the call even where the wall clock stepped in it', async () => {
    const step = (byMs: number) => {
      const made = timesOf({
        async ask(pids) {
          made.now.monotonicMs += 20
          made.now.wallMs += byMs
          return { [pids[0] ?? 0]: { memory: 0, ctime: 0, elapsed: 0, timestamp: made.now.wallMs } }
        },
      })
      return made.times.read([7])
    }
    expect((await step(3_600_000)).get(7)?.readAtMs).toBe(520)
    expect((await step(-3_600_000)).get(7)?.readAtMs).toBe(500)
  })

  it('are not asked of whoever gave none until the descriptor is closed for sure, for asking keeps it open', async () => {
    const { times, asked, dead, pass } = timesOf()
    await times.read([7, 8])
    dead.add(7)
    await times.read([7, 8])
    // Another process has the pid now, of which the descriptor that is open tells nothing.
    pass(MAX_AGE_MS * 1.5)
    expect((await times.read([7, 8])).has(7)).toBe(false)
    dead.clear()
    pass(MAX_AGE_MS)
    expect([...(await times.read([7, 8])).keys()]).toEqual([7, 8])
    expect(asked).toEqual([[7, 8], [7, 8], [8], [7, 8]])
  })

  it('are unknown of a single one that is gone, where the library throws', async () => {
    const { times, dead } = timesOf()
    dead.add(7)
    expect(await times.read([7])).toEqual(new Map())
  })

  it('are asked of no more than there are descriptors, those of the dead counted', async () => {
    const { times, asked, pass } = timesOf({ mostDescriptors: 3 })
    await times.read([1, 2])
    await times.read([3, 4, 5])
    expect(times.descriptors).toBe(3)
    pass(MAX_AGE_MS * 1.7)
    await times.read([4, 5])
    expect(asked).toEqual([[1, 2], [3], [4, 5]])
    expect(times.descriptors).toBe(2)
  })

  it('keep nobody waiting on a system where pidusage keeps no descriptors', async () => {
    const { times, asked, dead } = timesOf({ platform: 'darwin', mostDescriptors: 0 })
    dead.add(7)
    await times.read([7, 8])
    const read = await times.read([7, 8])
    expect(asked).toEqual([
      [7, 8],
      [7, 8],
    ])
    expect(read.get(8), 'ages there are whole seconds').toMatchObject({ startedAtMs: undefined })
    expect(times.descriptors).toBe(0)
  })

  it('are asked for in parts on Windows, where one may fail', async () => {
    const pids = Array.from({ length: 450 }, (_, at) => at + 1)
    const lengths: number[] = []
    const { times } = timesOf({
      platform: 'win32',
      async ask(chunk) {
        lengths.push(chunk.length)
        if (chunk.includes(201)) throw new Error('quota violation')
        return Object.fromEntries(chunk.map(pid => [pid, { memory: 1, ctime: 2, elapsed: 10, timestamp: 1_000_000 }]))
      },
    })
    const read = await times.read(pids)
    expect(lengths).toEqual([200, 200, 50])
    expect([...read.keys()]).toEqual(pids.filter(pid => pid <= 200 || pid > 400))
    expect(read.get(1)?.startedAtMs).toBe(999_990)
  })

  it('are not asked for where it reads them wrongly', async () => {
    const { times, asked } = timesOf({ platform: 'freebsd' })
    expect(await times.read([7])).toEqual(new Map())
    expect(asked).toEqual([])
  })
})
