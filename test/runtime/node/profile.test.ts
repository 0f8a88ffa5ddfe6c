import { describe, expect, it } from 'vitest'
import { hotLinesOf, whichFunction } from '../../../src/runtime/node/hot-lines.ts'
import { planMarks, resolveMarks } from '../../../src/runtime/node/marks.ts'
import { parseProfile, type SampledFunction, tracesOf } from '../../../src/runtime/node/profile.ts'
import { sampledCount, USUAL_EVERY_BYTES } from '../../../src/runtime/node/sampled-count.ts'

const EVERY = USUAL_EVERY_BYTES

interface Given {
  readonly name: string
  readonly script?: string
  readonly url?: string
  readonly line?: number
  readonly bytes?: number
  readonly children?: readonly Given[]
}

let ids = 0

/** As V8 tells it, with one sample for each node that has something. */
function told(given: Given, firstOrdinal = 1): { readonly head: unknown; readonly samples: unknown[] } {
  const samples: unknown[] = []
  const node = ({ name, script = '0', url = '', line = -1, bytes = 0, children = [] }: Given): unknown => {
    const id = ++ids
    for (let i = 0; i < bytes; i += 20_000)
      samples.push({ nodeId: id, size: 20_000, ordinal: firstOrdinal + samples.length })
    const callFrame = { functionName: name, scriptId: script, url, lineNumber: line, columnNumber: 0 }
    return { callFrame, id, selfSize: bytes, children: children.map(node) }
  }
  return { head: node(given), samples }
}

const inFile = (name: string, line: number, bytes = 0, children: readonly Given[] = []): Given => ({
  name,
  script: '7',
  url: 'file:///a%20b/c.mjs?x=1',
  line,
  bytes,
  children,
})
const root = (...children: readonly Given[]): Given => ({ name: '(root)', children })

describe('how many allocations a sample stands for', () => {
  it.each([16, 24, 32, 40, 48, 56, 64, 72, 80])('is told for sure of objects of %i bytes', size => {
    const count = Math.round(1 / -Math.expm1(-size / EVERY))
    expect(sampledCount(size * count, EVERY)).toBe(count)
  })

  it('is of the right order for larger ones, and one for such as are larger than the distance', () => {
    for (const size of [160, 200, 864, 3000, 9000]) {
      const count = Math.round(1 / -Math.expm1(-size / EVERY))
      const told = sampledCount(size * count, EVERY)
      expect(told / count).toBeGreaterThan(0.15)
      expect(told / count).toBeLessThan(7)
    }
    expect(sampledCount(10 * EVERY, EVERY)).toBe(1)
    expect(sampledCount(12_345.5, EVERY)).toBe(1)
  })
})

describe('a profile', () => {
  it('becomes ways through the code, of which V8’s own functions are a part of the caller', () => {
    const push = { name: 'push', bytes: 20_000 }
    const profile = parseProfile(told(root(inFile('outer', 4, 0, [inFile('', 9, 40_000, [push])]))))
    const frames = [
      { file: '/a b/c.mjs', line: 10, function: '' },
      { file: '/a b/c.mjs', line: 5, function: 'outer' },
    ]
    expect(tracesOf(profile, 9, EVERY, '1').map(trace => [trace.frames, trace.bytes])).toEqual(
      expect.arrayContaining([
        [frames, 40_000],
        [frames, 20_000],
      ]),
    )
    expect(tracesOf(profile, 1, EVERY, '1')[0]?.frames).toHaveLength(1)
    expect(tracesOf(profile, 9, EVERY, '7')).toEqual([])
  })

  it('names what no code has asked for as V8 does', () => {
    const profile = parseProfile(told(root({ name: '(V8 API)', bytes: 20_000 })))
    expect(tracesOf(profile, 9, EVERY, '1')[0]?.frames).toEqual([
      { file: '<V8>', line: undefined, function: '(V8 API)' },
    ])
  })

  it('may hold anything', () => {
    const deep: { children: unknown[] } = { children: [] }
    let at = deep
    for (let i = 0; i < 5000; i++) {
      const next = { children: [] }
      at.children.push(next)
      at = next
    }
    const bad = {
      callFrame: { functionName: '\u001b[2J', scriptId: '3', url: 'file:///%', lineNumber: 1 },
      selfSize: 8,
    }
    for (const head of [undefined, 7, [], { children: 3 }, { selfSize: -1, children: [null, bad] }, deep]) {
      const profile = parseProfile({ head, samples: [null, { size: 'x' }] })
      for (const { frames } of tracesOf(profile, 9, EVERY, '1')) {
        expect(frames).toEqual([{ file: '/%', line: 2, function: '␛[2J' }])
      }
    }
    expect(parseProfile(7)).toEqual({ nodes: [expect.anything()], samples: [] })
  })
})

describe('which function it was', () => {
  const place = { file: '/a b/c.mjs', line: 5, function: 'outer' }
  const name = (found: ReturnType<typeof whichFunction>) => found?.function.place.function

  it('is the one that is named, where nothing is optimised', () => {
    const profile = parseProfile(told(root(inFile('outer', 4, 20_000, [inFile('inner', 9, 90_000)]))))
    expect(name(whichFunction(profile, undefined, place))).toBe('outer')
    expect(whichFunction(profile, undefined, { ...place, line: 6 })).toBeUndefined()
  })

  it('is one that was inlined into it', () => {
    const before = parseProfile(told(root(inFile('outer', 4, 200_000, [inFile('other', 20, 200_000)]))))
    const calls = [inFile('inner', 9, 200_000), inFile('other', 20, 200_000)]
    const later = parseProfile(told(root(inFile('outer', 4, 0, calls)), 1000))
    expect(name(whichFunction(before, later, place))).toBe('inner')
    // What was sampled before is not looked at again.
    expect(whichFunction(before, parseProfile(told(root(inFile('outer', 4, 0, calls)))), place)).toBeUndefined()
  })

  it('is still the one that is named, where that goes on', () => {
    const before = parseProfile(told(root(inFile('outer', 4, 200_000, [inFile('other', 20, 200_000)]))))
    const later = parseProfile(told(root(inFile('outer', 4, 200_000, [inFile('other', 20, 400_000)])), 1000))
    expect(name(whichFunction(before, later, place))).toBe('outer')
  })
})

describe('marks', () => {
  const plan = planMarks(EVERY)
  if (plan === undefined) throw new Error('there is no plan')
  const sizeOf = (serial: number) => 2 * (16 + 8 * (plan.slots + serial * plan.step))
  const array = (index: number, ordinal: number) => ({ node: 1, bytes: sizeOf((index + 1) % plan.serials), ordinal })
  /** What comes before all others. */
  const first = (ordinal: number) => ({ node: 1, bytes: sizeOf(plan.serials + 1), ordinal })
  const sample = (ordinal: number) => ({ node: 2, bytes: 20_736, ordinal })

  it('tell the place of each sample by the array that comes after it', () => {
    const places = [-1, 3, 4, 3]
    const arrays = [first(4), array(0, 10), array(1, 20), array(2, 30), array(3, 40)]
    const found = resolveMarks(places, arrays, [sample(5), sample(15), sample(25), sample(38), sample(50)], plan)
    expect([...found]).toEqual([
      [3, [20_736, 20_736]],
      [4, [20_736]],
    ])
  })

  it('tell nothing where one of them is missing', () => {
    const places = [-1, 3, 4, 5]
    const found = resolveMarks(
      places,
      [first(4), array(0, 10), array(2, 30), array(3, 40)],
      [sample(25), sample(35)],
      plan,
    )
    expect([...found]).toEqual([[5, [20_736]]])
  })

  it('are not looked for in what was sampled before them', () => {
    const arrays = [array(0, 1), array(1, 900), first(1000), array(0, 1010), array(1, 1020)]
    const samples = [...Array.from({ length: 500 }, (_, i) => sample(i)), sample(1015)]
    expect([...resolveMarks([-1, 7], arrays, samples, plan)]).toEqual([[7, [20_736]]])
    expect(resolveMarks([-1, 7], arrays.slice(0, 2), samples, plan).size).toBe(0)
  })

  it('are told apart over many rounds of lengths, from what else is sampled too', () => {
    const places = Array.from({ length: 500 }, (_, i) => i % 7)
    const arrays = [first(-9), ...places.flatMap((_, i) => (i % 11 === 3 ? [] : [array(i, i * 10)]))]
    const others = places.map((_, i) => ({ node: 1, bytes: 20_200, ordinal: i * 10 + 1 }))
    const samples = places.map((_, i) => sample(i * 10 - 5))
    for (const [place, sizes] of resolveMarks(places, [...others, ...arrays], samples, plan)) {
      expect(place).toBeLessThan(7)
      expect(sizes.length).toBeGreaterThan(50)
    }
    const none = resolveMarks([], [...others, ...arrays], samples, plan)
    expect(none.size).toBe(0)
  })

  it('are not to be had at distances that are too small or too large', () => {
    expect([planMarks(0), planMarks(9000), planMarks(524_288)]).toEqual([undefined, undefined, undefined])
    expect(planMarks(32_768)).toMatchObject({ serials: 32 })
  })
})

describe('lines', () => {
  const place = { file: '/c.mjs', line: 5, function: 'f' }
  const sampled: SampledFunction = { place, script: '7', line: 4, column: 1 }
  const at = (line: number, returns = false) => ({ line, column: 0, returns })
  const times = (count: number, bytes: number) => Array.from({ length: count }, () => bytes)

  it('have their parts, without V8’s own lists and without what is too little', () => {
    const locations = [at(5), at(6), at(7), at(8, true)]
    const byPlace = new Map([
      [0, [...times(2, 20_000)]],
      [1, [...times(3, 20_000), 524_328]],
      [2, times(9, 20_000)],
      [3, times(4, 20_000)],
    ])
    const lines = hotLinesOf(byPlace, locations, sampled, EVERY)
    expect(lines.map(line => [line.place.line, line.shareOfBytes, line.samples])).toEqual([
      [8, 0.75, 9],
      [7, 0.25, 3],
    ])
    expect(hotLinesOf(new Map([[0, times(2, 20_000)]]), locations, sampled, EVERY)).toEqual([])
  })

  it('of large allocations count where there are several', () => {
    const [line] = hotLinesOf(new Map([[0, times(3, 500_000)]]), [at(5), at(6, true)], sampled, EVERY)
    expect(line).toMatchObject({ place: { ...place, line: 6 }, shareOfBytes: 1, samples: 3 })
  })

  it('are where a function begins, after its last return, if its first statement is there', () => {
    const found = (first: number) =>
      hotLinesOf(new Map([[1, times(5, 20_000)]]), [at(first), at(9, true)], sampled, EVERY)
    expect(found(4)[0]?.place.line).toBe(5)
    expect(found(5)).toEqual([])
  })
})
