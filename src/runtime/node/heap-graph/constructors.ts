/** What a heap is made of, type by type, and the biggest of a type. */
import { className, textOf } from './describe.ts'
import type { HeapGraph } from './graph.ts'
import { nodeKind } from './meta.ts'
import { Top } from './top.ts'
import { inSlices, inSteps } from './work.ts'

const SYNTHETIC = nodeKind('synthetic')

export interface ConstructorRow {
  /** Clean: a constructor's name; of what has none in brackets what it is. */
  readonly type: string
  readonly count: number
  /** Of themselves. */
  readonly bytes: number
  /** What each of them alone keeps in memory, together. */
  readonly retainedBytes: number
}

/** All types there are; those that retain most first. */
export function constructors(graph: HeapGraph): ConstructorRow[] {
  return graph.classes
    .flatMap(({ kind, count, bytes, retainedBytes }, number) =>
      count === 0 || kind === SYNTHETIC ? [] : [{ type: className(graph, number), count, bytes, retainedBytes }],
    )
    .sort((a, b) => b.retainedBytes - a.retainedBytes || b.bytes - a.bytes)
}

export interface BigObject {
  /** For whoever asks on about it. */
  readonly node: number
  /** V8's own number of it, as other tools show it: `@77369`. */
  readonly id: number
  readonly text: string | undefined
  readonly bytes: number
  readonly retainedBytes: number
}

const MOST_BIGGEST = 20

/** Those of a type that retain most, the biggest first. */
export async function biggest(graph: HeapGraph, type: string, most = MOST_BIGGEST): Promise<BigObject[]> {
  const { retained, ids, sizes, classOf } = graph
  const wanted = classesNamed(graph, type)
  const found = new Top<number>(most, node => retained[node] ?? 0)
  await inSlices(
    inSteps(graph.nodeCount, (from, to) => {
      for (let node = from; node < to; node++) if (wanted[classOf[node] ?? 0] === 1) found.add(node)
    }),
  )
  return found.items.map(node => ({
    node,
    id: ids[node] ?? 0,
    text: textOf(graph, node),
    bytes: sizes[node] ?? 0,
    retainedBytes: retained[node] ?? 0,
  }))
}

/** 1 for each class that has this name once cleaned. */
function classesNamed(graph: HeapGraph, type: string): Uint8Array {
  return Uint8Array.from(graph.classes, (_, number) => (className(graph, number) === type ? 1 : 0))
}
