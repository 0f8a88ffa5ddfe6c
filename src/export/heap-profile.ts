/** Snapshots and comparisons of allocations as files that other programs open, or ntop itself. */

import { collapsedText } from './collapsed-stacks.ts'
import { heapLinesKind, type ToldHeapLines } from './heap-lines-shape.ts'
import type { KeptHeap } from './heap-snapshot-shape.ts'
import { heapSnapshotText } from './heap-snapshot-shape.ts'
import { grownStacks, stacksOf, type WeightedStack } from './heap-stacks.ts'
import { cpuProfileText, heapProfileText, type Span } from './v8-profiles.ts'

export type HeapFormat = 'json' | 'heapprofile' | 'cpuprofile' | 'collapsed'

const FORMATS: readonly (readonly [ending: string, format: HeapFormat])[] = [
  ['.json', 'json'],
  ['.heapprofile', 'heapprofile'],
  ['.cpuprofile', 'cpuprofile'],
  ['.collapsed', 'collapsed'],
  ['.folded', 'collapsed'],
]

/** Of a file's name, to be told where another one was given. */
export const HEAP_ENDINGS: readonly string[] = FORMATS.map(([ending]) => ending)

/** How a file of this name is written; undefined where its ending says nothing. */
export function heapFormatOf(file: string): HeapFormat | undefined {
  return FORMATS.find(([ending]) => file.toLowerCase().endsWith(ending))?.[1]
}

/** A snapshot in pieces: `ntop-heap-snapshot/1`, or what is alive as a profile. */
export function heapSnapshotPieces(kept: KeptHeap, format: HeapFormat): Iterable<string> {
  const { atMs, tracedSinceMs: sinceMs } = kept.snapshot
  return format === 'json' ? heapSnapshotText(kept) : profileText(stacksOf(kept.snapshot), { sinceMs, atMs }, format)
}

/** A comparison in pieces: `ntop-heap-lines/1`, or what has grown as a profile, by whole ways. */
export function heapLinesPieces(told: ToldHeapLines, format: HeapFormat): Iterable<string> {
  if (format === 'json') return [`${JSON.stringify(heapLinesKind.write(told))}\n`]
  const { before, after } = told.comparison
  return profileText(grownStacks(told.comparison), { sinceMs: before.atMs, atMs: after.atMs }, format)
}

function profileText(
  stacks: readonly WeightedStack[],
  span: Span,
  format: Exclude<HeapFormat, 'json'>,
): Iterable<string> {
  switch (format) {
    case 'heapprofile':
      return heapProfileText(stacks, span)
    case 'cpuprofile':
      return cpuProfileText(stacks)
    case 'collapsed':
      return collapsedText(stacks)
  }
}
