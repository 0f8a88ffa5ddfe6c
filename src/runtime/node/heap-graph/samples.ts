/** Which objects stand for what has grown: of a type one that is held as most of those are that have come. */
import type { Holding } from '../../holding.ts'
import type { HeapGraph } from './graph.ts'
import type { GrownHeapType, HeapGrowth, OlderHeap } from './growth.ts'
import { retainerPath } from './retainer-path.ts'
import { type HeldAlike, waysOf, wayThere } from './ways.ts'
import { inSlices } from './work.ts'

/** As of functions whose very lines are looked for. */
const MOST_TYPES = 3
const LEAST_SHARE = 0.1

export interface GrownSample {
  /** V8's own number of it, as other tools show it: `@77369`. */
  readonly number: number
  readonly holding: Holding
  /** Of how many it is one: of those of its type that are new, or of all where nothing tells which are. */
  readonly among: number
  /** How many of the new ones are held as it is; where nothing tells which are new, how many more than before. */
  readonly alike: number
}

/** Those types that have most of the growth, the most first. */
export function typesWorthLooking(rows: readonly GrownHeapType[]): readonly GrownHeapType[] {
  const all = rows.reduce((sum, { bytesGrown }) => sum + Math.max(0, bytesGrown), 0)
  return rows.filter(({ bytesGrown }) => bytesGrown > 0 && bytesGrown >= all * LEAST_SHARE).slice(0, MOST_TYPES)
}

/** One object of a type for those that have come; undefined where none has. */
export async function grownSample(
  older: Pick<OlderHeap, 'types' | 'ways'>,
  graph: HeapGraph,
  { types, olderOf, fresh }: Pick<HeapGrowth, 'types' | 'olderOf' | 'fresh'>,
  { type, fresh: freshCount, count }: Pick<GrownHeapType, 'type' | 'fresh' | 'count'>,
): Promise<GrownSample | undefined> {
  const wanted = types.types.findIndex(known => known.type === type)
  // Those of a type that is not followed are taken as a whole: what Node tells of its own.
  const isFollowed = fresh !== undefined && freshCount !== undefined
  const ways = await inSlices(
    waysOf(graph, types, (node, number) => number === wanted && (!isFollowed || fresh[node] === 1)),
  )
  let most: HeldAlike | undefined
  for (const [way, alike] of ways) {
    const before = isFollowed ? undefined : wayThere(way, olderOf, older.types.length)
    const come = alike.count - (before === undefined ? 0 : (older.ways.get(before) ?? 0))
    if (come > (most?.count ?? 0)) most = { node: alike.node, count: come }
  }
  if (most === undefined) return undefined
  return {
    number: graph.ids[most.node] ?? 0,
    holding: await retainerPath(graph, most.node),
    among: isFollowed ? freshCount : count,
    alike: most.count,
  }
}
