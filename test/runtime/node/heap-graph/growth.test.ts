import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { growthOf, type HeapGrowth, olderHeap } from '../../../../src/runtime/node/heap-graph/growth.ts'
import { ObjectNumbers } from '../../../../src/runtime/node/heap-graph/object-numbers.ts'
import { type GrownSample, grownSample, typesWorthLooking } from '../../../../src/runtime/node/heap-graph/samples.ts'
import { inSlices } from '../../../../src/runtime/node/heap-graph/work.ts'
import { graphOfNodes, type MadeNode } from './made.ts'

/** A root that holds all the others, which have these names, sizes and numbers. */
type Made = readonly (readonly [name: string, size: number, id: number, kind?: MadeNode['kind']])[]

function nodesOf(objects: Made): MadeNode[] {
  return [
    { kind: 'synthetic', id: 0, edges: objects.map((_, i) => ({ to: i + 1 })) },
    ...objects.map(([name, size, id, kind = 'object']): MadeNode => ({ name, size, id, kind })),
  ]
}

async function growth(older: readonly MadeNode[], younger: readonly MadeNode[]): Promise<HeapGrowth> {
  const was = await inSlices(olderHeap(await graphOfNodes(older)))
  return await inSlices(growthOf(was, await graphOfNodes(younger)))
}

async function sampleOf(older: readonly MadeNode[], younger: readonly MadeNode[], type: string): Promise<GrownSample> {
  const was = await inSlices(olderHeap(await graphOfNodes(older)))
  const graph = await graphOfNodes(younger)
  const grown = await inSlices(growthOf(was, graph))
  const row = grown.rows.find(row => row.type === type)
  const sample = row && (await grownSample(was, graph, grown, row))
  if (sample === undefined) throw new Error(`no ${type}`)
  return sample
}

/** So many of a name, with numbers from this on. */
const some = (name: string, count: number, from: number, size = 10): Made =>
  Array.from({ length: count }, (_, i) => [name, size, from + 2 * i] as const)

describe('what has grown between two heaps', () => {
  it('is told by type, with those that are new and those that are gone', async () => {
    const { rows, total, isSwapped } = await growth(
      nodesOf([...some('Kept', 5, 1), ...some('Gone', 2, 101), ...some('Same', 3, 201)]),
      nodesOf([...some('Kept', 4, 3), ...some('Kept', 3, 301, 20), ...some('Same', 3, 201), ...some('Come', 1, 401)]),
    )
    expect(
      rows.map(({ type, count, countGrown, bytes, bytesGrown, fresh, freshBytes, gone }) => [
        type,
        [count, countGrown, fresh, gone],
        [bytes, bytesGrown, freshBytes],
      ]),
    ).toEqual([
      ['Kept', [7, 2, 3, 1], [100, 50, 60]],
      ['Come', [1, 1, 1, 0], [10, 10, 10]],
      ['Same', [3, 0, 0, 0], [30, 0, 0]],
      ['Gone', [0, -2, 0, 2], [0, -20, 0]],
    ])
    expect(rows.map(({ retainedBytes, retainedGrown }) => [retainedBytes, retainedGrown])).toEqual([
      [100, 50],
      [10, 10],
      [30, 0],
      [0, -20],
    ])
    expect(total).toEqual({ count: 11, countGrown: 1, bytes: 140, bytesGrown: 40, fresh: 4, freshBytes: 70, gone: 3 })
    expect(isSwapped).toBe(false)
  })

  it('is told of any heaps as it is by looking at each object', async () => {
    const heap = fc
      .uniqueArray(fc.record({ id: fc.nat({ max: 40 }), type: fc.constantFrom('A', 'B', 'C') }), {
        selector: ({ id }) => id,
      })
      .map(objects => objects.map(({ id, type }) => ({ type, id: 2 * id + 1, size: id })))
    await fc.assert(
      fc.asyncProperty(heap, heap, async (older, younger) => {
        const made = (objects: typeof older) =>
          nodesOf([...objects.map(({ type, size, id }) => [type, size, id] as const), ...some('Same', 50, 1001)])
        const { rows, fresh } = await growth(made(older), made(younger))
        for (const row of rows) {
          const [was, is] = [older, younger].map(objects => objects.filter(({ type }) => type === row.type))
          if (was === undefined || is === undefined || row.type === 'Same') continue
          expect(row.countGrown).toBe(is.length - was.length)
          const bytes = (objects: typeof older) => objects.reduce((sum, { size }) => sum + size, 0)
          expect(row.bytesGrown).toBe(bytes(is) - bytes(was))
          if (fresh === undefined) continue
          const isIn = (objects: typeof older) => (object: (typeof older)[number]) =>
            objects.some(({ id }) => id === object.id)
          expect(row.fresh).toBe(is.filter(object => !isIn(was)(object)).length)
          expect(row.gone).toBe(was.filter(object => !isIn(is)(object)).length)
          expect((row.fresh ?? 0) - (row.gone ?? 0)).toBe(row.countGrown)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('is not told object by object where they were numbered anew', async () => {
    const names = ['A', 'B', 'C', 'D', 'E']
    const older = names.flatMap((name, i) => some(name, 20, 1 + 40 * i))
    const reversed = names.toReversed().flatMap((name, i) => some(name, 20, 1 + 40 * i))
    const { fresh, rows, total, isSwapped } = await growth(nodesOf(older), nodesOf(reversed))
    expect([fresh, total.fresh, total.gone, isSwapped]).toEqual([undefined, undefined, undefined, false])
    expect(rows.map(row => [row.fresh, row.gone, row.countGrown])).toEqual(names.map(() => [undefined, undefined, 0]))
  })

  it('is not told object by object of what is numbered anew each time', async () => {
    const older = nodesOf([...some('Kept', 5, 1), ['Node / X', 8, 100, 'native'], ['(root)', 0, 9, 'synthetic']])
    const younger = nodesOf([...some('Kept', 5, 1), ['Node / X', 8, 102, 'native'], ['Node / X', 8, 104, 'native']])
    const { rows, total } = await growth(older, younger)
    expect(rows.map(({ type, countGrown, fresh, gone }) => [type, countGrown, fresh, gone])).toEqual([
      ['Node / X', 1, undefined, undefined],
      ['Kept', 0, 0, 0],
    ])
    expect([total.countGrown, total.fresh, total.gone]).toEqual([1, 0, 0])
  })

  it('is told to be in the wrong order where the numbers say so', async () => {
    const [older, younger] = [nodesOf(some('Kept', 5, 1)), nodesOf(some('Kept', 8, 1))]
    expect((await growth(younger, older)).isSwapped).toBe(true)
    expect((await growth(older, older)).isSwapped).toBe(false)
  })

  it('is not told of what types of one name retain together', async () => {
    const both = nodesOf([
      ['RegExp', 10, 1, 'object'],
      ['.*', 20, 3, 'regexp'],
    ])
    const { rows } = await growth(both, both)
    expect(rows).toMatchObject([{ type: 'RegExp', count: 2, bytes: 30, retainedBytes: undefined, fresh: 0 }])
    expect(rows[0]?.retainedGrown).toBe(undefined)
  })
})

describe('a sample of what has come', () => {
  /** A root with two lists, which hold objects: the one so many, the other so many. */
  function lists(inCache: number, elsewhere: number, from: number): MadeNode[] {
    const objects = some('Item', inCache + elsewhere, from)
    const held = (first: number, count: number) => Array.from({ length: count }, (_, i) => ({ to: first + i }))
    return [
      {
        kind: 'synthetic',
        id: 0,
        edges: [
          { to: 1, name: 'cache' },
          { to: 2, name: 'other' },
        ],
      },
      { name: 'Cache', id: 9001, edges: held(3, inCache) },
      { name: 'Other', id: 9003, edges: held(3 + inCache, elsewhere) },
      ...objects.map(([name, size, id]) => ({ name, size, id })),
    ]
  }

  it('is a new one that is held as most of the new ones are', async () => {
    const older = lists(5, 5, 1)
    // The ten that were there are all in the other list now.
    const younger = lists(30, 12, 101).map((node, i) => (i >= 33 ? { ...node, id: 1 + 2 * (i - 33) } : node))
    const { number, among, alike, holding } = await sampleOf(older, younger, 'Item')
    expect([among, alike]).toEqual([32, 30])
    expect(number).toBeGreaterThanOrEqual(101)
    expect(holding.chains[0]?.links.map(({ object }) => object.type)).toEqual(['Cache'])
  })

  it('is one that is held as more are than before, where nothing tells which are new', async () => {
    const older = lists(3, 60, 1)
    const younger = lists(40, 61, 5001).map(node => ({ ...node, id: (node.id ?? 0) + 20_000 }))
    const { among, alike, holding } = await sampleOf(older, younger, 'Item')
    expect([among, alike]).toEqual([101, 37])
    expect(holding.chains[0]?.links.map(({ object }) => object.type)).toEqual(['Cache'])
  })

  it('is had of up to three types that have a tenth of the growth each', () => {
    const row = (type: string, bytesGrown: number) => ({ type, bytesGrown }) as HeapGrowth['rows'][number]
    const types = (...rows: HeapGrowth['rows']) => typesWorthLooking(rows).map(({ type }) => type)
    expect(types(row('a', 50), row('b', 30), row('c', 10), row('d', 10), row('e', -500))).toEqual(['a', 'b', 'c'])
    expect(types(row('a', 95), row('b', 5))).toEqual(['a'])
    expect(types(row('a', 0), row('b', -5))).toEqual([])
  })
})

describe('numbers of objects', () => {
  it('are found again, and no others', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 2 ** 32 - 1 }), { maxLength: 200 }), all => {
        const numbers = new ObjectNumbers(all.length)
        for (const [i, number] of all.entries()) if (i % 2 === 0) numbers.add(number, i)
        for (const [i, number] of all.entries()) expect(numbers.typeOf(number)).toBe(i % 2 === 0 ? i : undefined)
        expect(numbers.most).toBe(Math.max(0, ...all.filter((_, i) => i % 2 === 0)))
      }),
    )
  })
})
