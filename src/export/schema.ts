import { comparisonKind } from './compare-shape.ts'
import type { Json } from './describe.ts'
import { heapDocuments } from './heap/documents.ts'
import { heapGrowthKind } from './heap-growth-shape.ts'
import { heapSnapshotSchema } from './heap-snapshot-shape.ts'
import { inspectionSchema } from './inspection-schema.ts'
import { memorySnapshotSchema } from './memory-snapshot-shape.ts'
import { anyProcess } from './process-shape.ts'
import { reportKind } from './snapshot-shape.ts'

/**
 * The JSON Schema (draft 2020-12) of all that `--json` prints, and of the files that ntop writes, told apart by
 * their key `schema`. No key may be missing and none may be added.
 */
export function jsonSchema(): Json {
  const documents = {
    ntop: {
      title: 'ntop --json: a moment of the machine and its processes',
      ...reportKind(anyProcess).schema,
    },
    'ntop-inspect': {
      title: 'ntop inspect PID --json: one process in depth',
      ...inspectionSchema,
    },
    'ntop-snapshot-memory': {
      title: 'ntop snapshot PID FILE: the memory of one process, to be compared with',
      ...memorySnapshotSchema,
    },
    'ntop-compare': {
      title: 'ntop compare OLD NEW --json: what grew between two snapshots',
      ...comparisonKind.schema,
    },
    'ntop-compare-heap': {
      title: 'ntop compare OLD NEW --json of two snapshots of a Node’s heap: what grew, and which objects are new',
      ...heapGrowthKind.schema,
    },
    ...heapDocuments,
    'ntop-heap-snapshot': {
      title: 'a snapshot of what a program has allocated, by the code that asked for it, to be compared with',
      ...heapSnapshotSchema,
    },
  }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'What ntop --json prints, and the files that it writes',
    oneOf: Object.keys(documents).map(name => ({ $ref: `#/$defs/${name}` })),
    $defs: documents,
  }
}
