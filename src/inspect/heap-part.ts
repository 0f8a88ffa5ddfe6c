/** The heap of a program that a runtime manages, as a page: what is seen of it without its taking part. */
import type { NotSeen } from '../runtime/figures.ts'
import { type Heap, KnownPrograms, readHeap } from '../runtime/heap.ts'
import { withoutMemory } from './field.ts'
import { heapRows, RUNTIME_NAMES } from './heap-rows.ts'
import type { Look } from './look.ts'
import type { Part } from './part.ts'
import type { Section } from './section.ts'

/** Undefined where no runtime is known that runs it. */
export type HeapSeen = Heap | NotSeen | undefined

const known = new KnownPrograms()

export const heapPart: Part<HeapSeen> = { title: 'Heap', read: readHeapOf, show: heapSection }

async function readHeapOf(look: Look): Promise<HeapSeen> {
  const { files, record, snapshot } = look
  if (withoutMemory(record) !== undefined) return undefined
  // Where its memory lock is held its mappings never come.
  if (!(await look.answers())) return { why: 'memory map locked: the kernel does not answer' }
  return await readHeap(files, record, snapshot.host.bootAtMs, known)
}

function heapSection(heap: HeapSeen): Section {
  const section = { title: 'Heap', kind: 'figures', parts: [] } as const
  if (heap === undefined)
    return {
      ...section,
      rows: [],
      note: 'neither Java nor Python nor Node runs it: see Maps for where its memory lies',
    }
  if ('why' in heap) return { ...section, rows: [], note: heap.why, hasInside: true }
  const { runtime, seen } = heap
  if ('why' in seen) return { ...section, rows: [], note: `${RUNTIME_NAMES[runtime]}: ${seen.why}`, hasInside: true }
  return { ...section, hasInside: true, rows: heapRows(RUNTIME_NAMES[runtime], seen) }
}
