/** What a file holds that somebody has kept: told by how it begins, whatever it is called. */
import type { OpenedFile } from './bounded-text.ts'
import { SnapshotFileError } from './whole-file.ts'

/** `memory`: by `ntop snapshot`, or nothing that is known. `heap`: V8's own, of a heap. */
export type SnapshotKind = 'memory' | 'heap'

/** V8 begins with it, and its reader wants it there. */
const OF_V8 = /^\s*\{\s*"snapshot"\s*:/
const OF_JVM = 'JAVA PROFILE '

/** @throws SnapshotFileError of what is known and not read */
export function snapshotKind({ file, head }: Pick<OpenedFile, 'file' | 'head'>): SnapshotKind {
  const begins = head.toString('latin1')
  if (begins.startsWith(OF_JVM)) {
    throw new SnapshotFileError(
      file,
      'is the heap of a JVM (HPROF), which ntop does not read: Eclipse MAT compares two',
    )
  }
  return OF_V8.test(begins) ? 'heap' : 'memory'
}
