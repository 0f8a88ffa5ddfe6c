/** Processor time of real processes, finer than the kernel's line has it, and never another than the kernel's. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { derive } from '../../src/model/derive.ts'
import { cpuMsOf, type Facet } from '../../src/model/process.ts'
import type { ProcessRow, Snapshot } from '../../src/model/snapshot.ts'
import { type LinuxSource, linuxSource } from '../../src/sources/linux/source.ts'
import { Account, expectAllToAddUp, TICK_MS } from './account.ts'
import { type CompiledTarget, compileTarget, ranMs, Target, tickedMs } from './target.ts'
import { SPARING, Watch } from './watch.ts'

const HOUR_MS = 3_600_000

let compiled: CompiledTarget
let targets: Target[]
let watch: Watch

beforeAll(async () => {
  compiled = await compileTarget()
})

afterAll(() => compiled.remove())

beforeEach(() => {
  targets = []
  watch = new Watch()
})

afterEach(async () => {
  watch.close()
  await Promise.all(targets.map(target => target.end()))
})

async function start(): Promise<Target> {
  const target = await Target.start(compiled.program)
  targets.push(target)
  return target
}

describe('a process of one thread', () => {
  it('that uses less than a tick shows what its schedule says, while its line stands still', async () => {
    const target = await start()
    await watch.meet(target.pid)
    let shownWithoutTick = false
    while (!shownWithoutTick) {
      const [ranBefore, tickedBefore, runMs] = [ranMs(target.pid), tickedMs(target.pid), watch.record(target.pid).runMs]
      expect(runMs).toBe(ranBefore)
      await target.ask('burn - 3')
      await watch.look(1000, SPARING)
      const ranForMs = ranMs(target.pid) - ranBefore
      expect(watch.record(target.pid).runMs).toBe(ranMs(target.pid))
      // Now and then a tick comes due; and a busy machine may let it run longer than it wanted to.
      if (tickedMs(target.pid) !== tickedBefore || ranForMs >= TICK_MS) continue
      shownWithoutTick = true
      expect(watch.cpuPct(target.pid)).toBeCloseTo(ranForMs / 10, 6)
      expect(watch.cpuPct(target.pid)).toBeGreaterThanOrEqual(0.3)
      expect(watch.cpuPct(target.pid)).toBeLessThan(1)
    }
    await watch.look(1000, SPARING)
    expect(watch.cpuPct(target.pid)).toBe(0)
  })

  it.each([100, 15, 4])('that starts and joins threads of %i ms shows their time', async ms => {
    const target = await start()
    await watch.meet(target.pid)
    const account = new Account(watch, target)
    const rounds = ms === 100 ? 3 : 10
    for (let i = 0; i < rounds; i++) {
      await target.ask(`threads 1 ${ms}`)
      await watch.look(1000, SPARING)
      expect(watch.record(target.pid).threads).toBe(1)
      account.add()
    }
    expect(account.tickedMs).toBeGreaterThanOrEqual(rounds * ms - 2 * TICK_MS)
    account.expectToAddUp()
    // Where a single interval has more than two ticks, each must show it.
    if (ms > 2 * TICK_MS) expect(Math.min(...account.pcts)).toBeGreaterThanOrEqual((ms - 2 * TICK_MS) / 10)
  })

  // The line rounds both its times down, so it may be behind by two ticks to begin with.
  it('whose line is two ticks behind its schedule at first shows its threads’ time all the same', async () => {
    const several = await Promise.all([start(), start(), start(), start()])
    for (const target of several) await target.ask('lag - 18')
    await watch.meet(...several.map(({ pid }) => pid))
    const accounts = several.map(target => new Account(watch, target))
    for (let i = 0; i < 30; i++) {
      await Promise.all(several.map(target => target.ask('threads 1 1')))
      await watch.look(1000, SPARING)
      for (const account of accounts) account.add()
    }
    for (const account of accounts) account.expectToAddUp()
  })

  it.each([
    [200, 30],
    [12, 3],
    [5, 0],
    [3, 60],
  ])(
    'that used %i ms and whose other thread, after %i ms, executes a program shows what the line says',
    async (firstMs, otherMs) => {
      const target = await start()
      await target.ask(`burn - ${firstMs}`)
      await watch.meet(target.pid)
      const account = new Account(watch, target)
      const ranBefore = ranMs(target.pid)
      await target.ask(`exec - ${otherMs}`)
      if (firstMs > otherMs + 20) expect(ranMs(target.pid)).toBeLessThan(ranBefore)
      await watch.look(1000, SPARING)
      expect(watch.record(target.pid).name).toBe('exe')
      account.add()
      account.expectToAddUp()
      for (let i = 0; i < 4; i++) {
        await target.ask('burn - 25')
        await watch.look(1000, SPARING)
        account.add()
      }
      account.expectToAddUp()
      await watch.look(1000, SPARING)
      expect(watch.cpuPct(target.pid)).toBe(0)
    },
  )
})

describe('a process that begins to have a second thread', () => {
  it('is read at each look from then on, and its time adds up', async () => {
    const target = await start()
    await watch.meet(target.pid)
    const account = new Account(watch, target)
    await target.ask('start')
    for (const order of ['work - 100', 'work - 7', 'burn - 50', 'work - 7', 'work - 30']) {
      await target.ask(order)
      await watch.look(1000, SPARING)
      expect(watch.record(target.pid).threads).toBe(2)
      expect(watch.record(target.pid).runMs).toBeUndefined()
      expect(cpuMsOf(watch.record(target.pid))).toBe(tickedMs(target.pid))
      account.add()
    }
    account.expectToAddUp()
    expect(account.tickedMs).toBeGreaterThanOrEqual(170)
  })

  it('before it is met is read at each look as well', async () => {
    const target = await start()
    await target.ask('start')
    for (let i = 0; i < 3; i++) await watch.look()
    const account = new Account(watch, target)
    for (let i = 0; i < 5; i++) {
      await target.ask('work - 12')
      await watch.look(1000, SPARING)
      expect(watch.record(target.pid)).toMatchObject({ threads: 2, runMs: undefined })
      expect(cpuMsOf(watch.record(target.pid))).toBe(tickedMs(target.pid))
      account.add()
    }
    account.expectToAddUp()
  })

  it.each([
    [0, true],
    [60, false],
  ])('and ends it after %i ms is right again, and fine where its schedule tells all: %s', async (ms, isFine) => {
    const target = await start()
    await watch.meet(target.pid)
    const account = new Account(watch, target)
    for (let i = 0; i < 3; i++) {
      await target.ask('start')
      await target.ask(`work - ${ms}`)
      await watch.look(1000, SPARING)
      expect(watch.record(target.pid)).toMatchObject({ threads: 2, runMs: undefined })
      account.add()
      await target.ask('stop')
      await watch.look(1000, SPARING)
      expect(watch.record(target.pid).threads).toBe(1)
      account.add()
      await target.ask('burn - 14')
      await watch.look(1000, SPARING)
      account.add()
      expect(watch.record(target.pid).runMs).toBe(isFine ? ranMs(target.pid) : undefined)
    }
    account.expectToAddUp()
  })
})

it('time is spread over what passed between a process’s own two readings, however long a scan took', async () => {
  const target = await start()
  let nowMs = 1_000_000
  let stepMs = 0
  watch.close()
  watch = new Watch({
    now: () => {
      nowMs += stepMs
      return nowMs
    },
  })
  await watch.meet(target.pid)
  let readAtMs = watch.record(target.pid).seenAtMs
  for (const step of [0, 100, 0, 0, 200, 100]) {
    const ranBefore = ranMs(target.pid)
    await target.ask('burn - 25')
    nowMs += 1000
    stepMs = step
    await watch.look(0, SPARING)
    const { seenAtMs } = watch.record(target.pid)
    expect(watch.cpuPct(target.pid)).toBeCloseTo(((ranMs(target.pid) - ranBefore) / (seenAtMs - readAtMs)) * 100, 6)
    readAtMs = seenAtMs
  }
})

it('every process’s time adds up to the kernel’s, whatever it does meanwhile', async () => {
  watch.close()
  watch = new Watch({ now: () => performance.now() })
  await expectAllToAddUp(watch, start)
}, 60_000)

describe('a clock', () => {
  let source: LinuxSource
  let target: Target
  let nowMs: number
  let monotonicMs: number
  let snapshot: Snapshot | undefined

  beforeEach(async () => {
    nowMs = Date.now()
    monotonicMs = 10 * HOUR_MS
    snapshot = undefined
    source = linuxSource({ now: () => nowMs, monotonic: () => monotonicMs })
    target = await start()
    await see(0, 0)
    while (rowIn(await see(1000, 1000), target.pid).record.runMs === undefined);
  })

  afterEach(() => source.close())

  const see = async (wallMs: number, passMs: number): Promise<Snapshot> => {
    nowMs += wallMs
    monotonicMs += passMs
    const sparing = SPARING
    snapshot = derive(snapshot, await source.scan({ everyone: new Set<Facet>(), sparing }))
    return snapshot
  }
  const rowIn = ({ processes }: Snapshot, pid: number): ProcessRow => {
    const row = processes.find(candidate => candidate.record.pid === pid)
    if (row === undefined) throw new Error(`no process ${pid}`)
    return row
  }
  const most = ({ processes }: Snapshot): number => Math.max(...processes.map(({ cpuPct }) => cpuPct ?? 0))

  it('that is set back an hour changes nothing but the time of day', async () => {
    await target.ask('burn - 100')
    const seen = await see(-HOUR_MS, 1000)
    expect(seen.intervalMs).toBe(1000)
    const { cpuPct } = rowIn(seen, target.pid)
    expect(cpuPct).toBeGreaterThanOrEqual(8)
    expect(cpuPct).toBeLessThan(20)
    expect(seen.atMs).toBe(nowMs)
  })

  it.each([
    ['is not counted, as in a suspended machine', 0],
    ['is counted', HOUR_MS],
  ])('that misses an hour, which %s, makes no spike', async (_, passMs) => {
    await target.ask('burn - 100')
    const born = await start()
    await born.ask('burn - 100')
    const elapsedMs = passMs + 1000
    const seen = await see(HOUR_MS + 1000, elapsedMs)
    expect(seen.intervalMs).toBe(elapsedMs)
    for (const pid of [target.pid, born.pid]) {
      expect(rowIn(seen, pid).cpuPct).toBeGreaterThanOrEqual((80 / elapsedMs) * 100)
      expect(rowIn(seen, pid).cpuPct).toBeLessThan((200 / elapsedMs) * 100)
    }
    if (passMs === HOUR_MS) expect(most(seen)).toBeLessThan(1)
    expect(seen.cpu?.total?.busyPct ?? 0).toBeLessThanOrEqual(100)
    await target.ask('burn - 100')
    const { cpuPct } = rowIn(await see(1000, 1000), target.pid)
    expect(cpuPct).toBeGreaterThanOrEqual(8)
    expect(cpuPct).toBeLessThan(20)
  })

  it('of the rates that steps back leaves them unknown once, and right after', async () => {
    await target.ask('burn - 100')
    const back = await see(0, -HOUR_MS)
    expect(back.intervalMs).toBeUndefined()
    expect(back.processes.every(({ cpuPct }) => cpuPct === undefined)).toBe(true)
    expect(back.tasks.forksPerSec).toBeUndefined()
    await target.ask('burn - 100')
    const { cpuPct } = rowIn(await see(1000, 1000), target.pid)
    expect(cpuPct).toBeGreaterThanOrEqual(8)
    expect(cpuPct).toBeLessThan(20)
  })
})
