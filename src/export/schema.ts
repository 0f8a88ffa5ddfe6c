import type { Json } from './describe.ts'
import { inspectionSchema } from './inspection-schema.ts'
import { anyProcess } from './process-shape.ts'
import { reportKind } from './snapshot-shape.ts'

/**
 * The JSON Schema (draft 2020-12) of all that `--json` prints: "ntop/1" and "ntop-inspect/1", told apart by their key
 * `schema`. No key may be missing and none may be added.
 */
export function jsonSchema(): Json {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'What ntop --json prints',
    oneOf: [{ $ref: '#/$defs/ntop' }, { $ref: '#/$defs/ntop-inspect' }],
    $defs: {
      ntop: {
        title: 'ntop --json: a moment of the machine and its processes',
        ...reportKind(anyProcess).schema,
      },
      'ntop-inspect': {
        title: 'ntop inspect PID --json: one process in depth',
        ...inspectionSchema,
      },
    },
  }
}
