/** The document "ntop-compare-heap/1" of `ntop compare --json` where two snapshots of Node's heap are compared. */
import type { GrownHeapType, HeapGrowth } from '../runtime/node/heap-graph/growth.ts'
import type { GrownSample } from '../runtime/node/heap-graph/samples.ts'
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
  type Shape,
  text,
  unknowable,
} from './describe.ts'
import { holdingShape } from './heap/objects.ts'

/** A comparison, as many of its rows as are told, and objects that stand for the growth. */
export interface ToldHeapGrowth {
  readonly old: string
  readonly new: string
  readonly growth: Pick<HeapGrowth, 'rows' | 'total' | 'fresh' | 'isSwapped'>
  readonly rows: readonly GrownHeapType[]
  readonly samples: readonly GrownSample[]
}

const NEITHER = 'null where nothing tells which are new'

/** What it has too that is compared line by line, and which objects are new. */
const grownShape: Shape<HeapGrowth['total']> = {
  sizeBytes: known(bytes, 'of themselves, in the new one', t => t.bytes),
  sizeDiffBytes: known(integer, 'how much more that is than in the old one', t => t.bytesGrown),
  count: known(count, 'objects in the new one', t => t.count),
  countDiff: known(integer, 'how many more that are than in the old one', t => t.countGrown),
  newCount: unknowable(count, `those that were not there in the old one; ${NEITHER}`, t => t.fresh),
  newBytes: unknowable(bytes, 'of these', t => t.freshBytes),
  goneCount: unknowable(count, 'those of the old one that are no more; null as newCount', t => t.gone),
}

const row: Kind<GrownHeapType> = object({
  type: known(text, 'a constructor’s name; in brackets what has none', t => t.type),
  ...grownShape,
  retainedBytes: unknowable(
    bytes,
    'what they alone keep in memory, together; null of several types of one name',
    t => t.retainedBytes,
  ),
  retainedDiffBytes: unknowable(integer, 'how much more that is', t => t.retainedGrown),
})

const sampleShape: Shape<GrownSample> = {
  id: known(count, 'V8’s number of it, in DevTools behind an @', s => s.number),
  among: known(
    count,
    'of how many it is one: the new ones of its type; all where nothing tells which are',
    s => s.among,
  ),
  alike: known(
    count,
    'how many of the new ones are held by the same types, three steps outwards; where nothing tells which are new, how many more than before',
    s => s.alike,
  ),
}

const sample: Kind<GrownSample> = object({
  ...sampleShape,
  ...Object.fromEntries(
    Object.entries(holdingShape).map(([key, { schema, write }]) => [
      key,
      { schema, write: ({ holding }: GrownSample) => write(holding) },
    ]),
  ),
})

export const heapGrowthKind: Kind<ToldHeapGrowth> = object({
  schema: known(constant('ntop-compare-heap/1'), 'what this document is', () => 'ntop-compare-heap/1' as const),
  old: known(text, 'the file that was given first', g => g.old),
  new: known(text, 'the file that was given second', g => g.new),
  followed: known(
    flag,
    'whether objects have the same numbers in both, which tells those that are new',
    g => g.growth.fresh !== undefined,
  ),
  total: known(object(grownShape), 'all types together', g => g.growth.total),
  types: known(count, 'types in all, those that did not change among them', g => g.growth.rows.length),
  rows: known(list(row), 'the types, those that grew most first; as many as --top says', g => g.rows),
  samples: known(
    list(sample),
    'one object of each of up to three types that have a tenth of the growth, the most first',
    g => g.samples,
  ),
})
