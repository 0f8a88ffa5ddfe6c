/** What keeps what alive in a heap, both ways. */
import { edgeKind } from './meta.ts'
import type { StringTable } from './strings.ts'
import type { Table } from './table.ts'
import { inSteps, type Work } from './work.ts'

/** In the place of a node where there is none. */
export const NOBODY = 0xffffffff

/** Added to the kind of an edge that keeps nothing alive. */
const NOT_KEEPING = 0x80
const KIND = 0x7f
const WEAK = edgeKind('weak')
const SHORTCUT = edgeKind('shortcut')
const INTERNAL = edgeKind('internal')

export interface Holds {
  readonly nodeCount: number
  /** Where a node's edges begin; one more at the end. */
  readonly firstEdges: Uint32Array
  readonly targets: Uint32Array
  readonly edgeKinds: Uint8Array
  /** Where a node's holders begin in {@link holders}; one more at the end. */
  readonly firstHolders: Uint32Array
  readonly holders: Uint32Array
}

/** Whether an edge keeps alive what it points at. */
export function keeps({ edgeKinds }: Pick<Holds, 'edgeKinds'>, edge: number): boolean {
  return (edgeKinds[edge] ?? 0) < NOT_KEEPING
}

export function kindOfEdge({ edgeKinds }: Pick<Holds, 'edgeKinds'>, edge: number): number {
  return (edgeKinds[edge] ?? 0) & KIND
}

/** The edges of a node: from the first up to, but not including, the second. */
export function edgesOf({ firstEdges }: Pick<Holds, 'firstEdges'>, node: number): readonly [number, number] {
  return [firstEdges[node] ?? 0, firstEdges[node + 1] ?? 0]
}

/** Finds out what is kept by what. The edges of the table are marked. */
export function* holdsOf(table: Table): Work<Holds> {
  const { kinds, firstEdges, targets, edgeKinds } = table
  yield* markEdges(table)
  const [firstHolders, holders] = yield* holdersOf(table)
  return { nodeCount: kinds.length, firstEdges, targets, edgeKinds, firstHolders, holders }
}

/**
 * Finds out which edges keep nothing alive: weak ones; those of a node to itself; shortcuts, which name an object once
 * more, but for those of the root; and one of the two that V8 makes for each pair of a WeakMap. Such a value is kept by key
 * and table together, so either would do; what is seen by the key's edge says more.
 */
function* markEdges({ kinds, ids, firstEdges, targets, edgeKinds, edgeNames, strings }: Table): Work<void> {
  const tables = yield* pairsOf(strings)
  const isPair = new Uint8Array(strings.count)
  for (const name of tables.keys()) isPair[name] = 1
  yield* eachEdge({ nodeCount: kinds.length, firstEdges }, (edge, node) => {
    const kind = edgeKinds[edge] ?? 0
    const isTables = kind === INTERNAL && isPair[edgeNames[edge] ?? 0] === 1
    if (
      kind === WEAK ||
      targets[edge] === node ||
      (kind === SHORTCUT && node !== 0) ||
      (isTables && tables.get(edgeNames[edge] ?? 0) === ids[node])
    ) {
      edgeKinds[edge] = kind | NOT_KEEPING
    }
  })
}

const PAIR = / \/ part of key \(.*@\d+\) -> value \(.*@\d+\) pair in WeakMap \(table @(\d+)\)$/s

/** Names of edges that are pairs of a WeakMap, and the id of its table. */
function* pairsOf(strings: StringTable): Work<Map<number, number>> {
  const tables = new Map<number, number>()
  yield* strings.eachWith(' pair in WeakMap (table @', name => {
    const id = PAIR.exec(strings.text(name))?.[1]
    if (id !== undefined) tables.set(name, Number(id))
  })
  return tables
}

/** Calls for each edge, with the node that has it. */
export function* eachEdge(
  { nodeCount, firstEdges }: Pick<Holds, 'nodeCount' | 'firstEdges'>,
  use: (edge: number, node: number) => void,
): Work<void> {
  let node = 0
  let end = firstEdges[1] ?? 0
  yield* inSteps(firstEdges[nodeCount] ?? 0, (from, to) => {
    for (let edge = from; edge < to; edge++) {
      while (edge >= end) end = firstEdges[++node + 1] ?? 0
      use(edge, node)
    }
  })
}

function* holdersOf({ kinds, firstEdges, targets, edgeKinds }: Table): Work<[Uint32Array, Uint32Array]> {
  const nodeCount = kinds.length
  // Counted one further on, so that their sums are where each begins.
  const first = new Uint32Array(nodeCount + 2)
  yield* inSteps(targets.length, (from, to) => {
    for (let edge = from; edge < to; edge++) {
      if ((edgeKinds[edge] ?? 0) >= NOT_KEEPING) continue
      const target = targets[edge] ?? 0
      first[target + 2] = (first[target + 2] ?? 0) + 1
    }
  })
  yield* inSteps(nodeCount + 1, (from, to) => {
    for (let i = from + 1; i <= to; i++) first[i] = (first[i] ?? 0) + (first[i - 1] ?? 0)
  })
  const holders = new Uint32Array(first[nodeCount + 1] ?? 0)
  yield* eachEdge({ nodeCount, firstEdges }, (edge, node) => {
    if ((edgeKinds[edge] ?? 0) >= NOT_KEEPING) return
    const place = (targets[edge] ?? 0) + 1
    const at = first[place] ?? 0
    holders[at] = node
    first[place] = at + 1
  })
  return [first.subarray(0, nodeCount + 1), holders]
}
