/** Processor time of real processes that have ended, by this kernel's own account of them. */
import { readlinkSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { derive } from '../../src/model/derive.ts'
import type { Snapshot } from '../../src/model/snapshot.ts'
import { type LinuxSource, linuxSource } from '../../src/sources/linux/source.ts'
import { bundleProgram } from '../support/bundle.ts'
import { inNamespace } from './namespace.ts'
import { type CompiledTarget, childrenMs, compileTarget, Target, tickedMs } from './target.ts'
import { SPARING } from './watch.ts'

const TICK_MS = 10
const FIRST = 'pid:[4026531836]'

let compiled: CompiledTarget
let source: LinuxSource
let target: Target

beforeAll(async () => {
  compiled = await compileTarget()
})

afterAll(() => compiled.remove())

beforeEach(async () => {
  source = linuxSource()
  target = await Target.start(compiled.program)
})

afterEach(async () => {
  source.close()
  await target.end()
})

async function look(before?: Snapshot): Promise<Snapshot> {
  return derive(before, await source.scan({ everyone: new Set(), sparing: SPARING }))
}

/** All time of the machine's processors between two pictures. */
function wholeMs(before: Snapshot, now: Snapshot): number {
  const sum = ({ sample }: Snapshot) => Object.values(sample.cpu?.total ?? {}).reduce((all, ms) => all + ms, 0)
  return sum(now) - sum(before)
}

/** What is told of the target's children, in milliseconds. */
function underMs(before: Snapshot, now: Snapshot): number {
  const under = now.endedCpu?.under.find(({ pid }) => pid === target.pid)
  return ((under?.pct ?? 0) / 100) * wholeMs(before, now)
}

describe('children that come and go between two pictures', () => {
  it('are told under their parent by name, as much as it was told by the kernel', async () => {
    const before = await look()
    const beforeMs = childrenMs(target.pid)
    let told = 0
    let toldByKernel = 0
    // The machine's own counters come in ticks and of others' time there is any amount: the longer, the less of that.
    do {
      await target.ask('breed 10 20')
      const now = await look(before)
      told = underMs(before, now)
      toldByKernel = childrenMs(target.pid) - beforeMs
      expect(told).toBeLessThanOrEqual(toldByKernel + 0.001)
      const { all, under } = now.endedCpu ?? {}
      expect(all === undefined).toBe(readlinkSync('/proc/self/ns/pid') !== FIRST)
      for (const { pct } of under ?? []) expect(pct).toBeLessThanOrEqual((all?.pct ?? 100) + 0.001)
      expect(all?.pct ?? 0).toBeLessThanOrEqual(now.cpu?.total?.busyPct ?? 0)
      if (told > 0) expect(under?.find(({ pid }) => pid === target.pid)?.name).toBe('child')
    } while (told < toldByKernel * 0.8)
    expect(toldByKernel).toBeGreaterThanOrEqual(200 - 2 * TICK_MS)
  })

  it('within a pid namespace are told as well, but not that they are all', async () => {
    const program = await bundleProgram('test/sources/programs/ended.ts')
    expect(await inNamespace(program, compiled.program)).toEqual({
      seesEveryone: false,
      hasAll: false,
      under: ['child'],
    })
  })
})

it('a child that has worked before ends without having worked just now', async () => {
  const [pid = 0] = await target.pids('nurse - 300')
  const usedMs = tickedMs(pid)
  expect(usedMs).toBeGreaterThanOrEqual(300 - 2 * TICK_MS)
  const before = await look()
  const beforeMs = childrenMs(target.pid)
  await target.ask(`kill ${pid}`)
  expect(childrenMs(target.pid) - beforeMs).toBeGreaterThanOrEqual(usedMs)
  // Its end costs something, and both lines round down.
  expect(underMs(before, await look(before))).toBeLessThanOrEqual(childrenMs(target.pid) - beforeMs - usedMs + 0.001)
})
