/** The table of mappings beside what they were: what grew, what is new, what is gone. */
import { formatChange } from '../model/units.ts'
import type { Grid, GridColumn } from './grid.ts'
import type { Look } from './look.ts'
import { pairGroups } from './map-pairs.ts'
import { type MapPiece, pairPieces } from './map-pieces.ts'
import type { AddressSpace, MapFigures, MapGroup, Maps } from './maps.ts'
import { bytesText, counted, MAP_COLUMNS, type MapRow, mapKey } from './maps-columns.ts'
import type { Pair } from './pair.ts'
import type { Baseline } from './part.ts'
import { DASH } from './section.ts'
import { grownText, sinceText, slopeText } from './since-text.ts'

/** A row of the table as it is now, with what it was. */
interface SinceRow {
  readonly key: string
  /** What is gone has nothing left. */
  readonly shown: MapRow
  readonly pair: Pair<MapFigures & { readonly count: number }>
  members(): readonly SinceRow[]
}

/** The table with its growth, the largest first; undefined where either of the two is unknown. */
export function mapsSince(maps: Maps, baseline: Baseline<Maps>, look: Look): Grid<SinceRow> | undefined {
  if ('unknown' in maps || 'unknown' in baseline.value) return undefined
  const [before, now] = [baseline.value.value, maps.value]
  const pairs = pairGroups(before, now)
  const bySize = before.sizesOnly !== undefined || now.sizesOnly !== undefined
  return {
    kind: 'grid',
    title: 'Maps',
    columns: COLUMNS,
    items: pairs.map(groupRow),
    sort: bySize ? 'grown-size' : 'grown-rss',
    key: row => row.key,
    members: row => row.members(),
    summary: summaryOf(before, now, pairs, `${sinceText(baseline, look)}:`, bytes => slopeText(bytes, baseline, look)),
  }
}

function groupRow(pair: Pair<MapGroup>): SinceRow {
  const { latest, before, now } = pair
  return {
    key: mapKey(latest),
    shown: now ?? {
      ...emptied(latest),
      key: latest.key,
      kind: latest.kind,
      path: latest.path,
      inferred: latest.inferred,
      permissions: latest.permissions,
      count: 0,
      members: [],
    },
    pair,
    members: () => pairPieces(placedIn(before), placedIn(now)).map(pieceRow),
  }
}

function placedIn(group: MapGroup | undefined) {
  return group?.members.map(member => ({ group, member })) ?? []
}

function pieceRow(pair: Pair<MapPiece>): SinceRow {
  const { latest, now } = pair
  const { startAddress, endAddress, permissions, offset, inode } = latest
  return {
    // Another group may have something at the same place by now.
    key: now === undefined ? `gone ${mapKey(latest)}` : mapKey(latest),
    shown: now ?? { ...emptied(latest), startAddress, endAddress, permissions, offset, inode },
    pair,
    members: () => [],
  }
}

/** Nothing of what there was; what was not known is not known to be nothing. */
function emptied(figures: MapFigures): MapFigures {
  const none = (bytes: number | undefined): number | undefined => (bytes === undefined ? undefined : 0)
  return {
    sizeBytes: 0,
    rssBytes: none(figures.rssBytes),
    pssBytes: none(figures.pssBytes),
    ussBytes: none(figures.ussBytes),
    anonymousBytes: none(figures.anonymousBytes),
    dirtyBytes: none(figures.dirtyBytes),
    swapBytes: none(figures.swapBytes),
  }
}

const GROWTH: readonly GridColumn<SinceRow>[] = [
  grown('grown-rss', 'rssBytes', '+RSS', 'resident memory gained since then', 0),
  {
    id: 'state',
    title: '',
    width: 4,
    align: 'left',
    about: 'new since then, or gone',
    givesWay: 1,
    descending: true,
    value: row => stateOf(row),
    text: row => stateOf(row),
    tone: row => (stateOf(row) === 'gone' ? 'dim' : 'plain'),
  },
]

const SIZE_GROWTH = grown('grown-size', 'sizeBytes', '+SIZE', 'address space gained since then', 8)

/** Which leave first where not all fit, those with more: others than usual, for the growth is what one looks at. */
const GIVES_WAY: Readonly<Record<string, number>> = {
  rss: 2,
  pss: 3,
  uss: 4,
  swap: 5,
  dirty: 6,
  size: 7,
  count: 9,
  anonymous: 10,
}

/** The usual columns, with the growth of resident memory beside it. */
const COLUMNS: readonly GridColumn<SinceRow>[] = MAP_COLUMNS.flatMap(column => {
  const usual: GridColumn<SinceRow> = {
    ...column,
    givesWay: GIVES_WAY[column.id] ?? 0,
    value: row => column.value(row.shown),
    text: row => column.text(row.shown),
    tone: row => (row.pair.now === undefined ? 'dim' : (column.tone?.(row.shown) ?? 'plain')),
  }
  if (column.id === 'size') return [usual, SIZE_GROWTH]
  return column.id === 'rss' ? [usual, ...GROWTH] : [usual]
})

function grown(
  id: string,
  key: keyof MapFigures,
  title: string,
  about: string,
  givesWay: number,
): GridColumn<SinceRow> {
  const value = (row: SinceRow): number | undefined => grownBy(row.pair, key)
  return {
    id,
    title,
    width: 6,
    align: 'right',
    about,
    givesWay,
    descending: true,
    value,
    text: row => {
      const bytes = value(row)
      return bytes === undefined ? DASH : formatChange(bytes)
    },
    tone: row => (value(row) === 0 ? 'dim' : 'plain'),
  }
}

/** What is new has gained all it has, what is gone has lost it. */
function grownBy({ before, now }: Pair<MapFigures>, key: keyof MapFigures): number | undefined {
  const was = before === undefined ? 0 : before[key]
  const is = now === undefined ? 0 : now[key]
  return was === undefined || is === undefined ? undefined : is - was
}

function stateOf({ pair: { before, now } }: SinceRow): 'new' | 'gone' | '' {
  return before === undefined ? 'new' : now === undefined ? 'gone' : ''
}

/** `since 12:51:02 (5m 06s): RSS 310M +34M +6.7M/min · PSS 280M +30M · SIZE 1.2G +40M · 312 mappings +12 · 2 groups new, 1 gone`. */
function summaryOf(
  before: AddressSpace,
  now: AddressSpace,
  pairs: readonly Pair<MapGroup>[],
  since: string,
  slope: (bytes: number) => string,
): string {
  const figures = (
    [
      ['rssBytes', 'RSS'],
      ['pssBytes', 'PSS'],
      ['ussBytes', 'USS'],
    ] as const
  ).map(([key, name]) => {
    const [was, is] = [before.total[key], now.total[key]]
    if (was === undefined || is === undefined) return `${name} ${bytesText(is)}`
    return `${name} ${grownText(is, was)}${key === 'rssBytes' ? slope(is - was) : ''}`
  })
  const fresh = pairs.filter(pair => pair.before === undefined).length
  const gone = pairs.filter(pair => pair.now === undefined).length
  return [
    `${since} ${figures[0]}`,
    ...figures.slice(1),
    `SIZE ${grownText(now.total.sizeBytes, before.total.sizeBytes)}`,
    `${counted(now.count, 'mapping')} ${differenceText(now.count - before.count)}`,
    ...(fresh + gone > 0 ? [`${counted(fresh, 'group')} new, ${gone} gone`] : []),
  ].join(' · ')
}

function differenceText(count: number): string {
  return count < 0 ? String(count) : `+${count}`
}
