/** Processor time of real processes by the kernel's clocks, which know of all their threads. */
import { readFileSync } from 'node:fs'
import { setPriority } from 'node:os'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { cpuMsOf, type ProcessRecord } from '../../src/model/process.ts'
import { isGone } from '../../src/sources/errors.ts'
import type { ReadClock } from '../../src/sources/linux/cpu-clocks.ts'
import { Account, expectAllToAddUp, TICK_MS } from './account.ts'
import {
  type CompiledTarget,
  compileTarget,
  isBlocked,
  ranMs,
  Target,
  threadsOf,
  threadsRanMs,
  tickedMs,
} from './target.ts'
import { openOfProcesses } from './tree.ts'
import { kernelClocks, SPARING, Watch } from './watch.ts'

let compiled: CompiledTarget
let clocks: ReadClock
let targets: Target[]
let watch: Watch

beforeAll(async () => {
  compiled = await compileTarget()
  clocks = await kernelClocks()
})

afterAll(() => compiled.remove())

beforeEach(() => {
  targets = []
  watch = new Watch({ clocks })
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

/** The clock of a process, as clock_getcpuclockid(3) has it. */
function clockOf(pid: number): number {
  return (~pid << 3) | 2
}

/** Waits until none of its threads runs: that one is done, or has ended, is told a moment before it is. */
async function atRest(pid: number): Promise<void> {
  while (!isAtRest(pid)) await new Promise(resolve => setTimeout(resolve, 1))
}

function isAtRest(pid: number): boolean {
  try {
    return threadsOf(pid).every(tid => isBlocked(`${pid}/task/${tid}`))
  } catch (error) {
    if (isGone(error)) return false
    throw error
  }
}

it('every process’s time adds up to the kernel’s, whatever it does meanwhile', async () => {
  watch.close()
  watch = new Watch({ now: () => performance.now(), clocks })
  await expectAllToAddUp(watch, start)
}, 60_000)

describe('a look that is held up between the clock of a process and its line', () => {
  it.each([
    ['one thread', ['burn - 500']],
    ['several threads', ['start', 'work - 500']],
  ])('counts nothing twice of one with %s', async (_, orders) => {
    const target = await start()
    let heldUpMs = 0
    const nobody = new Int32Array(new SharedArrayBuffer(4))
    watch.close()
    watch = new Watch({
      now: () => performance.now(),
      clocks: clock => {
        const isRead = clocks(clock)
        if (clock === clockOf(target.pid)) Atomics.wait(nobody, 0, 0, heldUpMs)
        return isRead
      },
    })
    await watch.meet(target.pid)
    const account = new Account(watch, target)
    let working = true
    const work = (async () => {
      for (const order of orders) await target.ask(order)
    })().finally(() => {
      working = false
    })
    while (working) {
      heldUpMs = 60 - heldUpMs
      await watch.look(0, SPARING)
      account.add()
    }
    await work
    await watch.look(0, SPARING)
    account.add()
    expect(account.tickedMs).toBeGreaterThanOrEqual(480)
    account.expectToAddUp()
  })
})

describe('a process of several threads', () => {
  it('that does nothing keeps its record, and its line is not read', async () => {
    const target = await start()
    await target.ask('start')
    await target.ask('work - 3')
    await watch.meet(target.pid)
    await watch.look()
    const idle = watch.record(target.pid)
    expect(idle).toMatchObject({ threads: 2, nice: 0 })
    // In the line this is seen at once.
    setPriority(target.pid, 4)
    for (let i = 0; i < 3; i++) {
      await watch.look(1, SPARING)
      expect(watch.record(target.pid)).toBe(idle)
      expect(watch.cpuPct(target.pid)).toBe(0)
    }
    expect(idle.nice).toBe(0)
    await watch.look(1)
    expect(watch.record(target.pid).nice).toBe(4)
  })

  it('shows less than a tick of its second thread, and all of it adds up', async () => {
    const target = await start()
    await target.ask('start')
    await watch.meet(target.pid)
    const account = new Account(watch, target)
    let shownWithoutTick = false
    while (!shownWithoutTick || account.shownMs < 100) {
      const [ranBeforeMs, tickedBeforeMs] = [threadsRanMs(target.pid), tickedMs(target.pid)]
      await target.ask('work - 3')
      await atRest(target.pid)
      await watch.look(1000, SPARING)
      account.add()
      const ranForMs = threadsRanMs(target.pid) - ranBeforeMs
      expect(watch.cpuPct(target.pid)).toBeCloseTo(ranForMs / 10, 6)
      expect(watch.record(target.pid).runMs).toBeCloseTo(threadsRanMs(target.pid), 6)
      if (tickedMs(target.pid) === tickedBeforeMs && ranForMs < TICK_MS) shownWithoutTick = true
    }
    account.expectToAddUp()
    await watch.look(1000, SPARING)
    expect(watch.cpuPct(target.pid)).toBe(0)
  })

  it('has a time that is all of theirs, and each of them its own, as rows', async () => {
    const target = await start()
    await target.ask('start')
    await watch.meet(target.pid)
    const own = async (): Promise<readonly ProcessRecord[]> => {
      await atRest(target.pid)
      await watch.look(1000, SPARING)
      const threads = await watch.table.scanThreads(SPARING)
      return threads.filter(({ facts }) => facts.threadOf === watch.record(target.pid).id)
    }
    // They are met, and asked how long they have run from then on.
    for (const order of ['work - 0', 'work - 0', 'work - 30', 'burn - 20']) {
      await target.ask(order)
      await own()
    }
    const threads = await own()
    expect(threads.map(({ pid }) => pid)).toEqual(threadsOf(target.pid))
    for (const { pid, runMs } of threads) expect(runMs).toBe(ranMs(`${target.pid}/task/${pid}`))
    expect(threads.map(({ runMs = 0 }) => runMs >= 20)).toEqual([true, true])
    expect(watch.record(target.pid).runMs).toBeCloseTo(threadsRanMs(target.pid), 6)
  })
})

describe('the time of a process', () => {
  it.each([
    [
      'whose threads come and go',
      ['start', 'work - 7', 'stop', 'threads 3 4', 'start', 'work - 30', 'stop', 'burn - 5'],
    ],
    ['whose threads execute programs', ['burn - 40', 'exec - 3', 'burn - 5', 'exec - 30', 'sip 2 2', 'exec - 0']],
    ['that is timed', ['burn - 5', 'timed', 'burn - 12', 'threads 3 4', 'start', 'work - 12', 'stop']],
  ])('%s is known all the time, never less than before, and adds up', async (_, orders) => {
    const target = await start()
    await watch.meet(target.pid)
    const account = new Account(watch, target)
    let { runMs: beforeMs = Number.NaN } = watch.record(target.pid)
    for (const order of orders) {
      await target.ask(order)
      await atRest(target.pid)
      await watch.look(1000, SPARING)
      account.add()
      const { runMs, threads } = watch.record(target.pid)
      expect(runMs, order).toBeGreaterThan(beforeMs)
      expect(threads, order).toBe(threadsOf(target.pid).length)
      beforeMs = runMs ?? Number.NaN
    }
    account.expectToAddUp()
    expect(account.tickedMs).toBeGreaterThanOrEqual(30)
  })
})

describe('a child that ends', () => {
  it('and is not waited for is a zombie at the next look', async () => {
    const target = await start()
    const [pid = 0] = await target.pids('idle 1')
    await watch.meet(pid)
    const [{ id }, ranBeforeMs] = [watch.record(pid), ranMs(pid)]
    process.kill(pid, 'SIGKILL')
    // It has left its processor for good when that is counted.
    await vi.waitFor(() => {
      expect(readFileSync(`/proc/${pid}/stat`, 'latin1')).toContain(') Z ')
      expect(ranMs(pid)).toBeGreaterThan(ranBeforeMs)
    })
    await watch.look(1, SPARING)
    expect(watch.record(pid)).toMatchObject({ id, state: 'Z' })
    const zombie = watch.record(pid)
    await watch.look(1, SPARING)
    expect(watch.record(pid)).toBe(zombie)
  })

  it.each([10_000, 0])('and is waited for is gone at the next look, %i descriptors kept', async mostKept => {
    watch.close()
    watch = new Watch({ mostKept, clocks })
    const target = await start()
    const [pid = 0] = await target.pids('idle 1')
    await watch.meet(pid)
    await target.ask(`kill ${pid}`)
    const pids = (await watch.look(1, SPARING)).map(record => record.pid)
    expect(pids).not.toContain(pid)
    expect(pids).toContain(target.pid)
  })
})

describe('clocks that take the place of schedules', () => {
  beforeEach(() => {
    watch.close()
    watch = new Watch()
  })

  it('show nothing of who does nothing, and leave no schedule open', async () => {
    const [single, several] = [await start(), await start()]
    // Its first thread is far behind all of them together.
    for (const order of ['threads 3 30', 'start', 'work - 70']) await several.ask(order)
    // Its schedule knows nothing of the other thread, and too little is missing to tell.
    for (const order of ['burn - 33', 'threads 1 4']) await single.ask(order)
    await watch.meet(single.pid)
    for (let i = 0; i < 2; i++) await watch.look(1000, SPARING)
    const before = [single, several].map(({ pid }) => watch.record(pid))
    expect(before.map(({ runMs }) => runMs === undefined)).toEqual([false, true])
    expect(openOfProcesses('schedstat')).toBeGreaterThan(0)
    watch.useClocks(clocks)
    for (let i = 0; i < 3; i++) {
      await watch.look(1000, SPARING)
      expect([single, several].map(({ pid }) => watch.cpuPct(pid))).toEqual([0, 0])
      expect([single, several].map(({ pid }) => watch.record(pid))).toEqual(before)
      expect(openOfProcesses('schedstat')).toBe(0)
    }
    expect(watch.record(several.pid).runMs).toBeGreaterThanOrEqual(150)
  })

  it('lose nothing, and count nothing twice, of who is at work', async () => {
    const [single, several] = [await start(), await start()]
    await several.ask('start')
    await watch.meet(single.pid)
    const accounts = [single, several].map(target => new Account(watch, target))
    for (const doing of ['schedules', 'switch', 'clocks', 'clocks']) {
      await Promise.all([single.ask('burn - 64'), several.ask('work - 47')])
      await atRest(several.pid)
      if (doing === 'switch') watch.useClocks(clocks)
      await watch.look(1000, SPARING)
      for (const account of accounts) account.add()
    }
    // Two ticks by each of the two ways.
    for (const account of accounts) account.expectToAddUp('each', 4)
    for (const { pid } of [single, several]) expect(watch.record(pid).runMs).toBeCloseTo(threadsRanMs(pid), 6)
  })
})

it('a clock that cannot be read says nothing of a process that lives: it stays, with what its line says', async () => {
  const target = await start()
  let isReadable = true
  watch.close()
  watch = new Watch({ clocks: clock => (clock !== clockOf(target.pid) || isReadable) && clocks(clock) })
  await watch.meet(target.pid)
  const account = new Account(watch, target)
  const { id, facts } = watch.record(target.pid)
  for (const order of ['burn - 24', 'threads 1 31', 'burn - 3', 'burn - 24']) {
    isReadable = order === 'burn - 3'
    await target.ask(order)
    await watch.look(1000, SPARING)
    account.add()
    expect(watch.record(target.pid).id).toBe(id)
    // It is the same one, and nobody who is met anew.
    expect(watch.record(target.pid).facts).toBe(facts)
    expect(cpuMsOf(watch.record(target.pid))).toBe(tickedMs(target.pid))
    expect(watch.record(target.pid).runMs === undefined).toBe(!isReadable)
  }
  account.expectToAddUp()
})
