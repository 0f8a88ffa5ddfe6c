import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import type { CodePlace, HotLine } from '../../../src/runtime/allocations.ts'
import { compareAllocations } from '../../../src/runtime/compare.ts'
import type { NodeSession } from '../../../src/runtime/node/node-session.ts'
import { USUAL_EVERY_BYTES } from '../../../src/runtime/node/sampled-count.ts'
import { until } from '../asked-program.ts'
import { attachTo, leakingLine, startLeaking } from './attaching.ts'
import { nodes } from './nodes.ts'
import { thisSystem } from './system.ts'
import type { NodeTarget } from './target.ts'

const OPTIONS = { frames: 16, everyBytes: USUAL_EVERY_BYTES }
const FILE = resolve('test/targets/leaking.mjs')
/** Long enough for hundreds of samples. */
const MS = 2500
const system = thisSystem()
let target: NodeTarget

afterEach(() => target.end())
afterAll(() => system.close())

/** Traces a program that leaks so, until it has leaked something to see. */
async function leaks(session: NodeSession, kind: string, exact?: boolean): Promise<CodePlace> {
  await session.startTracing(exact === undefined ? OPTIONS : { ...OPTIONS, exact })
  const before = await session.snapshot()
  await target.ask(`leak ${kind}`)
  await until(async () => Number(await target.ask('counted')) > 10e6)
  const { rows } = compareAllocations(before, await session.snapshot(), { by: 'line' })
  const place = rows[0]?.frames[0]
  if (place === undefined) throw new Error('nothing grew')
  return place
}

const lineOf = ([first]: readonly HotLine[]) => first?.place.line

describe.each(nodes())('the line that leaks, of %s', node => {
  it.each([
    ['statements', 'manyStatements'],
    ['callback', 'inCallback'],
    ['async', 'inAsync'],
    ['method', 'put'],
    ['private', '#add'],
    ['small', 'keepSmall'],
  ])('is found in a function of several statements: %s', async (kind, name) => {
    target = await startLeaking(node)
    const session = await attachTo(target, system)
    const place = await leaks(session, kind)
    expect(place).toMatchObject({ file: FILE, function: name })
    const lines = await session.hotLines(place, MS)
    expect(lineOf(lines)).toBe(leakingLine(kind))
    expect(lines[0]?.shareOfBytes).toBeGreaterThan(0.8)
    expect(lines[0]?.place).toMatchObject({ file: FILE, function: name })
    // The program goes on, and is traced as before.
    const counted = Number(await target.ask('counted'))
    await until(async () => Number(await target.ask('counted')) > counted)
    expect((await session.snapshot()).traces.length).toBeGreaterThan(0)
    expect((await session.detach()).leftBehind).toEqual([])
  })
})

const typed = nodes().filter(
  node => execFileSync(node, ['-p', 'process.features.typescript ?? ""'], { encoding: 'utf8' }).trim() === 'strip',
)

describe.skipIf(typed.length === 0)('the line that leaks in TypeScript', () => {
  it.each(typed)('is found as it stands in the file: %s', async node => {
    const program = 'test/targets/leaking-typed.ts'
    target = await startLeaking(node, [], program)
    const session = await attachTo(target, system)
    const place = await leaks(session, '')
    expect(place).toMatchObject({ file: resolve(program), function: 'add' })
    const lines = await session.hotLines(place, MS)
    expect(lineOf(lines)).toBe(leakingLine('typed', program))
    expect(lines[0]?.shareOfBytes).toBeGreaterThan(0.6)
    await session.detach()
  })
})

describe('the line that leaks', () => {
  it('needs no measuring where all stands on one', async () => {
    target = await startLeaking()
    const session = await attachTo(target, system)
    const place = await leaks(session, 'oneLine')
    const since = performance.now()
    const [line] = await session.hotLines(place, 60_000)
    expect(performance.now() - since).toBeLessThan(20_000)
    expect([line?.place.line, line?.shareOfBytes]).toEqual([leakingLine('oneLine'), 1])
    await session.detach()
  })

  it('is several, each with its part', async () => {
    target = await startLeaking()
    const session = await attachTo(target, system)
    const lines = await session.hotLines(await leaks(session, 'two'), MS)
    const [more, less] = lines
    expect(lines.map(({ place }) => place.line)).toEqual([leakingLine('two, three times as much'), leakingLine('two')])
    expect((more?.shareOfBytes ?? 0) / (less?.shareOfBytes ?? 0)).toBeGreaterThan(1.8)
    expect((more?.shareOfBytes ?? 0) / (less?.shareOfBytes ?? 0)).toBeLessThan(5)
    await session.detach()
  })

  it('is found by way of the function that optimised code names', async () => {
    target = await startLeaking()
    const session = await attachTo(target, system)
    // Its own, or one that it was inlined into.
    const place = await leaks(session, 'small', false)
    expect((await session.snapshot()).caveat).toContain('optimised')
    expect(lineOf(await session.hotLines(place, 2 * MS))).toBe(leakingLine('small'))
    await session.detach()
  })

  it('is not told of a function that keeps nothing, nor of one that is not called', async () => {
    target = await startLeaking()
    const session = await attachTo(target, system)
    await session.startTracing(OPTIONS)
    await target.ask('leak garbage')
    const none = { file: FILE, line: 1, function: 'nobody' }
    expect(await session.hotLines(none, 200)).toEqual([])
    const { traces } = await session.snapshot()
    const place = traces.flatMap(({ frames }) => frames).find(frame => frame.function === 'garbageOnly')
    if (place !== undefined) expect(await session.hotLines(place, 1000)).toEqual([])
    await session.detach()
  })

  it('is looked for in a program of which nothing is paused, not even by its own debugger statement', async () => {
    target = await startLeaking()
    const session = await attachTo(target, system)
    const place = await leaks(session, 'debugger')
    expect(lineOf(await session.hotLines(place, MS))).toBe(leakingLine('debugger'))
    expect(Number(await target.ask('counted'))).toBeGreaterThan(0)
    await session.detach()
  })

  it('is not found while nothing is traced', async () => {
    target = await startLeaking()
    const session = await attachTo(target, system)
    const place = { file: FILE, line: 1, function: '' }
    await expect(session.hotLines(place, 100)).rejects.toThrow('only while allocations are sampled')
    await session.detach()
  })
})
