/** Allocations by the code that asked for them, as a table. */
import type { Grid, GridColumn } from '../../inspect/grid.ts'
import { formatBytes, formatClock, formatCount, formatSpan } from '../../model/units.ts'
import type { AllocationSnapshot, HotLine, Tracing } from '../../runtime/allocations.ts'
import { comparisonCaveats } from '../../runtime/caveats.ts'
import type { AllocationComparison, AllocationGrouping, GrownPlace } from '../../runtime/compare.ts'
import { reconciledText } from '../../runtime/reconciled-text.ts'
import { cellWidth } from '../../terminal/width.ts'
import { bytesColumn, countColumn, grownBytesColumn, grownCountColumn, textColumn, wordColumn } from './grid-columns.ts'
import { placeText, restText } from './place-text.ts'

const LEAST_PLACE = 16
const MOST_PLACE = 36
/** Where there is room for it. */
const WIDEST_PLACE = 72
/** Of so many rows the widths are looked at. */
const MOST_MEASURED = 100

export interface LinesShown {
  readonly comparison: AllocationComparison
  /** Whether it is compared with anything. */
  readonly isCompared: boolean
  /** The one before, which it might be compared with. */
  readonly other: AllocationSnapshot | undefined
  /** Only what has this in its path. */
  readonly path: string
  readonly tracing: Tracing | undefined
  /** What was found of the very lines of a row's function; undefined where they were not looked for. */
  hotLines(row: GrownPlace): readonly HotLine[] | undefined
}

export function lineGrid(shown: LinesShown): Grid<GrownPlace> {
  const { comparison, isCompared, path } = shown
  const { rows, by } = comparison
  const looked = (row: GrownPlace) => ({ ...row, hotLines: shown.hotLines(row) })
  const place = (row: GrownPlace): string => placeText(looked(row), by)
  const widest = placeWidth(rows, place)
  const sign = comparison.after.sampledEveryBytes === undefined ? '' : '~'
  const growth: readonly GridColumn<GrownPlace>[] = [
    grownBytesColumn(
      { id: 'size-grown', title: '+SIZE', about: 'More bytes than before', givesWay: 0 },
      row => row.bytesGrown,
      sign,
    ),
  ]
  const grownCounts: readonly GridColumn<GrownPlace>[] = [
    grownCountColumn(
      { id: 'count-grown', title: '+COUNT', about: 'More allocations than before', givesWay: 2 },
      row => row.countGrown,
    ),
  ]
  return {
    kind: 'grid',
    title: 'Lines',
    columns: [
      ...(isCompared ? growth : []),
      bytesColumn(
        { id: 'size', title: 'SIZE', about: 'Allocated there and still alive', givesWay: 0 },
        row => row.bytes,
        sign,
      ),
      ...(isCompared ? grownCounts : []),
      countColumn(
        { id: 'count', title: 'COUNT', about: 'Allocations that are still alive', givesWay: 3 },
        row => row.count,
      ),
      {
        ...wordColumn(
          { id: 'place', title: PLACE_TITLES[by], about: 'Where it was allocated', givesWay: 0 },
          Math.min(MOST_PLACE, widest),
          place,
        ),
        widest,
      },
      textColumn(
        { id: 'path', title: by === 'traceback' ? 'CALLED BY' : 'IN', about: 'Where that is', givesWay: 0 },
        row => restText(looked(row), by),
        'dim',
      ),
    ],
    items: rows,
    sort: isCompared ? 'size-grown' : 'size',
    key: ({ key }) => key,
    summary: summaryOf(shown),
    ...(rows.length === 0 && {
      note:
        path === '' ? 'nothing that was allocated since tracing began is alive' : `nothing with ${path} in its path`,
    }),
  }
}

const PLACE_TITLES: Readonly<Record<AllocationGrouping, string>> = {
  line: 'LINE',
  file: 'FILE',
  function: 'FUNCTION',
  traceback: 'TRACEBACK',
}

function summaryOf({ comparison, isCompared, other, path, tracing }: LinesShown): string {
  const { after, before, by, reconciled } = comparison
  const when = isCompared
    ? `${formatClock(before.atMs)} to ${formatClock(after.atMs)} (${formatSpan(after.atMs - before.atMs)})`
    : `at ${formatClock(after.atMs)}, traced for ${formatSpan(after.atMs - after.tracedSinceMs)}`
  const caveats = comparisonCaveats(isCompared ? before : after, after)
  const head = [
    `by ${by}`,
    ...(path === '' ? [] : [`with ${path} in the path`]),
    when,
    ...(!isCompared && other !== undefined ? [`c compares it with ${formatClock(other.atMs)}`] : []),
  ]
  return [head.join(' · '), isCompared ? reconciledText(reconciled) : amountText(after, tracing), ...caveats].join('\n')
}

function amountText(after: AllocationSnapshot, tracing: Tracing | undefined): string {
  const sign = after.sampledEveryBytes === undefined ? '' : '~'
  const bytes = after.traces.reduce((sum, trace) => sum + trace.bytes, 0)
  const count = after.traces.reduce((sum, trace) => sum + trace.count, 0)
  const { rssBytes } = after.memory
  const { overheadBytes } = tracing ?? {}
  return [
    `traced ${sign}${formatBytes(bytes)} in ${sign}${formatCount(count)} allocations`,
    ...(after.peakBytes === undefined ? [] : [`peak ${formatBytes(after.peakBytes)}`]),
    ...(rssBytes === undefined ? [] : [`RSS ${formatBytes(rssBytes)}`]),
    ...(overheadBytes ? [`tracing takes ${formatBytes(overheadBytes)}`] : []),
  ].join(' · ')
}

function placeWidth(rows: readonly GrownPlace[], text: (row: GrownPlace) => string): number {
  return Math.min(WIDEST_PLACE, Math.max(LEAST_PLACE, ...rows.slice(0, MOST_MEASURED).map(row => cellWidth(text(row)))))
}
