import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Holding } from '../../../../src/runtime/holding.ts'
import { biggest, constructors } from '../../../../src/runtime/node/heap-graph/constructors.ts'
import { duplicates } from '../../../../src/runtime/node/heap-graph/duplicates.ts'
import type { HeapGraph } from '../../../../src/runtime/node/heap-graph/graph.ts'
import { keeps } from '../../../../src/runtime/node/heap-graph/holds.ts'
import { NotASnapshot } from '../../../../src/runtime/node/heap-graph/not-a-snapshot.ts'
import { readHeapGraph } from '../../../../src/runtime/node/heap-graph/read.ts'
import { retainerPath } from '../../../../src/runtime/node/heap-graph/retainer-path.ts'
import { randomOf } from '../../../support/random.ts'
import { nodes } from '../nodes.ts'
import { distances } from './reference.ts'

const PROGRAM = resolve('test/targets/planted-heap.cjs')
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heap-graph-'))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

async function snapshotOf(node: string): Promise<string> {
  const path = join(folder, `${nodes().indexOf(node)}.heapsnapshot`)
  await promisify(execFile)(node, [PROGRAM, path])
  return path
}

async function holdingOf(graph: HeapGraph, type: string): Promise<Holding> {
  const [first] = await biggest(graph, type)
  if (first === undefined) throw new Error(`no ${type}`)
  return await retainerPath(graph, first.node)
}

async function lineOf(text: string): Promise<number> {
  return (await readFile(PROGRAM, 'utf8')).split('\n').findIndex(line => line.includes(text)) + 1
}

const chainText = (holding: Holding, chain = 0): string[] =>
  holding.chains[chain]?.links.map(({ by, object }) => `${by} ${object.type}`) ?? []

describe.each(nodes())('the heap of a program under %s', node => {
  let path: string
  let graph: HeapGraph

  beforeAll(async () => {
    path = await snapshotOf(node)
    graph = await readHeapGraph(path)
  })

  it('has the types that it made', () => {
    const rows = constructors(graph)
    const row = (type: string) => rows.find(row => row.type === type)
    expect(row('Leaked')?.count).toBe(1000)
    expect(row('Nested')?.count).toBe(20)
    // Ten texts each, and the objects round them: those within others are in the outermost's already.
    const nested = row('Nested')
    expect(nested?.retainedBytes).toBeGreaterThan(20 * 100)
    expect(nested?.retainedBytes).toBeLessThan(20 * 300)
    expect(row('Function')?.count).toBeGreaterThan(1000)
    expect(rows.some(({ type }) => type === '(string)')).toBe(true)
    const all = rows.reduce((sum, { bytes }) => sum + bytes, 0)
    expect(all).toBeLessThanOrEqual(graph.retained[0] ?? 0)
    expect(all).toBeGreaterThan((graph.retained[0] ?? 0) * 0.95)
  })

  it('retains what cannot be reached without', () => {
    const edges = Array.from({ length: graph.nodeCount }, (_, node) => {
      const targets: number[] = []
      for (let edge = graph.firstEdges[node] ?? 0; edge < (graph.firstEdges[node + 1] ?? 0); edge++) {
        if (keeps(graph, edge)) targets.push(graph.targets[edge] ?? 0)
      }
      return targets
    })
    const reached = distances(edges)
    const below = randomOf(7)
    const big = [...graph.retained.keys()].sort((a, b) => (graph.retained[b] ?? 0) - (graph.retained[a] ?? 0))
    const chosen = [...big.slice(0, 15), ...Array.from({ length: 15 }, () => below(graph.nodeCount))]
    for (const node of chosen) {
      if (reached[node] === undefined) continue
      const without = distances(edges, node)
      let bytes = 0
      for (const [other, distance] of reached.entries()) {
        if (distance !== undefined && without[other] === undefined) bytes += graph.sizes[other] ?? 0
      }
      expect(graph.retained[node], `node ${node}`).toBe(bytes)
    }
  })

  it('tells who holds an object of a Map in a closure in a module', async () => {
    const holding = await holdingOf(graph, 'Leaked')
    expect(holding.ofType).toBe(1000)
    expect(holding.object).toMatchObject({ type: 'Leaked', references: 1, weakReferences: 0 })
    const [entry, variable, context] = holding.chains[0]?.links ?? []
    expect(entry?.by).toMatch(/^\.get\('key \d+'\)$/)
    expect(entry?.object.type).toBe('Map')
    expect(variable?.by).toBe('variable cache')
    expect(context?.object.text).toBe(`remember at ${PROGRAM}:${await lineOf('function remember(')}`)
    expect(holding.chains[0]?.root).toMatch(/^\(.*\)$|^Node /)
    const index = /\d+/.exec(entry?.by ?? '')?.[0]
    expect(holding.holds[0]).toMatchObject({ by: '.payload', object: { text: `payload ${index}`, type: '(string)' } })
  })

  it('tells who holds an object of globals, and the value of a WeakMap', async () => {
    const holding = await holdingOf(graph, 'Holder')
    expect(chainText(holding).slice(0, 3)).toEqual(['as key of a WeakMap Object', '.key Object', '.planted global'])
    expect(holding.holds.map(({ by }) => by)).toEqual(expect.arrayContaining(['.list', "['odd name']"]))
    const nested = await holdingOf(graph, 'Nested')
    expect(chainText(nested).slice(0, 2)).toEqual([expect.stringMatching(/^\[[01]\] Array$/), '.nested Object'])
    // An array holds it twice, by its own element and by what it keeps its elements in: that is one way.
    expect(nested.chains).toHaveLength(1)
  })

  it('has equal texts, as many as were made', async () => {
    const found = await duplicates(graph, 100_000)
    const row = (text: string) => found.rows.filter(row => row.text === text)
    const [copies] = row('planted copy')
    expect(copies).toMatchObject({ type: 'string', copies: 500 })
    expect((copies?.wastedBytes ?? 0) / 499).toBeGreaterThanOrEqual(12)
    expect((copies?.wastedBytes ?? 0) / 499).toBeLessThanOrEqual(40)
    const [joined] = row('the left part of a joined text, and its right part')
    expect(joined).toMatchObject({ type: 'concatenated string', copies: 100 })
    const long = found.rows.filter(({ type }) => type.startsWith('string, by'))
    expect(long.filter(({ text }) => text.startsWith('lll')).map(({ copies }) => copies)).toEqual([2, 2])
    expect(found.wastedBytes).toBe(found.rows.reduce((sum, { wastedBytes }) => sum + wastedBytes, 0))
    expect(found.looked).toBeGreaterThan(10_000)
    expect(found.about).toMatch(/\d+ that are pieces of others/)
  })

  it('is read while others have their turn', async () => {
    let turns = 0
    let next = setImmediate(function turn() {
      turns++
      next = setImmediate(turn)
    })
    const shares: number[] = []
    await readHeapGraph(path, ({ doing, share }) => shares.push(doing === 'reading' ? share : 1 + share))
    clearImmediate(next)
    expect(turns).toBeGreaterThan(20)
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
    expect(shares.at(-1)).toBe(2)
  })

  it('is told to be cut off, wherever that is', async () => {
    const text = await readFile(path, 'latin1')
    const cut = join(folder, 'cut.heapsnapshot')
    const { size } = await stat(path)
    const parts = ['"nodes":', '"edges":', '"trace_tree":', '"locations":', '"strings":']
    const places = [
      10,
      ...parts.flatMap(part => [text.indexOf(part) + 3, text.indexOf(part) + part.length, text.indexOf(part) + 5000]),
      size - 1,
    ]
    for (const place of places) {
      await writeFile(cut, text, 'latin1')
      await truncate(cut, place)
      const error = await readHeapGraph(cut).catch(error => error)
      expect(error).toBeInstanceOf(NotASnapshot)
      // Where so little is left that not all its nodes would fit, that is told from its head.
      expect(error.message).toMatch(/cut off|do not fit/)
      if (error.message.startsWith('cut off')) expect(error.position).toBe(place)
    }
  }, 60_000)
})

describe('what cannot be read', () => {
  it('is told where it takes more memory than there is', async () => {
    const file = join(folder, 'large.heapsnapshot')
    await writeFile(file, '')
    await truncate(file, 100 << 20)
    await expect(readHeapGraph(file, () => {}, 150 << 20)).rejects.toThrow('to read it takes 200M, and 150M are left')
  })

  it('is told where it is no file', async () => {
    await expect(readHeapGraph(folder)).rejects.toThrow('is no file')
    await expect(readHeapGraph(join(folder, 'nothing'))).rejects.toThrow('ENOENT')
  })
})
