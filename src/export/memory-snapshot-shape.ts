/** The document "ntop-snapshot-memory/1", which `ntop snapshot` writes and `ntop compare` reads. */
import { UNKNOWNS } from '../inspect/field.ts'
import { MEMORY_KEYS } from '../inspect/json.ts'
import type { MapGroup, MapMember } from '../inspect/maps.ts'
import type { MemorySnapshot } from '../inspect/memory-snapshot.ts'
import { MAPPING_KINDS } from '../procfs/mapping-kind.ts'
import {
  bytes,
  constant,
  count,
  flag,
  type JsonSchema,
  type Kind,
  known,
  object,
  objectSchema,
  oneOf,
  orNull,
  quantity,
  type Shape,
  schemasOf,
  text,
  time,
  unknowable,
} from './describe.ts'
import { memoryAbouts } from './inspection-schema.ts'
import { processIdKind } from './process-shape.ts'

export const MEMORY_SNAPSHOT = 'ntop-snapshot-memory/1'

/** Whose memory it is. */
export const snapshotProcess: Kind<Pick<MemorySnapshot, 'process'>> = object({
  id: known(processIdKind, 'pid and start in clock ticks after the boot', s => s.process.id as string),
  pid: known(count, 'process id', s => s.process.pid),
  startedAt: unknowable(time, 'when it was started', s => s.process.startedAtMs),
  name: known(text, 'the kernel’s name of it (comm)', s => s.process.name),
  command: known(text, 'command line; the name in brackets where there is none', s => s.process.command),
})

/** Where it was taken. */
export const snapshotHost: Kind<Pick<MemorySnapshot, 'host'>> = object({
  name: known(text, 'name of the machine', s => s.host.name),
  bootId: unknowable(text, 'drawn anew at each boot', s => s.host.bootId),
})

/** Its totals; null where the kernel did not tell. */
const memory: Kind<MemorySnapshot> = object(
  Object.fromEntries(
    MEMORY_KEYS.map(key => [
      key,
      unknowable<MemorySnapshot, number>(bytes, memoryAbouts[key], s => s.memory[key] ?? undefined),
    ]),
  ),
)

/** All but the mappings. */
export const headShape: Shape<MemorySnapshot> = {
  schema: known(constant(MEMORY_SNAPSHOT), 'what this document is', () => MEMORY_SNAPSHOT),
  at: known(time, 'when it was taken', s => s.atMs),
  uptimeSec: unknowable(quantity, 'the same in seconds after the boot, which no clock sets', s => s.uptimeSec),
  host: known(snapshotHost, 'the machine', s => s),
  process: known(snapshotProcess, 'whose memory it is', s => s),
  memory: known(memory, 'its memory, in bytes', s => s),
  sizesOnly: unknowable(
    oneOf(...UNKNOWNS),
    'why nothing but the sizes of mappings is known; null where the rest is',
    s => s.space.sizesOnly,
  ),
}

/** A mapping as a row: what stands in each column. */
type RowValue = string | number | boolean | null

interface RowColumn {
  readonly schema: JsonSchema
  read(member: MapMember, group: MapGroup): RowValue
}

const figure = orNull(bytes.schema)
const address: JsonSchema = { type: 'string', pattern: '^[0-9a-f]{1,16}$' }

/** The columns of a mapping's row, in their order. */
export const ROW_COLUMNS = {
  startAddress: { schema: address, read: member => member.startAddress },
  endAddress: { schema: address, read: member => member.endAddress },
  permissions: { schema: { type: 'string', pattern: '^[-r][-w][-x][ps]$' }, read: member => member.permissions },
  offset: { schema: bytes.schema, read: member => member.offset },
  inode: { schema: count.schema, read: member => member.inode },
  kind: { schema: oneOf(...MAPPING_KINDS).schema, read: (_, group) => group.kind },
  inferred: { schema: flag.schema, read: (_, group) => group.inferred },
  path: { schema: text.schema, read: (_, group) => group.path },
  sizeBytes: { schema: bytes.schema, read: member => member.sizeBytes },
  rssBytes: { schema: figure, read: member => member.rssBytes ?? null },
  pssBytes: { schema: figure, read: member => member.pssBytes ?? null },
  ussBytes: { schema: figure, read: member => member.ussBytes ?? null },
  anonymousBytes: { schema: figure, read: member => member.anonymousBytes ?? null },
  dirtyBytes: { schema: figure, read: member => member.dirtyBytes ?? null },
  swapBytes: { schema: figure, read: member => member.swapBytes ?? null },
} as const satisfies Record<string, RowColumn>

export type RowColumnName = keyof typeof ROW_COLUMNS

export const ROW_COLUMN_NAMES = Object.keys(ROW_COLUMNS) as readonly RowColumnName[]

/** The schema of the whole document. Tens of thousands of mappings are rows of a table, not objects with fifteen keys each. */
export const memorySnapshotSchema: JsonSchema = objectSchema({
  ...schemasOf(headShape),
  mappings: {
    ...objectSchema({
      columns: { const: [...ROW_COLUMN_NAMES], description: 'what stands at each place of a row' },
      rows: {
        type: 'array',
        description: 'a mapping each',
        items: {
          type: 'array',
          prefixItems: Object.values(ROW_COLUMNS).map(({ schema }) => schema),
          items: false,
          minItems: ROW_COLUMN_NAMES.length,
        },
      },
    }),
    description: 'every mapping; the groups with the most memory first, within them by address',
  },
})

const head = object(headShape)

/**
 * The document in pieces, a mapping each, so that whoever writes it may rest between any two. Each mapping has a line of
 * its own.
 */
export function* memorySnapshotText(snapshot: MemorySnapshot): Generator<string, void, undefined> {
  yield JSON.stringify(head.write(snapshot)).slice(0, -1)
  yield `,\n"mappings":{"columns":${JSON.stringify(ROW_COLUMN_NAMES)},"rows":[`
  const columns = Object.values<RowColumn>(ROW_COLUMNS)
  let separator = '\n'
  for (const group of snapshot.space.groups) {
    for (const member of group.members) {
      yield separator + JSON.stringify(columns.map(column => column.read(member, group)))
      separator = ',\n'
    }
  }
  yield '\n]}}\n'
}
