/** Processor time of real processes by the kernel's clocks, which know of all their threads. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ReadClock } from '../../src/sources/linux/cpu-clocks.ts'
import { Account, expectAllToAddUp } from './account.ts'
import { type CompiledTarget, compileTarget, Target } from './target.ts'
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
