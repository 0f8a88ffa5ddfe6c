/** Who holds an object: the shortest ways from it to the root. */
import type { Holding, Link } from '../../holding.ts'
import { className, describe, edgeLabel, edgeText, quoted, textOf } from './describe.ts'
import type { HeapGraph } from './graph.ts'
import { edgesOf, keeps, kindOfEdge, NOBODY } from './holds.ts'
import { edgeKind, nodeKind } from './meta.ts'
import { Budget, inSlices, type Work } from './work.ts'

const MOST_CHAINS = 3
/** That are looked at for as many that differ. */
const MOST_WAYS = 12
/** Of one way: a list's last one may be a million from the root. */
const MOST_LINKS = 200
/** Of direct holders that are looked at. */
const MOST_HOLDERS = 1000
const MOST_HELD = 50

const [ARRAY, SYNTHETIC, TEXT] = [nodeKind('array'), nodeKind('synthetic'), nodeKind('string')]
const INTERNAL = edgeKind('internal')
/** What says most about how one holds another, first. */
const TELLING = (['property', 'context', 'element', 'shortcut', 'internal', 'hidden', 'weak'] as const).map(edgeKind)

/** The shortest way from an object to the root, and from others of those that hold it. */
export function retainerPath(graph: HeapGraph, node: number): Promise<Holding> {
  return inSlices(holdingOf(graph, node))
}

type Chain = Holding['chains'][number]

function* holdingOf(graph: HeapGraph, node: number): Work<Holding> {
  // An array holds its elements twice, by their number and by what it keeps them in: what reads the same is one way.
  const chains = new Map<string, Chain>()
  for (const way of waysFrom(graph, node)) {
    const { owners, ...chain } = yield* chainOf(graph, way)
    const key = chain.links.map(({ by }, i) => `${by} ${owners[i]}`).join('\n')
    if (!chains.has(key)) chains.set(key, chain)
    if (chains.size === MOST_CHAINS) break
  }
  const { classOf, classes } = graph
  const weak = yield* countWeak(graph, node)
  return {
    object: describe(graph, node, weak),
    ofType: classes[classOf[node] ?? 0]?.count ?? 0,
    chains: [...chains.values()],
    holds: yield* heldLinks(graph, node),
  }
}

/** Nodes from this one to the root or as far as is looked, the shortest way first; each by another of its holders. */
function waysFrom(graph: HeapGraph, node: number): number[][] {
  const { firstHolders, holders } = graph
  const from = firstHolders[node] ?? 0
  const to = Math.min(firstHolders[node + 1] ?? 0, from + MOST_HOLDERS)
  const nearest = graph.nearest[node] ?? NOBODY
  const direct = new Set(holders.subarray(from, to))
  direct.delete(nearest)
  const ways = [...direct]
    .map(holder => [node, ...wayToRoot(graph, holder)])
    // One that leads back to it says nothing, nor does one that leads nowhere.
    .filter(way => way.indexOf(node, 1) < 0 && way.length > 2)
    .sort((a, b) => a.length - b.length)
  if (nearest !== NOBODY) ways.unshift([node, ...wayToRoot(graph, nearest)])
  return ways.slice(0, MOST_WAYS)
}

function wayToRoot({ nearest }: HeapGraph, from: number): number[] {
  const way: number[] = []
  for (let node = from; node !== NOBODY && way.length < MOST_LINKS; node = nearest[node] ?? NOBODY) way.push(node)
  return way
}

/** And the numbers of the objects in it. */
function* chainOf(graph: HeapGraph, way: readonly number[]): Work<Chain & { readonly owners: readonly number[] }> {
  const links: Link[] = []
  const owners: number[] = []
  for (let i = 1; i < way.length; i++) {
    const [held, holder, next] = [way[i - 1] ?? 0, way[i] ?? 0, way[i + 1]]
    if (graph.kinds[holder] === SYNTHETIC) return { links, owners, root: rootName(graph, holder) }
    const edge = yield* edgeBetween(graph, holder, held)
    // What an object keeps its entries in is passed over: the object is who holds them.
    const around = next === undefined ? undefined : yield* storageOf(graph, holder, next)
    const by = around === undefined ? edgeLabel(graph, edge) : entryLabel(graph, { edge, array: holder, ...around })
    const owner = around?.owner ?? holder
    links.push({ by, object: describe(graph, owner) })
    owners.push(owner)
    if (around !== undefined) i++
  }
  return { links, owners, root: undefined }
}

function rootName({ strings, names }: HeapGraph, node: number): string {
  const name = strings.text(names[node] ?? 0)
  return name === '' ? '(root)' : name
}

/** The object whose inner array this is, and what it calls it. */
function* storageOf(
  graph: HeapGraph,
  array: number,
  next: number,
): Work<{ readonly owner: number; readonly name: string } | undefined> {
  const { kinds } = graph
  if (kinds[array] !== ARRAY || kinds[next] === ARRAY || kinds[next] === SYNTHETIC) return undefined
  const edge = yield* edgeBetween(graph, next, array)
  return kindOfEdge(graph, edge) === INTERNAL ? { owner: next, name: edgeText(graph, edge) } : undefined
}

interface Entry {
  readonly edge: number
  readonly array: number
  readonly owner: number
  readonly name: string
}

function entryLabel(graph: HeapGraph, { edge, array, owner, name }: Entry): string {
  const index = edgeText(graph, edge)
  if (kindOfEdge(graph, edge) !== INTERNAL || !/^\d+$/.test(index)) return edgeLabel(graph, edge)
  if (name === 'elements') return `[${index}]`
  const type = className(graph, graph.classOf[owner] ?? 0)
  if (name === 'table' && type === 'Map') return mapLabel(graph, array, Number(index)) ?? `<table>[${index}]`
  return `<${name}>[${index}]`
}

const [HEADER_BYTES, SLOT_BYTES] = [16, 8]
/** Numbers of entries, of deleted ones, and of buckets. */
const TABLE_HEAD = 3
/** Key, value, and the next of its bucket; there are two entries for each bucket. */
const ENTRY_SLOTS = 3
const SLOTS_A_BUCKET = 1 + 2 * ENTRY_SLOTS

/**
 * The key under which a Map has it, as V8's OrderedHashMap is laid out; undefined where it does not fit.
 * https://source.chromium.org/chromium/chromium/src/+/main:v8/src/objects/ordered-hash-table.h
 */
function mapLabel(graph: HeapGraph, table: number, index: number): string | undefined {
  const slots = ((graph.sizes[table] ?? 0) - HEADER_BYTES) / SLOT_BYTES
  const buckets = (slots - TABLE_HEAD) / SLOTS_A_BUCKET
  const place = index - TABLE_HEAD - buckets
  if (!Number.isInteger(buckets) || place < 0) return undefined
  if (place % ENTRY_SLOTS === 0) return 'as a key'
  if (place % ENTRY_SLOTS !== 1) return undefined
  const [from, to] = edgesOf(graph, table)
  const before = String(index - 1)
  // Edges of an array stand in the order of its slots, but some slots have none.
  for (let edge = from; edge < Math.min(to, from + index); edge++) {
    const key = graph.targets[edge] ?? 0
    if (graph.kinds[key] === TEXT && kindOfEdge(graph, edge) === INTERNAL && edgeText(graph, edge) === before) {
      return `.get(${quoted(textOf(graph, key) ?? '')})`
    }
  }
  return '.get(…)'
}

/** Of those by which one holds another, the one that says most. */
function* edgeBetween(graph: HeapGraph, holder: number, held: number): Work<number> {
  const [from, to] = edgesOf(graph, holder)
  const budget = new Budget()
  let best = from
  let bestRank = TELLING.length
  for (let edge = from; edge < to; edge++) {
    if (budget.spend()) yield
    if (graph.targets[edge] !== held || !keeps(graph, edge)) continue
    const rank = TELLING.indexOf(kindOfEdge(graph, edge))
    if (rank >= bestRank) continue
    best = edge
    bestRank = rank
  }
  return best
}

const WEAK = edgeKind('weak')

function* countWeak(graph: HeapGraph, node: number): Work<number> {
  const { targets } = graph
  const budget = new Budget()
  let count = 0
  for (let edge = 0; edge < targets.length; edge++) {
    if (budget.spend()) yield
    if (targets[edge] === node && kindOfEdge(graph, edge) === WEAK) count++
  }
  return count
}

/** What it holds, that which says most first; what V8 has of its own about it is left out. */
function* heldLinks(graph: HeapGraph, node: number): Work<Link[]> {
  const [from, to] = edgesOf(graph, node)
  const found: number[][] = TELLING.map(() => [])
  const budget = new Budget()
  for (let edge = from; edge < to; edge++) {
    if (budget.spend()) yield
    const kind = kindOfEdge(graph, edge)
    if (!keeps(graph, edge) || (kind === INTERNAL && edgeText(graph, edge) === 'map')) continue
    const list = found[TELLING.indexOf(kind)]
    if (list !== undefined && list.length < MOST_HELD) list.push(edge)
  }
  return found
    .flat()
    .slice(0, MOST_HELD)
    .map(edge => ({ by: edgeLabel(graph, edge), object: describe(graph, graph.targets[edge] ?? 0) }))
}
