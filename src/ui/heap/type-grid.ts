/** Objects by type, beside what they were at the look before. */
import type { Grid, GridColumn } from '../../inspect/grid.ts'
import { clean } from '../../model/text.ts'
import { formatBytes, formatClock, formatCount } from '../../model/units.ts'
import type { Cyclic, TypeCount, Types } from '../../runtime/session.ts'
import { compareTypes, type GrownType } from '../../runtime/type-growth.ts'
import type { Asked } from './asked-page.ts'
import { bytesColumn, countColumn, grownBytesColumn, grownCountColumn, textColumn } from './grid-columns.ts'

const COUNT = countColumn<GrownType>(
  { id: 'count', title: 'COUNT', about: 'Objects of the type', givesWay: 0 },
  ({ count }) => count,
)
const SIZE = bytesColumn<GrownType>(
  { id: 'size', title: 'SIZE', about: 'Of themselves, without what they hold', givesWay: 0 },
  ({ bytes }) => bytes,
)
const RETAINED = bytesColumn<GrownType>(
  {
    id: 'retained',
    title: 'KEEPS',
    about: 'What they alone keep in memory, together; as of the last snapshot',
    givesWay: 2,
  },
  ({ retainedBytes }) => retainedBytes,
)
const COUNT_GROWN = grownCountColumn<GrownType>(
  { id: 'count-grown', title: '+COUNT', about: 'More of them than at the look before', givesWay: 1 },
  ({ countGrown }) => countGrown,
)
const SIZE_GROWN = grownBytesColumn<GrownType>(
  { id: 'size-grown', title: '+SIZE', about: 'More in bytes than at the look before', givesWay: 0 },
  ({ bytesGrown }) => bytesGrown,
)
const TYPE = textColumn<GrownType>(
  { id: 'type', title: 'TYPE', about: 'As the runtime calls it', givesWay: 0 },
  ({ type }) => clean(type),
)

export function typeGrid({ value, before }: Asked<Types>): Grid<GrownType> {
  const items = compareTypes(before, value)
  const hasBytes = items.some(({ bytes }) => bytes !== undefined)
  const retained = items.some(({ retainedBytes }) => retainedBytes !== undefined) ? [RETAINED] : []
  const grown = before === undefined ? [] : hasBytes ? [SIZE_GROWN, COUNT_GROWN] : [COUNT_GROWN]
  return {
    kind: 'grid',
    title: 'Types',
    columns: [...grown, ...retained, ...(hasBytes ? [SIZE, COUNT] : [COUNT]), TYPE],
    items,
    sort: before === undefined && retained.length > 0 ? RETAINED.id : sortOf(before !== undefined, hasBytes),
    key: ({ type }) => type,
    summary: `${totalText(value.rows)} at ${formatClock(value.atMs)}${before === undefined ? '' : `, + since ${formatClock(before.atMs)}`} · ${clean(value.about)}`,
    ...(items.length === 0 && { note: 'there are none' }),
  }
}

/** Types of which only the collector frees any. */
export function cycleGrid({ value }: Asked<Cyclic>): Grid<TypeCount> {
  const columns: GridColumn<TypeCount>[] = [
    ...(value.rows.some(({ bytes }) => bytes !== undefined)
      ? [bytesColumn<TypeCount>({ id: 'size', title: 'SIZE', about: 'Of themselves', givesWay: 0 }, row => row.bytes)]
      : []),
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

function sortOf(isCompared: boolean, hasBytes: boolean): string {
  if (isCompared) return hasBytes ? 'size-grown' : 'count-grown'
  return hasBytes ? 'size' : 'count'
}

function totalText(rows: readonly TypeCount[]): string {
  const count = rows.reduce((sum, row) => sum + row.count, 0)
  const bytes = rows.reduce((sum, row) => sum + (row.bytes ?? 0), 0)
  return `${formatCount(count)} objects of ${formatCount(rows.length)} types${bytes > 0 ? `, ${formatBytes(bytes)}` : ''}`
}
