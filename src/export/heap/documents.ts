import type { JsonSchema } from '../describe.ts'
import { heapLinesKind } from '../heap-lines-shape.ts'
import { overviewKind } from './abilities.ts'
import { anyDumpKind, collectKind, collectorKind, eventsKind, stacksKind, statsKind } from './doings.ts'
import { cachesKind, duplicatesKind, referrersKind } from './objects.ts'
import { anyTypesKind, cyclicKind } from './types.ts'

/** What `ntop heap PID WHAT --json` prints, by WHAT; without one, `ntop-heap`. */
export const heapDocuments: Readonly<Record<string, JsonSchema>> = {
  'ntop-heap': { title: 'ntop heap PID --json: what runs it, and what it could be asked', ...overviewKind.schema },
  'ntop-heap-stats': { title: 'ntop heap PID stats --json', ...statsKind.schema },
  'ntop-heap-types': { title: 'ntop heap PID types --json: objects by type', ...anyTypesKind.schema },
  'ntop-heap-lines': { title: 'ntop heap PID lines --json: code that allocates', ...heapLinesKind.schema },
  'ntop-heap-collect': { title: 'ntop heap PID collect --json', ...collectKind.schema },
  'ntop-heap-referrers': { title: 'ntop heap PID referrers TYPE --json: who holds one', ...referrersKind.schema },
  'ntop-heap-stacks': { title: 'ntop heap PID stacks --json: where threads stand', ...stacksKind.schema },
  'ntop-heap-events': { title: 'ntop heap PID events --json: collections', ...eventsKind.schema },
  'ntop-heap-caches': { title: 'ntop heap PID caches --json', ...cachesKind.schema },
  'ntop-heap-duplicates': { title: 'ntop heap PID duplicates --json: equal values', ...duplicatesKind.schema },
  'ntop-heap-cyclic': { title: 'ntop heap PID cyclic --json: what only a collector frees', ...cyclicKind.schema },
  'ntop-heap-collector': { title: 'ntop heap PID collector --json: its settings', ...collectorKind.schema },
  'ntop-heap-dump': { title: 'ntop heap PID dump FILE --json', ...anyDumpKind.schema },
}
