/** The library that clocks are asked by: what it tells is right, or it is not used. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Facet } from '../../src/model/process.ts'
import { openOfProcesses } from './tree.ts'
import { kernelClocks, Watch } from './watch.ts'

it('reads our own clock as getrusage(2) tells our time', async () => {
  const watch = new Watch({ clocks: await kernelClocks() })
  try {
    await watch.meet(process.pid)
    for (let i = 0; i < 3; i++) {
      const before = process.cpuUsage()
      await watch.look()
      const after = process.cpuUsage()
      const { runMs } = watch.record(process.pid)
      expect(runMs).toBeGreaterThanOrEqual((before.user + before.system) / 1000)
      // Each of the two is rounded down to a microsecond.
      expect(runMs).toBeLessThanOrEqual((after.user + after.system + 2) / 1000)
    }
  } finally {
    watch.close()
  }
})

/** What stands in the place of koffi: its clock_gettime tells our time, or another, and answers that it did, or not. */
function koffi({ longBytes = 8, answer = 0, offMs = 0, ofOthers = true } = {}) {
  const getTime = (clock: number, time: Int32Array): number => {
    if (!ofOthers && ~(clock >> 3) !== process.pid) return -1
    const { user, system } = process.cpuUsage()
    const ms = (user + system) / 1000 + offMs
    time.set([Math.floor(ms / 1000), 0, (ms % 1000) * 1e6, 0])
    return answer
  }
  return { default: { sizeof: () => longBytes, load: () => ({ func: () => getTime }) } }
}

const fail = (): never => {
  throw new Error('not here')
}

beforeEach(() => {
  vi.resetModules()
})

afterEach(() => {
  vi.doUnmock('koffi')
  vi.resetModules()
})

it('is used where it tells our time', async () => {
  vi.doMock('koffi', () => koffi())
  const { clockReader } = await import('../../src/sources/linux/cpu-clocks.ts')
  expect(await clockReader()).toBeTypeOf('function')
})

it.each<[string, () => object]>([
  ['is not there', fail],
  ['is another version’s', () => ({ default: {} })],
  ['finds nothing of the system’s', () => ({ default: { sizeof: () => 8, load: fail } })],
  ['does not know the function', () => ({ default: { sizeof: () => 8, load: () => ({ func: fail }) } })],
  ['cannot call the function', () => ({ default: { sizeof: () => 8, load: () => ({ func: () => fail }) } })],
  ['is of 32 bits', () => koffi({ longBytes: 4 })],
  ['is denied the clock', () => koffi({ answer: -1 })],
  ['tells nobody’s time but ours', () => koffi({ ofOthers: false })],
  ['tells more than our time', () => koffi({ offMs: 100 })],
  ['tells less than our time', () => koffi({ offMs: -100 })],
])('is not used where it %s: schedules do', async (_, made) => {
  vi.doMock('koffi', made)
  const { clockReader } = await import('../../src/sources/linux/cpu-clocks.ts')
  expect(await clockReader()).toBeUndefined()
  const { linuxSource } = await import('../../src/sources/linux/source.ts')
  const source = linuxSource({ clocksFrom: 1 })
  try {
    for (let i = 0; i < 3; i++) await source.scan({ everyone: new Set<Facet>() })
    expect(openOfProcesses('schedstat')).toBeGreaterThan(0)
  } finally {
    source.close()
  }
})
