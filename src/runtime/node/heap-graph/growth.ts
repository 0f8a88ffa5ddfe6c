/** What has grown between two heaps, type by type, and which objects are new, where their numbers tell that. */
import type { HeapGraph } from './graph.ts'
import { ObjectNumbers } from './object-numbers.ts'
import { type HeapType, type HeapTypes, heapTypes, NO_TYPE } from './types.ts'
import { waysOf } from './ways.ts'
import { inSteps, type Work } from './work.ts'

/** What is kept of the older heap while the younger is read: two graphs at once would take twice the memory. */
export interface OlderHeap {
  readonly types: readonly HeapType[]
  readonly numbers: ObjectNumbers
  /** Of each type: how many objects have a number that stays theirs. */
  readonly numbered: Uint32Array
  /** How many objects are held in the same way. */
  readonly ways: ReadonlyMap<number, number>
}

export interface GrownHeapType extends HeapType {
  readonly countGrown: number
  readonly bytesGrown: number
  /** Undefined where it is not told of both. */
  readonly retainedGrown: number | undefined
  /** How many objects there are that were not there before, their bytes, and how many are there no more. */
  readonly fresh: number | undefined
  readonly freshBytes: number | undefined
  readonly gone: number | undefined
}

export interface HeapGrowth {
  /** Those that grew most first; types of which no object is left are among them. */
  readonly rows: readonly GrownHeapType[]
  /** All together; what they retain is the heap. */
  readonly total: Omit<GrownHeapType, 'type' | 'retainedBytes' | 'retainedGrown'>
  /** Of each node 1 where it was not there before; undefined where nothing tells that. */
  readonly fresh: Uint8Array | undefined
  /** By its numbers the older one was taken after the younger. */
  readonly isSwapped: boolean
  readonly types: HeapTypes
  /** Of each of these the older heap's number of it, or {@link NO_TYPE}. */
  readonly olderOf: Uint32Array
}

/**
 * V8 gives each object of its heap an odd number, at the first snapshot that has it, and the object keeps that as long as
 * a client of the inspector lasts, or, where none ever comes, as the program does. Even ones are made anew each time, of
 * what Node tells of its own.
 */
function stays(number: number): boolean {
  return number % 2 === 1
}

export function* olderHeap(graph: HeapGraph): Work<OlderHeap> {
  const all = heapTypes(graph)
  const { types, typeOfClass } = all
  const { nodeCount, classOf, ids } = graph
  const numbers = new ObjectNumbers(nodeCount)
  const numbered = new Uint32Array(types.length)
  yield* inSteps(nodeCount, (from, to) => {
    for (let node = from; node < to; node++) {
      const type = typeOfClass[classOf[node] ?? 0] ?? NO_TYPE
      const number = ids[node] ?? 0
      if (type === NO_TYPE || !stays(number)) continue
      numbers.add(number, type)
      numbered[type] = (numbered[type] ?? 0) + 1
    }
  })
  const ways = new Map<number, number>()
  for (const [way, { count }] of yield* waysOf(graph, all, () => true)) ways.set(way, count)
  return { types, numbers, numbered, ways }
}

/** Objects by their numbers, held against those of the older heap. */
interface Followed {
  readonly fresh: Uint8Array
  /** Of each of our types. */
  readonly numbered: Uint32Array
  readonly freshCount: Uint32Array
  readonly freshBytes: Float64Array
  /** Of each of the older one's types: whose numbers there are, and how many of them of the same type still. */
  readonly met: Uint32Array
  readonly same: Uint32Array
  readonly most: number
}

export function* growthOf(older: OlderHeap, graph: HeapGraph): Work<HeapGrowth> {
  const all = heapTypes(graph)
  const { types, typeOfClass } = all
  const before = new Map(older.types.map(({ type }, number) => [type, number]))
  const olderOf = Uint32Array.from(types, ({ type }) => before.get(type) ?? NO_TYPE)
  const followed = yield* follow(older, graph, { typeOfClass, olderOf, count: types.length })
  const isFollowed = isOneNumbering(followed)
  const rows: GrownHeapType[] = []
  for (const [number, now] of types.entries()) {
    const old = before.get(now.type)
    const was = old === undefined ? undefined : older.types[old]
    const numberedBefore = old === undefined ? 0 : older.numbered[old]
    const isTold = isFollowed && followed.numbered[number] === now.count && numberedBefore === (was?.count ?? 0)
    rows.push({
      ...changeOf(was, now),
      fresh: isTold ? followed.freshCount[number] : undefined,
      freshBytes: isTold ? followed.freshBytes[number] : undefined,
      gone: isTold ? goneOf(was, old, followed) : undefined,
    })
  }
  const names = new Set(types.map(({ type }) => type))
  for (const [number, was] of older.types.entries()) {
    if (names.has(was.type)) continue
    const isTold = isFollowed && older.numbered[number] === was.count
    const [fresh, gone] = isTold ? [0, was.count] : []
    rows.push({ ...changeOf(was, { ...NONE, type: was.type }), fresh, freshBytes: fresh, gone })
  }
  rows.sort(
    (a, b) =>
      b.bytesGrown - a.bytesGrown || b.countGrown - a.countGrown || b.bytes - a.bytes || (a.type < b.type ? -1 : 1),
  )
  return {
    rows,
    total: totalOf(rows, isFollowed),
    fresh: isFollowed ? followed.fresh : undefined,
    isSwapped: isFollowed && followed.most < older.numbers.most,
    types: all,
    olderOf,
  }
}

/** Of a type that there are no objects of. */
const NONE = { count: 0, bytes: 0, retainedBytes: 0 }

function changeOf(was: Omit<HeapType, 'type'> = NONE, now: HeapType) {
  const [before, after] = [was.retainedBytes, now.retainedBytes]
  return {
    ...now,
    countGrown: now.count - was.count,
    bytesGrown: now.bytes - was.bytes,
    retainedGrown: before === undefined || after === undefined ? undefined : after - before,
  }
}

function goneOf(was: HeapType | undefined, old: number | undefined, { same }: Followed): number {
  return was === undefined || old === undefined ? 0 : was.count - (same[old] ?? 0)
}

function* follow(
  older: OlderHeap,
  { nodeCount, classOf, ids, sizes }: HeapGraph,
  {
    typeOfClass,
    olderOf,
    count,
  }: { readonly typeOfClass: Uint32Array; readonly olderOf: Uint32Array; readonly count: number },
): Work<Followed> {
  const fresh = new Uint8Array(nodeCount)
  const [numbered, freshCount] = [new Uint32Array(count), new Uint32Array(count)]
  const freshBytes = new Float64Array(count)
  const [met, same] = [new Uint32Array(older.types.length), new Uint32Array(older.types.length)]
  let most = 0
  yield* inSteps(nodeCount, (from, to) => {
    for (let node = from; node < to; node++) {
      const type = typeOfClass[classOf[node] ?? 0] ?? NO_TYPE
      const number = ids[node] ?? 0
      if (type === NO_TYPE || !stays(number)) continue
      if (number > most) most = number
      add(numbered, type)
      const was = older.numbers.typeOf(number)
      if (was !== undefined) add(met, was)
      if (was !== undefined && was === olderOf[type]) add(same, was)
      else {
        fresh[node] = 1
        add(freshCount, type)
        add(freshBytes, type, sizes[node])
      }
    }
  })
  return { fresh, numbered, freshCount, freshBytes, met, same, most }
}

function add(sums: Uint32Array | Float64Array, at: number, more = 1): void {
  sums[at] = (sums[at] ?? 0) + more
}

/** Of all objects, and in the mean of the types, for one of which there are a million tells no more than another. */
const LEAST_SAME = 0.998
const LEAST_SAME_OF_TYPES = 0.97

/**
 * Whether numbers are those of the same objects: these are still of their type. In one numbering 0.9999 to 1 of all were,
 * and 0.99 to 1 in the mean of the types; in two 0.4 to 0.99 and 0.03 to 0.18, of a program that does the very same when it
 * is started again up to 0.994 and 0.93.
 */
function isOneNumbering({ met, same }: Followed): boolean {
  let [all, allSame, types, shares] = [0, 0, 0, 0]
  for (const [type, count] of met.entries()) {
    if (count === 0) continue
    const ofType = same[type] ?? 0
    all += count
    allSame += ofType
    types++
    shares += ofType / count
  }
  return types > 0 && allSame >= all * LEAST_SAME && shares >= types * LEAST_SAME_OF_TYPES
}

function totalOf(rows: readonly GrownHeapType[], isFollowed: boolean): HeapGrowth['total'] {
  const sum = (read: (row: GrownHeapType) => number | undefined): number =>
    rows.reduce((all, row) => all + (read(row) ?? 0), 0)
  return {
    count: sum(row => row.count),
    countGrown: sum(row => row.countGrown),
    bytes: sum(row => row.bytes),
    bytesGrown: sum(row => row.bytesGrown),
    fresh: isFollowed ? sum(row => row.fresh) : undefined,
    freshBytes: isFollowed ? sum(row => row.freshBytes) : undefined,
    gone: isFollowed ? sum(row => row.gone) : undefined,
  }
}
