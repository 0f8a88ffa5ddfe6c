/** The types of a heap: classes that read the same are one. */
import { className } from './describe.ts'
import type { HeapGraph } from './graph.ts'
import { nodeKind } from './meta.ts'

const SYNTHETIC = nodeKind('synthetic')

/** In the place of a type where there is none: V8's own roots are no objects. */
export const NO_TYPE = 0xffffffff

export interface HeapType {
  /** Clean: a constructor's name; of what has none in brackets what it is. */
  readonly type: string
  readonly count: number
  /** Of themselves. */
  readonly bytes: number
  /** What each of them alone keeps in memory, together; undefined of several classes, which is more than a sum. */
  readonly retainedBytes: number | undefined
}

export interface HeapTypes {
  readonly types: readonly HeapType[]
  /** Of each class its type, or {@link NO_TYPE}. */
  readonly typeOfClass: Uint32Array
}

export function heapTypes(graph: HeapGraph): HeapTypes {
  const types: HeapType[] = []
  const byName = new Map<string, number>()
  const typeOfClass = new Uint32Array(graph.classes.length).fill(NO_TYPE)
  for (const [number, { kind, count, bytes, retainedBytes }] of graph.classes.entries()) {
    if (count === 0 || kind === SYNTHETIC) continue
    const type = className(graph, number)
    const known = byName.get(type) ?? types.length
    const other = types[known]
    byName.set(type, known)
    typeOfClass[number] = known
    types[known] =
      other === undefined
        ? { type, count, bytes, retainedBytes }
        : { type, count: other.count + count, bytes: other.bytes + bytes, retainedBytes: undefined }
  }
  return { types, typeOfClass }
}
