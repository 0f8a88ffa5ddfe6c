import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Effect } from '../../../src/runtime/detection.ts'
import type { NodeSession } from '../../../src/runtime/node/node-session.ts'
import { attachNode } from '../../../src/runtime/node/session.ts'
import { NoAnswer } from '../../../src/runtime/session.ts'
import { bundleProgram } from '../../support/bundle.ts'
import { until } from '../asked-program.ts'
import { figure, startLeaking } from './attaching.ts'
import { thisSystem } from './system.ts'
import { NodeTarget } from './target.ts'

const ALL: readonly Effect[] = ['opens-port', 'stderr-lines', 'pause']
/** The guard gives up on us after five seconds; this is what is promised. */
const WITHIN_MS = 10_000
const system = thisSystem()
const never = new AbortController().signal
let target: NodeTarget
let attaching: ChildProcess | undefined
let program: string

beforeAll(async () => {
  program = await bundleProgram('test/runtime/node/programs/attach.ts')
})

afterEach(async () => {
  attaching?.kill('SIGKILL')
  attaching = undefined
  await target.end()
})

afterAll(() => system.close())

async function attach(using = system, signal = never): Promise<NodeSession> {
  const session = await attachNode(target.id(system.lookAt), ALL, using, signal)
  if ('failed' in session) throw new Error(session.failed)
  return session
}

/** Another ntop, so to speak, that is attached. */
async function attachElsewhere(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program, `${target.pid}`], { stdio: ['ignore', 'pipe', 'inherit'] })
  attaching = child
  await once(child.stdout, 'data')
  return child
}

/** Its descriptors, once it has opened and closed an inspector: of that Node keeps some. */
async function usualDescriptors(): Promise<number> {
  await (await attach()).detach()
  return target.counts().descriptors
}

describe('a session with a Node', () => {
  it('tells what the program itself and the kernel tell of its memory, and leaves it as it was', async () => {
    target = await NodeTarget.start()
    const before = target.counts()
    await target.ask('note')
    const session = await attach()
    // It was open for a moment.
    expect(target.ports()).toEqual([])
    expect(session.version).toBe(process.versions.node)
    await target.ask('grow 20')
    const rssBefore = target.counts().rssKb * 1024
    const stats = await session.stats()
    const rssAfter = target.counts().rssKb * 1024
    // To the byte, as it is of the same moment: whatever is told later, garbage may have been collected before.
    const own = JSON.parse(await target.ask('noted')) as NodeJS.MemoryUsage
    expect(own.heapUsed).toBeGreaterThan(10_000_000)
    const names = ['heap used', 'heap total', 'external', 'array buffers', 'resident']
    const { heapUsed, heapTotal, external, arrayBuffers, rss } = own
    expect(names.map(name => figure(stats, name))).toEqual([heapUsed, heapTotal, external, arrayBuffers, rss])
    expect(rss).toBeGreaterThan(Math.min(rssBefore, rssAfter) - 8_000_000)
    expect(rss).toBeLessThan(Math.max(rssBefore, rssAfter) + 8_000_000)
    expect(stats.spaces.find(({ name }) => name === 'old_space')?.usedBytes).toBeGreaterThan(1_000_000)
    expect(figure(stats, 'heap limit')).toBeGreaterThan(100_000_000)
    expect(figure(stats, 'user time')).toBeGreaterThan(0)
    expect(figure(stats, 'detached contexts')).toBe(0)
    expect(await session.detach()).toEqual({
      restored: [`disconnected, and its port ${session.port} is closed`],
      leftBehind: [],
    })
    expect(await session.ended).toBeUndefined()
    expect(target.ports()).toEqual([])
    expect(target.counts().threads).toBe(before.threads)
    expect(Number(await target.ask('ticks'))).toBeGreaterThan(0)
  })

  it('does nothing that was not agreed to', async () => {
    target = await NodeTarget.start()
    const refused = await attachNode(target.id(system.lookAt), ['stderr-lines', 'pause'], system, never)
    expect(refused).toEqual({ failed: 'not agreed to: opens-port', restored: [], leftBehind: [] })
    await target.ask('ticks')
    expect(target.errors).toBe('')
  })

  it('does nothing more than was agreed to for attaching, until more is', async () => {
    target = await NodeTarget.start()
    const consent = [...ALL]
    const session = await attachNode(target.id(system.lookAt), consent, system, never)
    if ('failed' in session) throw new Error(session.failed)
    const refused = (missing: string) => new NoAnswer(`not agreed to: ${missing}`)
    await expect(session.startTracing({ frames: 1, everyBytes: 20_168 })).rejects.toEqual(refused('collects, slows'))
    await expect(session.snapshot()).rejects.toEqual(refused('collects, slows'))
    const place = { file: 'x', line: 1, function: 'f' }
    await expect(session.hotLines(place, 1)).rejects.toEqual(refused('collects, slows, memory-spike'))
    await expect(session.types()).rejects.toEqual(refused('collects, memory-spike'))
    await expect(session.collect()).rejects.toEqual(refused('collects'))
    consent.push('collects')
    expect((await session.collect()).tookMs).toBeGreaterThan(0)
    await session.detach()
  })

  it('uses an inspector that is open, and leaves it open', async () => {
    target = await NodeTarget.start(['--inspect=0'])
    const ports = target.ports()
    // A socket of the program's own, which is not to be taken for it.
    await target.ask('listen')
    const session = await attach()
    expect([session.port]).toEqual(ports)
    expect(figure(await session.stats(), 'heap used')).toBeGreaterThan(0)
    const { restored, leftBehind } = await session.detach()
    expect([restored, leftBehind]).toEqual([['disconnected from its inspector, which was open before'], []])
    expect(target.ports()).toEqual(expect.arrayContaining(ports))
    // Its guard is there only for what we opened.
    expect(await (await attach()).detach()).toMatchObject({ leftBehind: [] })
  })

  it('is over when the program wants to end, and does not hold it up', async () => {
    for (const [order, code] of [
      ['exit', 7],
      ['end', 0],
    ] as const) {
      target = await NodeTarget.start()
      const session = await attach()
      target.tell(order)
      expect(await session.ended).toBe('the program has ended')
      expect(await target.ended()).toBe(code)
      expect(await session.detach()).toMatchObject({ leftBehind: [] })
      await expect(session.stats()).rejects.toThrow('the connection')
    }
  })

  it('is over when the program is killed', async () => {
    target = await NodeTarget.start()
    const session = await attach()
    const asked = session.stats().catch((error: Error) => error)
    target.child.kill('SIGKILL')
    expect(await session.ended).toBe('the program has ended')
    await asked
    expect(await session.detach()).toMatchObject({ leftBehind: [] })
  })

  it('waits for nothing when the program is stopped, which is as before once it goes on', async () => {
    target = await NodeTarget.start()
    const before = target.counts().descriptors
    const session = await attach()
    target.child.kill('SIGSTOP')
    await until(() => /^State:\tT/m.test(readFileSync(`/proc/${target.pid}/status`, 'latin1')))
    await expect(session.stats()).rejects.toThrow('not answered')
    const since = performance.now()
    await session.detach()
    expect(performance.now() - since).toBeLessThan(WITHIN_MS)
    target.child.kill('SIGCONT')
    await until(() => target.ports().length === 0 && target.counts().descriptors === before)
    expect(Number(await target.ask('ticks'))).toBeGreaterThan(0)
  }, 40_000)

  it('is given up, and undone', async () => {
    target = await NodeTarget.start()
    const giving = new AbortController()
    const system = thisSystem()
    const kill = (pid: number, signal: number) => {
      process.kill(pid, signal)
      giving.abort()
    }
    const using = { ...system, kill }
    const given = await attachNode(target.id(system.lookAt), ALL, using, giving.signal)
    expect(given).toMatchObject({ failed: 'given up' })
    // What was signalled opens yet.
    await until(() => target.errors.includes('listening'))
    await until(() => target.ports().length === 0)
    system.close()
    expect(Number(await target.ask('ticks'))).toBeGreaterThan(0)
  })

  it('comes to nothing with a program that is killed at that moment', async () => {
    target = await NodeTarget.start()
    const using = { ...system, kill: (pid: number) => process.kill(pid, 'SIGKILL') }
    const given = await attachNode(target.id(system.lookAt), ALL, using, never)
    expect(given).toEqual({ failed: 'it has ended', restored: [], leftBehind: [] })
  })

  it('is not begun with one that is busy, whose inspector is closed when it opens late', async () => {
    target = await NodeTarget.start()
    target.tell('block 5000')
    await until(() => readFileSync(`/proc/${target.pid}/task/${target.pid}/children`, 'latin1') !== '')
    const given = await attachNode(target.id(system.lookAt), ALL, system, never)
    expect(given).toMatchObject({ failed: expect.stringContaining('nothing opened'), restored: [] })
    expect(given).toMatchObject({ leftBehind: [expect.stringContaining('SIGUSR1 was sent')] })
    expect(await target.answer()).toBe('done')
    await until(() => target.errors.includes('listening'))
    await until(() => target.ports().length === 0)
    expect(Number(await target.ask('ticks'))).toBeGreaterThan(0)
  })
})

describe('a session with a Node that never comes round to anything', () => {
  it('interrupts it over its inspector, which stays open for as long', async () => {
    target = await startLeaking()
    await target.ask('spin')
    const session = await attach()
    expect(target.ports()).toEqual([session.port])
    expect(figure(await session.stats(), 'heap used')).toBeGreaterThan(0)
    await until(async () => (await session.stacks())[0]?.frames[0]?.function === 'spin')
    const { leftBehind } = await session.detach()
    expect(leftBehind).toEqual([expect.stringContaining(`its port ${session.port} is still open: it closes by itself`)])
  }, 30_000)
})

describe('a Node whose ntop', () => {
  it('is killed has nothing of it any more', async () => {
    target = await NodeTarget.start()
    const usual = await usualDescriptors()
    const child = await attachElsewhere()
    expect(target.counts().descriptors).toBe(usual + 1)
    const end = once(child, 'exit')
    child.kill('SIGKILL')
    await end
    const since = performance.now()
    await until(() => target.counts().descriptors === usual)
    expect(performance.now() - since).toBeLessThan(WITHIN_MS)
    expect(target.ports()).toEqual([])
    expect(Number(await target.ask('ticks'))).toBeGreaterThan(0)
  })

  it('is killed while it is asked over its inspector, being busy, closes its port by itself', async () => {
    target = await startLeaking()
    await target.ask('spin 4000')
    const child = await attachElsewhere()
    expect(target.ports()).toHaveLength(1)
    child.kill('SIGKILL')
    const since = performance.now()
    await until(() => target.ports().length === 0)
    expect(performance.now() - since).toBeLessThan(WITHIN_MS + 4000)
    expect(await target.ask('counted')).toBe('0')
  })

  it('is stopped goes on, and has nothing of it any more once that is killed', async () => {
    target = await NodeTarget.start()
    const usual = await usualDescriptors()
    const child = await attachElsewhere()
    child.kill('SIGSTOP')
    // By its own clock, past the moment at which its guard finds us silent: closing then would make it wait for us.
    const ticks = Number(await target.ask('ticks'))
    await until(async () => Number(await target.ask('ticks')) > ticks + 1200)
    expect(Number(await target.ask('worst'))).toBeLessThan(2000)
    expect(target.counts().descriptors).toBe(usual + 1)
    child.kill('SIGKILL')
    const since = performance.now()
    await until(() => target.counts().descriptors === usual)
    expect(performance.now() - since).toBeLessThan(WITHIN_MS)
    expect(Number(await target.ask('ticks'))).toBeGreaterThan(0)
  }, 40_000)
})

describe('a hundred rounds', () => {
  it('leave descriptors, threads and memory of the program where they were', async () => {
    target = await NodeTarget.start(['--expose-gc'])
    const round = async (look: (session: NodeSession) => Promise<unknown> = session => session.stats()) => {
      const session = await attachNode(target.id(system.lookAt), [...ALL, 'collects'], system, never)
      if ('failed' in session) throw new Error(session.failed)
      await look(session)
      expect((await session.detach()).leftBehind).toEqual([])
    }
    // Garbage is no leak, and a program that does nothing else collects none.
    const collected = async () => {
      await round(session => session.collect())
      return target.counts()
    }
    for (let i = 0; i < 20; i++) await round()
    const before = await collected()
    for (let i = 0; i < 100; i++) await round()
    const after = await collected()
    expect(after.threads).toBe(before.threads)
    expect(after.descriptors - before.descriptors).toBeLessThanOrEqual(1)
    expect(after.rssKb - before.rssKb).toBeLessThan(8_000)
    expect(target.ports()).toEqual([])
  }, 60_000)
})
