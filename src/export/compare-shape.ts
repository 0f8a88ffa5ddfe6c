/** The document "ntop-compare/1" of `ntop compare --json`. */

import { COMPARED_FIGURE_NAMES, GROUPINGS } from '../inspect/compared.ts'
import { MEMORY_KEYS } from '../inspect/json.ts'
import type { ComparedRow, MappedAt, MemoryComparison } from '../inspect/memory-comparison.ts'
import type { MemoryKey, MemorySnapshot } from '../inspect/memory-snapshot.ts'
import type { Change } from '../model/compare.ts'
import { MAPPING_KINDS } from '../procfs/mapping-kind.ts'
import {
  bytes,
  constant,
  count,
  flag,
  integer,
  type Kind,
  known,
  list,
  object,
  oneOf,
  type Shape,
  text,
  time,
  unknowable,
} from './describe.ts'
import { memoryAbouts } from './inspection-schema.ts'
import { snapshotHost, snapshotProcess } from './memory-snapshot-shape.ts'

/** A comparison, and as many of its rows as are told. */
export interface ToldComparison {
  readonly comparison: MemoryComparison
  readonly rows: readonly ComparedRow[]
}

const side: Kind<MemorySnapshot> = object({
  at: known(time, 'when it was taken', s => s.atMs),
  host: known(snapshotHost, 'the machine', s => s),
  process: known(snapshotProcess, 'whose memory it is', s => s),
})

/** What a heap's comparison has too, line by line. */
const changeShape: Shape<Change> = {
  sizeBytes: known(bytes, 'in the new one, of the figure that is compared', c => c.sizeBytes),
  sizeDiffBytes: known(integer, 'how much more that is than in the old one', c => c.sizeDiffBytes),
  count: known(count, 'mappings in the new one', c => c.count),
  countDiff: known(integer, 'how many more that are than in the old one', c => c.countDiff),
}

const at: Kind<MappedAt> = object({
  startAddress: known(text, 'first address, in hexadecimal', a => a.startAddress),
  endAddress: known(text, 'the one after the last', a => a.endAddress),
  permissions: known(text, 'as in r-xp; each that a piece of it has', a => a.permissions),
})

const row: Kind<ComparedRow> = object({
  kind: known(oneOf(...MAPPING_KINDS), 'what the mappings are for', r => r.kind),
  path: unknowable(text, 'what is mapped, empty for memory without a name; null by kind', r => r.path),
  inferred: known(flag, 'the kind is told by how the mappings lie, not by the kernel', r => r.inferred),
  at: unknowable(at, 'where it lies; null by kind and by path', r => r.at),
  state: known(oneOf('new', 'gone', 'there'), 'gone: only in the old one, and told as it was there', r => r.state),
  ...changeShape,
})

interface Total {
  readonly now: number | null
  readonly before: number | null
}

const total: Kind<Total> = object({
  bytes: unknowable(bytes, 'in the new one', t => t.now ?? undefined),
  diffBytes: unknowable(integer, 'how much more that is', ({ now, before }) =>
    now === null || before === null ? undefined : now - before,
  ),
})

const memory: Kind<MemoryComparison> = object(
  Object.fromEntries(
    MEMORY_KEYS.map((key: MemoryKey) => [
      key,
      known<MemoryComparison, Total>(total, memoryAbouts[key], c => ({
        now: c.new.memory[key],
        before: c.old.memory[key],
      })),
    ]),
  ),
)

export const comparisonKind: Kind<ToldComparison> = object({
  schema: known(constant('ntop-compare/1'), 'what this document is', () => 'ntop-compare/1' as const),
  old: known(side, 'the snapshot that was given first', c => c.comparison.old),
  new: known(side, 'the snapshot that was given second', c => c.comparison.new),
  sameProcess: known(flag, 'whether both are of one process: pid, start and boot', c => c.comparison.sameProcess),
  spanMs: known(
    integer,
    'time from the old one to the new; negative where they were swapped',
    c => c.comparison.spanMs,
  ),
  by: known(oneOf(...GROUPINGS), 'what the mappings are grouped by', c => c.comparison.by),
  figure: known(oneOf(...COMPARED_FIGURE_NAMES), 'what is compared', c => c.comparison.figure),
  total: known(object(changeShape), 'all groups together', c => c.comparison.total),
  diffBytesPerMin: unknowable(
    integer,
    'the same difference a minute; null where no time lies between them, and of two processes',
    c => c.comparison.diffBytesPerMin,
  ),
  memory: known(memory, 'the totals of the process, as the kernel keeps them', c => c.comparison),
  groups: known(count, 'groups in all, those that did not change among them', c => c.comparison.rows.length),
  rows: known(list(row), 'the groups, those that changed most first; as many as --top says', c => c.rows),
})
