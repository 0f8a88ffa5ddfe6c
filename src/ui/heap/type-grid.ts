/** Objects by type, beside what they were at the look before. */
import type { Grid, GridColumn } from '../../inspect/grid.ts'
import { clean } from '../../model/text.ts'
import { formatBytes, formatClock, formatCount } from '../../model/units.ts'
import type { Cyclic, TypeCount, Types } from '../../runtime/session.ts'
import type { Asked } from './asked-page.ts'
import { bytesColumn, countColumn, grownBytesColumn, grownCountColumn, textColumn } from './grid-columns.ts'

interface TypeItem extends TypeCount {
  /** Since the look before; undefined at the first. */
  readonly countGrown: number | undefined
  readonly bytesGrown: number | undefined
}

const COUNT = countColumn<TypeItem>(
  { id: 'count', title: 'COUNT', about: 'Objects of the type', givesWay: 0 },
  ({ count }) => count,
)
const SIZE = bytesColumn<TypeItem>(
  { id: 'size', title: 'SIZE', about: 'Of themselves, without what they hold', givesWay: 0 },
  ({ bytes }) => bytes,
)
const COUNT_GROWN = grownCountColumn<TypeItem>(
  { id: 'count-grown', title: '+COUNT', about: 'More of them than at the look before', givesWay: 1 },
  ({ countGrown }) => countGrown,
)
const SIZE_GROWN = grownBytesColumn<TypeItem>(
  { id: 'size-grown', title: '+SIZE', about: 'More in bytes than at the look before', givesWay: 0 },
  ({ bytesGrown }) => bytesGrown,
)
const TYPE = textColumn<TypeItem>(
  { id: 'type', title: 'TYPE', about: 'As the runtime calls it', givesWay: 0 },
  ({ type }) => clean(type),
)

export function typeGrid({ value, before }: Asked<Types>): Grid<TypeItem> {
  const was = before === undefined ? undefined : new Map(before.rows.map(row => [row.type, row]))
  const items = value.rows.map(row => grownSince(row, was))
  // Who is gone since has grown by less than nothing, which is worth knowing.
  const there = new Set(value.rows.map(({ type }) => type))
  const left = before?.rows.filter(({ type }) => !there.has(type)) ?? []
  const gone = left.map(row => grownSince({ ...row, count: 0, bytes: row.bytes === undefined ? undefined : 0 }, was))
  const hasBytes = items.some(({ bytes }) => bytes !== undefined)
  const grown = before === undefined ? [] : hasBytes ? [SIZE_GROWN, COUNT_GROWN] : [COUNT_GROWN]
  return {
    kind: 'grid',
    title: 'Types',
    columns: [...grown, ...(hasBytes ? [SIZE, COUNT] : [COUNT]), TYPE],
    items: [...items, ...gone],
    sort: sortOf(before !== undefined, hasBytes),
    key: ({ type }) => type,
    summary: `${totalText(value.rows)} at ${formatClock(value.atMs)}${before === undefined ? '' : `, + since ${formatClock(before.atMs)}`} · ${clean(value.about)}`,
    ...(items.length === 0 && { note: 'there are none' }),
  }
}

/** Types of which only the collector frees any. */
export function cycleGrid({ value }: Asked<Cyclic>): Grid<TypeCount> {
  const columns: GridColumn<TypeCount>[] = [
    bytesColumn({ id: 'size', title: 'SIZE', about: 'Of themselves', givesWay: 0 }, ({ bytes }) => bytes),
    countColumn(
      { id: 'count', title: 'COUNT', about: 'Objects that were garbage in cycles', givesWay: 0 },
      ({ count }) => count,
    ),
    textColumn({ id: 'type', title: 'TYPE', about: 'As the runtime calls it', givesWay: 0 }, ({ type }) => clean(type)),
  ]
  return {
    kind: 'grid',
    title: 'Cycles',
    columns,
    items: value.rows,
    sort: 'count',
    key: ({ type }) => type,
    summary: `${formatCount(value.unreachable)} objects could be reached by nobody, and were not freed by their reference counts: they hold each other`,
    ...(value.rows.length === 0 && { note: 'nothing was garbage that only a collector frees' }),
  }
}

function grownSince(row: TypeCount, was: ReadonlyMap<string, TypeCount> | undefined): TypeItem {
  if (was === undefined) return { ...row, countGrown: undefined, bytesGrown: undefined }
  const { count = 0, bytes = 0 } = was.get(row.type) ?? {}
  return { ...row, countGrown: row.count - count, bytesGrown: row.bytes === undefined ? undefined : row.bytes - bytes }
}

function sortOf(isCompared: boolean, hasBytes: boolean): string {
  if (isCompared) return hasBytes ? 'size-grown' : 'count-grown'
  return hasBytes ? 'size' : 'count'
}

function totalText(rows: readonly TypeCount[]): string {
  const count = rows.reduce((sum, row) => sum + row.count, 0)
  const bytes = rows.reduce((sum, row) => sum + (row.bytes ?? 0), 0)
  return `${formatCount(count)} objects of ${formatCount(rows.length)} types${bytes > 0 ? `, ${formatBytes(bytes)}` : ''}`
}
