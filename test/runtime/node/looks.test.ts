import { afterAll, afterEach, describe, expect, it } from 'vitest'
import type { Collection, ThreadStack } from '../../../src/runtime/session.ts'
import { until } from '../asked-program.ts'
import { attachTo, figure, startLeaking } from './attaching.ts'
import { nodes } from './nodes.ts'
import { thisSystem } from './system.ts'
import { NodeTarget } from './target.ts'

const system = thisSystem()
let target: NodeTarget

afterEach(() => target.end())
afterAll(() => system.close())

const functionsOf = (stack: ThreadStack | undefined) => stack?.frames.map(frame => frame.function)

describe.each(nodes())('a session with %s', node => {
  it('counts objects by what made them, and touches none of them', async () => {
    target = await startLeaking(node)
    const session = await attachTo(target, system)
    const touched = await target.ask('proxies')
    const { rows, about } = await session.types()
    const count = (type: string) => rows.find(row => row.type === type)?.count
    expect(await target.ask('proxies')).toBe(touched)
    // Its class has a getter for its name.
    expect(rows.some(({ type }) => type === 'Noticed')).toBe(false)
    expect(count('(anonymous)')).toBeGreaterThan(0)
    expect(count('Store')).toBe(1)
    expect(count('Function')).toBeGreaterThan(1000)
    expect(about).toContain('without strings')
    await target.ask('leak callback 10')
    await until(async () => Number(await target.ask('counted')) >= 10e6)
    const more = (await session.types()).rows
    const grown = (more.find(row => row.type === 'Array')?.count ?? 0) - (count('Array') ?? 0)
    expect(grown / (Number(await target.ask('counted')) / 848)).toBeCloseTo(1, 1)
    expect((await session.detach()).leftBehind).toEqual([])
  })

  it('keeps nothing alive that it has counted', async () => {
    target = await NodeTarget.start([], node)
    const session = await attachTo(target, system)
    await session.types()
    await session.collect()
    const count = async () => (await session.types()).rows.reduce((sum, row) => sum + row.count, 0)
    const before = await count()
    for (let i = 0; i < 10; i++) await session.types()
    // An array of all of them each time would be ten more, and each guard’s call some.
    expect((await count()) - before).toBeLessThan(10)
    await session.detach()
  })

  it('collects when it is asked to, and says what that came to', async () => {
    target = await startLeaking(node)
    const session = await attachTo(target, system)
    await target.ask('leak callback 10')
    await until(async () => Number(await target.ask('counted')) >= 10e6)
    await target.ask('drop')
    const { before, after, tookMs } = await session.collect()
    expect((figure(before, 'heap used') ?? 0) - (figure(after, 'heap used') ?? 0)).toBeGreaterThan(8e6)
    expect(tookMs).toBeGreaterThan(0)
    await expect(session.collect(0)).rejects.toThrow('no single generation')
    await session.detach()
  })

  it('tells of each collection that the program makes, with its pause, until it is told to end', async () => {
    target = await startLeaking(node)
    const session = await attachTo(target, system)
    const [heard, others]: Collection[][] = [[], []]
    const end = await session.events(collection => heard?.push(collection))
    const endOther = await session.events(collection => others?.push(collection))
    const since = Date.now()
    await target.ask('leak garbage')
    await until(() => (heard ?? []).some(({ kind }) => kind === 'scavenge'))
    await session.collect()
    await until(() => (heard ?? []).some(({ kind }) => kind === 'mark-sweep-compact'))
    for (const { atMs, pauseMs } of heard ?? []) {
      expect(Math.abs(atMs - since)).toBeLessThan(20_000)
      expect(pauseMs).toBeGreaterThan(0)
      expect(pauseMs).toBeLessThan(5000)
    }
    expect(others?.length).toBeGreaterThan(0)
    await end()
    const count = heard?.length
    const otherCount = others?.length ?? 0
    await until(() => (others?.length ?? 0) > otherCount)
    expect(heard?.length).toBe(count)
    await endOther()
    await session.detach()
  })

  it('tells what its threads do, and pauses none', async () => {
    target = await startLeaking(node)
    const session = await attachTo(target, system)
    expect(await session.stacks()).toEqual([{ name: 'main', tid: target.pid, frames: [], state: 'idle' }])
    await target.ask('worker')
    // It waits, but for what it does while it starts.
    await until(async () => (await session.stacks())[1]?.state === 'idle')
    expect((await session.stacks())[1]).toMatchObject({ tid: undefined, frames: [] })
    await target.ask('worker-spin')
    await until(async () => functionsOf((await session.stacks())[1])?.includes('spin') === true)
    const [main, worker] = await session.stacks()
    expect(main?.state).toBe('idle')
    expect(worker?.name).toContain('worker 1')
    expect([worker?.state, worker?.frames[0]?.file]).toEqual([undefined, expect.stringMatching(/\/leaking\.mjs$/)])
    await target.ask('spin')
    await until(async () => functionsOf((await session.stacks())[0])?.[0] === 'spin')
    expect((await session.stacks())[0]?.frames[0]).toMatchObject({ function: 'spin', line: expect.any(Number) })
    // What spins comes round to our leaving, but not to closing its inspector.
    await session.detach()
  }, 40_000)
})

describe('a session', () => {
  it('tells of a program that is in a call of its own that it does not answer', async () => {
    target = await NodeTarget.start()
    const session = await attachTo(target, system)
    target.tell('block 2500')
    await until(async () => (await session.stacks())[0]?.state !== 'idle')
    expect(await target.answer()).toBe('done')
    await until(async () => (await session.stacks())[0]?.state === 'idle')
    expect((await session.detach()).leftBehind).toEqual([])
  })

  it('makes the program wait for nothing while it is asked for all there is', async () => {
    target = await startLeaking()
    const session = await attachTo(target, system)
    await session.startTracing({ frames: 8, everyBytes: 20_168 })
    const end = await session.events(() => {})
    await target.ask('worker')
    const all = [session.stats(), session.snapshot(), session.types(), session.collect(), session.stacks()]
    expect(await Promise.all(all)).toHaveLength(5)
    await end()
    const { restored, leftBehind } = await session.detach()
    expect([restored.length, leftBehind]).toEqual([2, []])
    await expect(session.types()).rejects.toThrow('closed')
    expect(Number(await target.ask('counted'))).toBe(0)
  })
})

describe('twenty rounds of all there is', () => {
  it('leave descriptors, threads and memory of the program where they were', async () => {
    target = await NodeTarget.start()
    const round = async () => {
      const session = await attachTo(target, system)
      await session.stats()
      await session.startTracing({ frames: 8, everyBytes: 20_168 })
      const end = await session.events(() => {})
      await session.snapshot()
      await session.types()
      await session.collect()
      await session.stacks()
      await end()
      await session.stopTracing()
      expect((await session.detach()).leftBehind).toEqual([])
    }
    for (let i = 0; i < 5; i++) await round()
    const before = target.counts()
    for (let i = 0; i < 20; i++) await round()
    const after = target.counts()
    expect(after.threads).toBe(before.threads)
    expect(after.descriptors - before.descriptors).toBeLessThanOrEqual(1)
    expect(after.rssKb - before.rssKb).toBeLessThan(8000)
    expect(target.ports()).toEqual([])
    expect(Number(await target.ask('ticks'))).toBeGreaterThan(0)
  }, 60_000)
})
