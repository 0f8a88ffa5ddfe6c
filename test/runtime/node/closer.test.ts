/** Who closes the inspector of a Node where ntop is killed after it has asked for it, and before its guard is in. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { attachNode } from '../../../src/runtime/node/session.ts'
import { isGone } from '../../../src/sources/errors.ts'
import { bundleProgram } from '../../support/bundle.ts'
import { until } from '../asked-program.ts'
import { attachTo } from './attaching.ts'
import { thisSystem } from './system.ts'
import { NodeTarget } from './target.ts'

/** What is promised. */
const WITHIN_MS = 10_000
let program: string
let closer: string
let system: ReturnType<typeof thisSystem>
let target: NodeTarget

beforeAll(async () => {
  program = await bundleProgram('test/runtime/node/programs/attach-killed.ts')
  closer = await bundleProgram('src/runtime/node/close-late.ts')
  system = thisSystem(closer)
})

afterEach(async () => {
  await target.end()
})

afterAll(() => system.close())

/** Pids of those that see to the target: by the program that they would become, which nobody else has, or their title. */
function closers(): number[] {
  return readdirSync('/proc').filter(isCloser).map(Number)
}

function isCloser(pid: string): boolean {
  if (!/^\d+$/.test(pid)) return false
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'latin1')
    return words.includes(closer) || words.startsWith(`ntop: closer of ${target.pid}:`)
  } catch (error) {
    if (isGone(error)) return false
    throw error
  }
}

/** Resolves with when an ntop was killed, with its group, that had just signalled the target. */
async function killedAfterSignal(): Promise<number> {
  const ntop = spawn(process.execPath, [program, `${target.pid}`, closer], {
    stdio: 'inherit',
    detached: true,
  })
  expect(await once(ntop, 'exit')).toEqual([null, 'SIGKILL'])
  return performance.now()
}

describe('a Node whose ntop is killed right after its signal', () => {
  it('has its inspector closed', async () => {
    target = await NodeTarget.start()
    const { descriptors } = target.counts()
    const since = await killedAfterSignal()
    await until(() => target.errors.includes('Debugger ending'))
    await until(() => target.ports().length === 0)
    await until(() => closers().length === 0)
    expect(performance.now() - since).toBeLessThan(WITHIN_MS)
    expect(target.connections()).toBe(0)
    expect(Number(await target.ask('ticks'))).toBeGreaterThan(0)
    // Of those that its inspector takes Node keeps some.
    expect(target.counts().descriptors).toBeLessThan(descriptors + 10)
  }, 30_000)

  it('has it closed when it opens, being busy', async () => {
    target = await NodeTarget.start()
    target.tell('block 3000')
    await until(() => readFileSync(`/proc/${target.pid}/task/${target.pid}/children`, 'latin1') !== '')
    await killedAfterSignal()
    expect(target.errors).toBe('')
    // It waits for it as long.
    expect(closers()).toHaveLength(1)
    expect(await target.answer()).toBe('done')
    const since = performance.now()
    await until(() => target.errors.includes('Debugger ending'))
    await until(() => target.ports().length === 0 && closers().length === 0)
    expect(performance.now() - since).toBeLessThan(WITHIN_MS)
    expect(Number(await target.ask('ticks'))).toBeGreaterThan(0)
  }, 30_000)

  it('has it left alone as long as somebody else is connected to it, for whom it would wait', async () => {
    target = await NodeTarget.start()
    target.tell('block 2000')
    await until(() => readFileSync(`/proc/${target.pid}/task/${target.pid}/children`, 'latin1') !== '')
    await killedAfterSignal()
    // It is not to be the first that sees it.
    for (const pid of closers()) process.kill(pid, 'SIGSTOP')
    await until(() => target.ports().length === 1)
    const client = connect({ port: target.ports()[0] ?? 0, host: '127.0.0.1' })
    await once(client, 'connect')
    for (const pid of closers()) process.kill(pid, 'SIGCONT')
    expect(await target.answer()).toBe('done')
    // By its own clock, longer than it takes to be looked at again.
    await until(async () => Number(await target.ask('ticks')) > 600)
    expect([target.ports().length, closers().length]).toEqual([1, 1])
    expect(target.errors).not.toContain('Debugger attached')
    client.destroy()
    await until(() => target.ports().length === 0 && closers().length === 0)
    expect(target.errors).toContain('Debugger ending')
  }, 30_000)

  it('has nobody waiting for it once it has ended', async () => {
    target = await NodeTarget.start()
    target.tell('block 20000')
    await until(() => readFileSync(`/proc/${target.pid}/task/${target.pid}/children`, 'latin1') !== '')
    await killedAfterSignal()
    expect(closers()).toHaveLength(1)
    await target.end()
    await until(() => closers().length === 0)
  }, 30_000)
})

describe('who closes it', () => {
  it('is gone once the guard is in', async () => {
    target = await NodeTarget.start()
    const session = await attachTo(target, system)
    await until(() => closers().length === 0)
    await session.stats()
    await session.detach()
  })

  it('is gone where nothing was signalled', async () => {
    target = await NodeTarget.start()
    const kill = () => {
      throw Object.assign(new Error('kill EPERM'), { code: 'EPERM' })
    }
    const refused = await attachNode(
      target.id(system.lookAt),
      ['opens-port', 'stderr-lines', 'pause'],
      { ...system, kill },
      new AbortController().signal,
    )
    expect(refused).toMatchObject({ failed: expect.stringContaining('no signal was sent'), leftBehind: [] })
    await until(() => closers().length === 0)
  })

  it('waits as long as a busy program may open it yet', async () => {
    target = await NodeTarget.start()
    target.tell('block 4000')
    await until(() => readFileSync(`/proc/${target.pid}/task/${target.pid}/children`, 'latin1') !== '')
    await expect(attachTo(target, system)).rejects.toThrow('nothing opened')
    expect(closers()).toHaveLength(1)
    expect(await target.answer()).toBe('done')
    await until(() => closers().length === 0)
    expect(target.ports()).toEqual([])
  }, 30_000)
})
