import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { className } from '../../../../src/runtime/node/heap-graph/describe.ts'
import type { HeapGraph } from '../../../../src/runtime/node/heap-graph/graph.ts'
import { NOBODY } from '../../../../src/runtime/node/heap-graph/holds.ts'
import { graphOfNodes, type MadeNode } from './made.ts'
import { distances, retainedByName, retainedSizes, strongEdges } from './reference.ts'

const NAMES = ['A', 'B', 'C']

function graphs(mostNodes: number): fc.Arbitrary<MadeNode[]> {
  return fc.integer({ min: 1, max: mostNodes }).chain(count => {
    const edge = fc.record({
      to: fc.integer({ min: 0, max: count - 1 }),
      kind: fc.constantFrom('property', 'property', 'property', 'context', 'internal', 'weak', 'shortcut'),
    })
    const node = fc.record({
      name: fc.constantFrom(...NAMES),
      size: fc.integer({ min: 0, max: 1000 }),
      edges: fc.array(edge, { maxLength: 4 }),
    })
    return fc.array(node, { minLength: count, maxLength: count }) as fc.Arbitrary<MadeNode[]>
  })
}

/** Steps to the root along {@link HeapGraph.nearest}. */
function stepsToRoot({ nearest }: HeapGraph, node: number): number | undefined {
  let steps = 0
  let at = node
  for (; nearest[at] !== NOBODY; steps++) at = nearest[at] ?? NOBODY
  return at === 0 ? steps : undefined
}

describe('the graph of a heap', () => {
  it('tells what would be freed with each object, as if it were tried', async () => {
    await fc.assert(
      fc.asyncProperty(graphs(14), async nodes => {
        expect([...(await graphOfNodes(nodes)).retained]).toEqual(retainedSizes(nodes))
      }),
      { numRuns: 500 },
    )
  })

  it('tells what types retain without those within others of the type', async () => {
    await fc.assert(
      fc.asyncProperty(graphs(12), async nodes => {
        const graph = await graphOfNodes(nodes)
        const found = graph.classes.flatMap(({ count, retainedBytes }, number) =>
          count > 0 ? [[className(graph, number), retainedBytes] as const] : [],
        )
        const expected = retainedByName(nodes)
        for (const [name, bytes] of found) expect(bytes, name).toBe(expected.get(name) ?? 0)
        expect(found.length).toBeGreaterThanOrEqual(expected.size)
      }),
      { numRuns: 500 },
    )
  })

  it('leads to the root by the shortest way', async () => {
    await fc.assert(
      fc.asyncProperty(graphs(20), async nodes => {
        const graph = await graphOfNodes(nodes)
        expect(nodes.map((_, node) => stepsToRoot(graph, node))).toEqual(distances(strongEdges(nodes)))
      }),
      { numRuns: 500 },
    )
  })

  it('counts the value of a WeakMap to its key, not to the map', async () => {
    const pair = '3 / part of key (Key @5) -> value (Value @9) pair in WeakMap (table @7)'
    const graph = await graphOfNodes([
      { kind: 'synthetic', edges: [{ to: 2 }, { to: 3 }] },
      { size: 1 },
      { name: 'Key', size: 10, edges: [{ to: 4, kind: 'internal', name: pair }] },
      {
        kind: 'array',
        size: 100,
        edges: [
          { to: 2, kind: 'weak' },
          { to: 4, kind: 'internal', name: pair },
        ],
      },
      { name: 'Value', size: 1000 },
    ])
    expect(graph.retained[2]).toBe(1010)
    expect(graph.retained[3]).toBe(100)
    // What nothing reaches is only itself.
    expect([graph.retained[1], graph.nearest[1]]).toEqual([1, NOBODY])
  })

  /** Where other ways of finding dominators take the square of its length. */
  it('is made of a list whose values are held from far above as quickly as of others', async () => {
    const length = 20_000
    const values = Array.from({ length }, (_, i) => ({ to: 1 + length + i }))
    const list = Array.from({ length }, (_, i): MadeNode => {
      const value = { to: 1 + length + i }
      return { size: 1, edges: i + 1 < length ? [{ to: i + 2 }, value] : [value, { to: 1 }] }
    })
    const nodes: MadeNode[] = [
      { kind: 'synthetic', edges: [{ to: 1 }, ...values] },
      ...list,
      ...values.map(() => ({ size: 10 })),
    ]
    const before = performance.now()
    const graph = await graphOfNodes(nodes)
    expect(performance.now() - before).toBeLessThan(3000)
    expect(graph.retained[1]).toBe(length)
    expect(graph.retained[length]).toBe(1)
    expect(graph.retained[0]).toBe(length * 11)
  })
})
