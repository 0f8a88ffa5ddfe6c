/**
 * How objects are held, as far as that can be told of many at once: by the types of those that hold them, some steps on the
 * shortest way towards the root.
 */
import type { HeapGraph } from './graph.ts'
import { NOBODY } from './holds.ts'
import { type HeapTypes, NO_TYPE } from './types.ts'
import { inSteps, type Work } from './work.ts'

const STEPS = 3

/** Objects that are held alike. */
export interface HeldAlike {
  count: number
  /** The one of them that retains most. */
  node: number
}

/** By a number that stands for their type and the types of those that hold them; of 9,000 types and more some may be one. */
export type Ways = ReadonlyMap<number, HeldAlike>

/** @param wanted whether a node is to be among them, of a type that there is */
export function* waysOf(
  graph: HeapGraph,
  { types, typeOfClass }: HeapTypes,
  wanted: (node: number, type: number) => boolean,
): Work<Ways> {
  const { nodeCount, classOf, nearest, retained } = graph
  const ways = new Map<number, HeldAlike>()
  yield* inSteps(nodeCount, (from, to) => {
    for (let node = from; node < to; node++) {
      const type = typeOfClass[classOf[node] ?? 0] ?? NO_TYPE
      if (type === NO_TYPE || !wanted(node, type)) continue
      let way = type
      let at = node
      for (let step = 0; step < STEPS; step++) {
        at = nearest[at] ?? NOBODY
        const holder = at === NOBODY ? NO_TYPE : (typeOfClass[classOf[at] ?? 0] ?? NO_TYPE)
        way = way * (types.length + 1) + (holder === NO_TYPE ? types.length : holder)
      }
      const alike = ways.get(way)
      if (alike === undefined) ways.set(way, { count: 1, node })
      else {
        alike.count++
        if ((retained[node] ?? 0) > (retained[alike.node] ?? 0)) alike.node = node
      }
    }
  })
  return ways
}

/**
 * The same way by the numbers that types have in another heap.
 *
 * @param there of each type its number there, {@link NO_TYPE} where it has none
 * @param typesThere how many there are
 * @returns undefined where one of the types is not there: so nothing is held in this way
 */
export function wayThere(way: number, there: Uint32Array, typesThere: number): number | undefined {
  const base = there.length + 1
  let [left, found, unit] = [way, 0, 1]
  for (let step = 0; step <= STEPS; step++) {
    const type = left % base
    left = Math.floor(left / base)
    const other = type === there.length ? typesThere : there[type]
    if (other === undefined || other === NO_TYPE) return undefined
    found += other * unit
    unit *= typesThere + 1
  }
  return found
}
