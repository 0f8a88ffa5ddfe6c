/** Files of memory snapshots. */
import type { MemorySnapshot } from '../inspect/memory-snapshot.ts'
import type { OpenedFile } from './bounded-text.ts'
import { MEMORY_SNAPSHOT_NAME, parseMemorySnapshot } from './memory-snapshot-parse.ts'
import { memorySnapshotText } from './memory-snapshot-shape.ts'
import { readDocument, writeWholeFile } from './whole-file.ts'

/**
 * Writes a snapshot whole, or not at all.
 *
 * @param signal takes away what was begun
 * @returns bytes written
 * @throws SnapshotFileError
 */
export function writeMemorySnapshot(
  file: string,
  snapshot: MemorySnapshot,
  options: { readonly replace: boolean; readonly signal: AbortSignal },
): Promise<number> {
  return writeWholeFile(file, memorySnapshotText(snapshot), options)
}

/**
 * Reads a snapshot, from a pipe too.
 *
 * @param from a file's name, or one that is open
 * @throws SnapshotFileError saying what is wrong with the file, and where
 */
export function readMemorySnapshot(from: string | OpenedFile): Promise<MemorySnapshot> {
  return readDocument(from, MEMORY_SNAPSHOT_NAME, parseMemorySnapshot)
}
