/** Files of live heaps: written by their ending, whole or not at all. */

import type { ToldHeapLines } from './heap-lines-shape.ts'
import { HEAP_ENDINGS, type HeapFormat, heapFormatOf, heapLinesPieces, heapSnapshotPieces } from './heap-profile.ts'
import { HEAP_SNAPSHOT_NAME, parseHeapSnapshot } from './heap-snapshot-parse.ts'
import type { KeptHeap } from './heap-snapshot-shape.ts'
import { readDocument, SnapshotFileError, writeWholeFile } from './whole-file.ts'

interface Writing {
  readonly replace: boolean
  /** Takes away what was begun. */
  readonly signal: AbortSignal
}

/**
 * Writes a snapshot, to be read again or as a profile.
 *
 * @returns bytes written
 * @throws SnapshotFileError where its ending is not known, or it cannot be written
 */
export async function writeHeapSnapshot(file: string, kept: KeptHeap, options: Writing): Promise<number> {
  return await writeWholeFile(file, heapSnapshotPieces(kept, formatOf(file)), options)
}

/** The same of a comparison. */
export async function writeHeapLines(file: string, told: ToldHeapLines, options: Writing): Promise<number> {
  return await writeWholeFile(file, heapLinesPieces(told, formatOf(file)), options)
}

/**
 * Reads a snapshot that was written as JSON, from a pipe too.
 *
 * @throws SnapshotFileError saying what is wrong with the file, and where
 */
export function readHeapSnapshot(file: string): Promise<KeptHeap> {
  return readDocument(file, HEAP_SNAPSHOT_NAME, parseHeapSnapshot)
}

/** @throws SnapshotFileError, which is to be said before anything is done to a program */
export function formatOf(file: string): HeapFormat {
  const format = heapFormatOf(file)
  if (format === undefined) throw new SnapshotFileError(file, `should end in ${HEAP_ENDINGS.join(', ')}`)
  return format
}
