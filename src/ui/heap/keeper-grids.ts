/** What keeps memory without anybody's asking: caches, and values that are there several times. */
import type { Grid } from '../../inspect/grid.ts'
import { percent } from '../../model/rates.ts'
import { clean } from '../../model/text.ts'
import { formatBytes, formatCount, formatPct } from '../../model/units.ts'
import type { Cache, Duplicates } from '../../runtime/session.ts'
import { type Asked, atText } from './asked-page.ts'
import { bytesColumn, countColumn, textColumn, wordColumn } from './grid-columns.ts'

/** `lru_cache of urllib.parse.urlsplit` is told by its end. */
const LEAST_NAME = 36

export function cacheGrid(asked: Asked<readonly Cache[]>): Grid<Cache> {
  const { value } = asked
  const hitPct = ({ hits, misses }: Cache): number | undefined =>
    hits === undefined || misses === undefined ? undefined : percent(hits, hits + misses)
  const entries = value.reduce((sum, cache) => sum + cache.entries, 0)
  const places = new Map(value.map((cache, i) => [cache, `${cache.name} ${cache.kind} ${i}`]))
  return {
    kind: 'grid',
    title: 'Caches',
    columns: [
      countColumn({ id: 'entries', title: 'ENTRIES', about: 'What is kept', givesWay: 0 }, cache => cache.entries),
      countColumn(
        { id: 'most', title: 'OF', about: 'What it keeps at most; a dash is no bound, or is not told', givesWay: 3 },
        cache => cache.mostEntries,
      ),
      countColumn({ id: 'hits', title: 'HITS', about: 'Asked for and there', givesWay: 4 }, cache => cache.hits),
      countColumn(
        { id: 'misses', title: 'MISSES', about: 'Asked for and not there', givesWay: 4 },
        cache => cache.misses,
      ),
      {
        ...countColumn<Cache>(
          { id: 'hit', title: 'HIT%', about: 'Share of what was asked for that was there', givesWay: 1 },
          hitPct,
        ),
        width: 5,
        text: cache => {
          const pct = hitPct(cache)
          return pct === undefined ? '–' : formatPct(pct)
        },
      },
      bytesColumn(
        { id: 'size', title: 'SIZE', about: 'Of what it keeps, where that is told', givesWay: 2 },
        cache => cache.bytes,
      ),
      wordColumn(
        { id: 'kind', title: 'KIND', about: 'What keeps it', givesWay: 5 },
        20,
        cache => clean(cache.kind),
        'dim',
      ),
      textColumn({ id: 'name', title: 'CACHE', about: 'Whose it is', givesWay: 0 }, cache => clean(cache.name)),
    ],
    leastRest: LEAST_NAME,
    items: value,
    sort: 'entries',
    key: cache => places.get(cache) ?? '',
    summary: `${formatCount(value.length)} ${value.length === 1 ? 'cache' : 'caches'} with ${formatCount(entries)} entries ${atText(asked)}`,
    ...(value.length === 0 && { note: 'no caches of the kinds that can be found' }),
  }
}

type Duplicate = Duplicates['rows'][number]

export function duplicateGrid(asked: Asked<Duplicates>): Grid<Duplicate> {
  const { rows, looked, wastedBytes, about } = asked.value
  const places = new Map(rows.map((row, i) => [row, `${row.type} ${row.text} ${i}`]))
  return {
    kind: 'grid',
    title: 'Duplicates',
    columns: [
      bytesColumn(
        { id: 'wasted', title: 'WASTED', about: 'Of all but one of them', givesWay: 0 },
        row => row.wastedBytes,
      ),
      countColumn(
        { id: 'copies', title: 'COPIES', about: 'Equal ones that are there', givesWay: 0 },
        row => row.copies,
      ),
      wordColumn(
        { id: 'type', title: 'TYPE', about: 'As the runtime calls it', givesWay: 1 },
        12,
        row => clean(row.type),
        'dim',
      ),
      textColumn({ id: 'text', title: 'VALUE', about: 'Its beginning', givesWay: 0 }, row => clean(row.text)),
    ],
    items: rows,
    sort: 'wasted',
    key: row => places.get(row) ?? '',
    summary: `${formatBytes(wastedBytes)} wasted by ${formatCount(looked)} values ${atText(asked)} · ${clean(about)}`,
    ...(rows.length === 0 && { note: 'nothing is there twice' }),
  }
}
