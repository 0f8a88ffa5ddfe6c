/** The document "ntop-heap-snapshot/1": what a program has allocated, to be compared with later. */
import type { MemorySnapshot } from '../inspect/memory-snapshot.ts'
import type { AllocationSnapshot, MemoryBeside } from '../runtime/allocations.ts'
import type { RuntimeId } from '../runtime/detection.ts'
import { PlaceNumbers } from '../runtime/place-numbers.ts'
import {
  bytes,
  constant,
  count,
  described,
  type JsonSchema,
  type Kind,
  known,
  listSchema,
  object,
  objectSchema,
  oneOf,
  orNull,
  type Shape,
  schemasOf,
  text,
  time,
  unknowable,
} from './describe.ts'
import { snapshotHost, snapshotProcess } from './memory-snapshot-shape.ts'

export const HEAP_SNAPSHOT = 'ntop-heap-snapshot/1'

/** A snapshot of allocations, and whose they are. */
export interface KeptHeap extends Pick<MemorySnapshot, 'host' | 'process'> {
  readonly snapshot: AllocationSnapshot
}

const runtimes: Readonly<Record<RuntimeId, true>> = { node: true, python: true, java: true }
export const RUNTIMES = Object.keys(runtimes) as readonly RuntimeId[]

/** What a line says, see {@link AllocationSnapshot}. */
export const LINES: readonly AllocationSnapshot['lines'][] = ['allocation', 'function']

const memory: Kind<MemoryBeside> = object({
  rssBytes: unknowable(bytes, 'RSS', m => m.rssBytes),
  heapUsedBytes: unknowable(bytes, 'what the runtime itself has in use', m => m.heapUsedBytes),
  nativeBytes: unknowable(bytes, 'outside of the runtime’s heap, and known to it', m => m.nativeBytes),
  overheadBytes: unknowable(bytes, 'what tracing itself takes, which is in no trace', m => m.overheadBytes),
})

/** All but what was allocated where. */
const headShape: Shape<KeptHeap> = {
  schema: known(constant(HEAP_SNAPSHOT), 'what this document is', () => HEAP_SNAPSHOT),
  at: known(time, 'when it was taken', k => k.snapshot.atMs),
  host: known(snapshotHost, 'the machine', k => k),
  process: known(snapshotProcess, 'whose heap it is', k => k),
  runtime: known(oneOf(...RUNTIMES), 'what runs the program', k => k.snapshot.runtime),
  version: known(text, 'version of the runtime, as it calls itself', k => k.snapshot.version),
  tracedSince: known(
    time,
    'since when it has been traced; what is older is in no trace',
    k => k.snapshot.tracedSinceMs,
  ),
  lines: known(
    oneOf(...LINES),
    'what the line of a first frame is: of the allocation, or where its function begins',
    k => k.snapshot.lines,
  ),
  sampledEveryBytes: unknowable(
    bytes,
    'all figures are estimated from samples, one in about so many bytes; null where every allocation was looked at',
    k => k.snapshot.sampledEveryBytes,
  ),
  peakBytes: unknowable(bytes, 'the most that was traced at once', k => k.snapshot.peakBytes),
  memory: known(memory, 'memory of the process at that moment', k => k.snapshot.memory),
}

/** What stands at each place of a trace's row, and of a place's. */
export const TRACE_COLUMNS = ['bytes', 'count', 'places'] as const
export const PLACE_COLUMNS = ['file', 'line', 'function'] as const

function tableSchema(columns: readonly string[], rows: readonly JsonSchema[], about: string): JsonSchema {
  const row = { type: 'array', prefixItems: rows, items: false, minItems: rows.length }
  const schemas = {
    columns: { const: columns, description: 'what stands at each place of a row' },
    rows: { type: 'array', items: row, description: 'a row each' },
  }
  return { ...objectSchema(schemas), description: about }
}

/** The schema of the whole document: rows of tables, for a hundred thousand traces share few places. */
export const heapSnapshotSchema: JsonSchema = objectSchema({
  ...schemasOf(headShape),
  traces: tableSchema(
    TRACE_COLUMNS,
    [bytes.schema, count.schema, { ...listSchema(count.schema), minItems: 1 }],
    'what each way through the code has allocated that is still alive; places by their rows below, where it was allocated first, then who called that',
  ),
  places: tableSchema(
    PLACE_COLUMNS,
    [count.schema, orNull(count.schema), orNull(text.schema)],
    'places in the code; the file by its number below; line and function null where the runtime does not keep them',
  ),
  files: described(listSchema(text.schema), 'paths, URLs, and what else the runtime calls its files'),
})

const head = object(headShape)

/**
 * The document in pieces, a trace each, so that whoever writes it may rest between any two. Each trace and each place has
 * a line of its own.
 */
export function* heapSnapshotText(kept: KeptHeap): Generator<string, void, undefined> {
  const numbers = new PlaceNumbers()
  yield JSON.stringify(head.write(kept)).slice(0, -1)
  yield* table('traces', TRACE_COLUMNS, kept.snapshot.traces, trace => [
    bytes.write(trace.bytes),
    count.write(trace.count),
    trace.frames.map(({ file, line, function: name }) => numbers.of(file, line, name)),
  ])
  const files = new Map<string, number>()
  yield* table('places', PLACE_COLUMNS, numbers.places, ({ file, line, function: name }) => {
    const number = files.get(file) ?? files.size
    files.set(file, number)
    return [number, line ?? null, name ?? null]
  })
  yield `,\n"files":${JSON.stringify([...files.keys()])}}\n`
}

function* table<T>(
  name: string,
  columns: readonly string[],
  values: readonly T[],
  row: (value: T) => unknown,
): Generator<string, void, undefined> {
  yield `,\n"${name}":{"columns":${JSON.stringify(columns)},"rows":[`
  let separator = '\n'
  for (const value of values) {
    yield separator + JSON.stringify(row(value))
    separator = ',\n'
  }
  yield '\n]}'
}
