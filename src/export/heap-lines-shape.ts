/** The document "ntop-heap-lines/1" of `ntop heap PID lines --json`: what has grown, by the code that asked for it. */
import type { AllocationSnapshot, CodePlace, HotLine } from '../runtime/allocations.ts'
import { comparisonCaveats } from '../runtime/caveats.ts'
import {
  ALLOCATION_GROUPINGS,
  type AllocationComparison,
  type AllocationGrouping,
  type GrownPlace,
} from '../runtime/compare.ts'
import type { Effect } from '../runtime/detection.ts'
import type { Reconciled } from '../runtime/reconcile.ts'
import { clearLine, framesOf } from '../runtime/very-lines.ts'
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
  quantity,
  type Shape,
  text,
  time,
  unknowable,
} from './describe.ts'
import { type HeapOwner, ownerKind } from './heap/answer.ts'
import { LINES } from './heap-snapshot-shape.ts'

/** A row, with the text of its line where its file can be read. */
export interface ToldPlace extends GrownPlace {
  readonly source?: string | undefined
  /** On which lines of its function it was allocated, the most first; undefined where that was not looked for. */
  readonly hotLines?: readonly ToldLine[] | undefined
}

/** One of them, with its text where its file can be read. */
interface ToldLine extends HotLine {
  readonly source?: string | undefined
}

/** A comparison, as many of its rows as are told, and how it was had. */
export interface ToldHeapLines {
  readonly comparison: AllocationComparison
  readonly rows: readonly ToldPlace[]
  /** Whose they are; undefined where that is not told, as of snapshots that were kept. */
  readonly process?: HeapOwner['process'] | undefined
  /** By what the program was asked: `inspector`; undefined where that is not known. */
  readonly route: string | undefined
  /** What was agreed to, and done. */
  readonly effects: readonly Effect[]
  /** What was undone of that, in words; nothing where it is still being looked at. */
  readonly restored?: readonly string[] | undefined
  /** What could not be undone, in words. */
  readonly leftBehind: readonly string[]
  /** Whether it was traced before already; undefined where that is not known. */
  readonly wasTraced?: boolean | undefined
  /** What more is to be known when it is read, in sentences. */
  readonly notes?: readonly string[]
}

const placeShape: Shape<CodePlace> = {
  file: known(text, 'path or URL of the file, or what else the runtime calls it', p => p.file),
  line: unknowable(count, 'from 1; null where the runtime does not keep it, and by file', p => p.line),
  function: unknowable(
    text,
    'empty for one without a name; null where the runtime does not keep it, and by file',
    p => p.function,
  ),
}

const figuresShape: Shape<Pick<GrownPlace, 'bytes' | 'bytesGrown' | 'count' | 'countGrown'>> = {
  sizeBytes: known(bytes, 'alive in the second snapshot', r => r.bytes),
  sizeDiffBytes: known(integer, 'how much more that is than in the first', r => r.bytesGrown),
  count: known(count, 'allocations alive in the second snapshot', r => r.count),
  countDiff: known(integer, 'how many more that are than in the first', r => r.countGrown),
}

interface Row {
  readonly place: ToldPlace
  readonly by: AllocationGrouping
  readonly lines: AllocationSnapshot['lines']
}

const NOWHERE: CodePlace = { file: '', line: undefined, function: undefined }

function mapped<S, T>(shape: Shape<T>, of: (source: S) => T): Shape<S> {
  const fields = Object.entries(shape).map(([key, { schema, write }]) => [
    key,
    { schema, write: (source: S) => write(of(source)) },
  ])
  return Object.fromEntries(fields)
}

/** What the line of a row is; undefined where it has none. */
export function lineIs(place: ToldPlace, lines: AllocationSnapshot['lines']): AllocationSnapshot['lines'] | undefined {
  if (clearLine(place) !== undefined) return 'allocation'
  return place.frames[0]?.line === undefined ? undefined : lines
}

const hotLine: Kind<HotLine> = object({
  ...mapped(placeShape, ({ place }: HotLine) => place),
  shareOfBytes: known(quantity, '0 to 1: its part of what was told apart by lines', line => line.shareOfBytes),
})

const row: Kind<Row> = object({
  ...mapped(placeShape, ({ place }: Row) => framesOf(place)[0] ?? NOWHERE),
  lineIs: unknowable(
    oneOf(...LINES),
    'what its line is: of the allocation itself, or where its function begins; null where it has no line',
    r => lineIs(r.place, r.lines),
  ),
  ...mapped(figuresShape, ({ place }: Row) => place),
  source: unknowable(
    text,
    'the text of the line, as it stands in the file now; null where it cannot be read',
    r => r.place.source,
  ),
  hotLines: unknowable(
    list(hotLine),
    'on which lines of the function it was allocated, the most first; empty where that could not be told, null where it was not looked for',
    r => r.place.hotLines,
  ),
  frames: unknowable(
    list(object(placeShape)),
    'the whole way: where it was allocated first, then who called that; null but by traceback',
    ({ by, place }) => (by === 'traceback' ? framesOf(place) : undefined),
  ),
})

const reconciled: Kind<Reconciled> = object({
  rssDiffBytes: unknowable(integer, 'how much RSS has grown', r => r.rssGrown),
  tracedDiffBytes: known(integer, 'how much of that was traced, whatever the rows leave out', r => r.tracedGrown),
  estimated: known(
    flag,
    'what was traced is estimated from samples, and so is what is unexplained',
    r => r.tracedIsEstimate,
  ),
  nativeDiffBytes: unknowable(integer, 'outside of the runtime’s heap, and known to it', r => r.nativeGrown),
  overheadDiffBytes: unknowable(integer, 'what tracing itself takes', r => r.overheadGrown),
  unexplainedBytes: unknowable(
    integer,
    'what is left of RSS, whatever of the others is null included; below zero where memory was used anew that was resident before',
    r => r.unexplained,
  ),
})

function totalOf({ rows }: AllocationComparison): Pick<GrownPlace, 'bytes' | 'bytesGrown' | 'count' | 'countGrown'> {
  const total = { bytes: 0, bytesGrown: 0, count: 0, countGrown: 0 }
  for (const { bytes, bytesGrown, count, countGrown } of rows) {
    total.bytes += bytes
    total.bytesGrown += bytesGrown
    total.count += count
    total.countGrown += countGrown
  }
  return total
}

export const heapLinesKind: Kind<ToldHeapLines> = object({
  schema: known(constant('ntop-heap-lines/1'), 'what this document is', () => 'ntop-heap-lines/1' as const),
  runtime: known(text, 'what runs the program: node 20.20.2', t => {
    const { runtime, version } = t.comparison.after
    return `${runtime} ${version}`
  }),
  process: unknowable(ownerKind, 'whose they are; null where that is not told', t => t.process),
  route: unknowable(text, 'by what it was asked', t => t.route),
  effects: known(list(text), 'what was done to the program for it', t => t.effects),
  restored: known(list(text), 'what was undone of that, in words', t => t.restored ?? []),
  leftBehind: known(list(text), 'what could not be undone, in words', t => t.leftBehind),
  from: known(time, 'when the first snapshot was taken', t => t.comparison.before.atMs),
  to: known(time, 'when the second was taken', t => t.comparison.after.atMs),
  tracedSince: known(
    time,
    'since when allocations have been traced; what is older is in no row',
    t => t.comparison.after.tracedSinceMs,
  ),
  wasTraced: unknowable(flag, 'whether it was traced before, and not begun for this', t => t.wasTraced),
  by: known(oneOf(...ALLOCATION_GROUPINGS), 'what is taken for one row', t => t.comparison.by),
  path: unknowable(
    text,
    'only what was allocated in a file with this in its path, or with a leading ! without it',
    t => t.comparison.path,
  ),
  lines: known(
    oneOf(...LINES),
    'what lines are to this runtime: of the allocation, or where its function begins; see lineIs of each row',
    t => t.comparison.after.lines,
  ),
  sampledEveryBytes: unknowable(
    bytes,
    'all figures are estimated from samples, one in about so many bytes; null where every allocation was looked at',
    t => t.comparison.after.sampledEveryBytes,
  ),
  caveats: known(list(text), 'what is to be known when this is read', ({ comparison, notes = [] }) => [
    ...comparisonCaveats(comparison.before, comparison.after),
    ...notes,
  ]),
  reconciled: known(reconciled, 'how much of the growth of RSS is accounted for', t => t.comparison.reconciled),
  total: known(object(figuresShape), 'all rows together, those that are not told among them', t =>
    totalOf(t.comparison),
  ),
  places: known(count, 'how many rows there are in all', t => t.comparison.rows.length),
  rows: known(list(row), 'the most growth first; as many as were asked for', t =>
    t.rows.map(place => ({ place, by: t.comparison.by, lines: t.comparison.after.lines })),
  ),
})
