/** `ntop heap PID lines`: what code allocated meanwhile, and kept. */
import { heapLinesKind, lineIs, type ToldHeapLines, type ToldPlace } from '../../export/heap-lines-shape.ts'
import type { AllocationSnapshot, CodePlace, HotLine } from '../../runtime/allocations.ts'
import { comparisonCaveats } from '../../runtime/caveats.ts'
import { type AllocationComparison, compareAllocations, type GrownPlace } from '../../runtime/compare.ts'
import { keyOfPlace } from '../../runtime/place-numbers.ts'
import { reconciledText } from '../../runtime/reconciled-text.ts'
import { type HeapSession, NoAnswer } from '../../runtime/session.ts'
import { framesOf, shareText } from '../../runtime/very-lines.ts'
import { DEFAULT_FOR_MS, type Doing, mostRows, type Told, type Watch } from './doing.ts'
import { tableLines, wrapped } from './table.ts'
import { lookForVeryLines, type VeryLines } from './very-lines.ts'
import { bytesText, countDifferenceText, countOf, countText, differenceText, placeText, spanText } from './words.ts'

/** The text of a line of the program, where its file can be read. */
export type SourceLine = (place: CodePlace) => Promise<string | undefined>

/** Writes what has grown into a file, whose form its name tells; resolves to its bytes. */
export type WriteLines = (told: ToldHeapLines) => Promise<number>

/** Of a whole way through the code one frame would be no way. */
const FRAMES_OF_WAYS = 10
/** V8's own distance of samples, which hardly shows; as on the screen. */
const SELDOM_BYTES = 512 * 1024
/** A document may have thousands of rows, and of most the text is not looked at. */
const MOST_SOURCES = 1000
/** Behind the line of a function, of which it is not known on which line it allocates. */
const BEGINS = ' (begins)'

/** @param write where it is asked for */
export async function askLines(doing: Doing, sourceLine: SourceLine, write: WriteLines | undefined): Promise<Told> {
  const { session, terms, watch } = doing
  const { by = 'line', path, frames, optimised, forMs = DEFAULT_FOR_MS } = terms
  if (session.snapshot === undefined || session.startTracing === undefined)
    throw new NoAnswer('it traces no allocations')
  const wasTraced = await isTraced(session, watch)
  if (!wasTraced) {
    const kept = frames ?? (by === 'traceback' ? FRAMES_OF_WAYS : 1)
    const everyBytes = terms.everyBytes ?? (optimised ? SELDOM_BYTES : undefined)
    const options = {
      frames: kept,
      ...(everyBytes !== undefined && { everyBytes }),
      ...(optimised && { exact: false }),
    }
    await watch.answered(session.startTracing(options))
  }
  const before = await watch.answered(session.snapshot())
  watch.progress(`tracing for ${spanText(forMs)}; Ctrl-C ends it early`)
  await watch.wait(forMs)
  const after = await watch.answered(session.snapshot())
  const comparison = compareAllocations(before, after, { by, path })
  const veryLines = await lookForVeryLines(doing, before, after)
  const { notes } = veryLines
  const most = mostRows(terms)
  let rows: Promise<readonly ToldPlace[]> | undefined
  // Its files are read when it has been left: that may take its time.
  const document = async () => {
    rows ??= withSources(comparison.rows.slice(0, most.document), comparison, veryLines, sourceLine)
    return { comparison, rows: await rows, wasTraced, notes }
  }
  return {
    json: async answer => heapLinesKind.write({ ...answer, ...(await document()) }),
    text: async width => {
      const shown = (await document()).rows.filter(hasChanged).slice(0, most.lines)
      return linesText(comparison, shown, { width, wasTraced, notes })
    },
    ...(write !== undefined && { write: async answer => await write({ ...answer, ...(await document()) }) }),
  }
}

async function isTraced(session: HeapSession, watch: Watch): Promise<boolean> {
  return session.tracing !== undefined && (await watch.answered(session.tracing())).on
}

/** Each with the text of its line, where a row is one line. */
async function withSources(
  rows: readonly GrownPlace[],
  { by }: AllocationComparison,
  { found }: VeryLines,
  sourceLine: SourceLine,
): Promise<readonly ToldPlace[]> {
  if (by !== 'line' && by !== 'traceback') return rows
  return await Promise.all(
    rows.map(async (row, i): Promise<ToldPlace> => {
      const [own] = row.frames
      if (own === undefined || i >= MOST_SOURCES) return row
      const hot = found.get(keyOfPlace(own))
      const hotLines = hot && (await Promise.all(hot.map(withSource(sourceLine))))
      const [place = own] = framesOf({ frames: row.frames, hotLines })
      return { ...row, hotLines, source: await sourceLine(place) }
    }),
  )
}

function withSource(sourceLine: SourceLine) {
  return async (line: HotLine) => ({ ...line, source: await sourceLine(line.place) })
}

function hasChanged({ bytesGrown, countGrown }: GrownPlace): boolean {
  return bytesGrown !== 0 || countGrown !== 0
}

function linesText(
  comparison: AllocationComparison,
  rows: readonly ToldPlace[],
  {
    width,
    wasTraced,
    notes,
  }: { readonly width: number; readonly wasTraced: boolean; readonly notes: readonly string[] },
): string[] {
  const { before, after, by, reconciled } = comparison
  const head = [
    `by ${by}, in ${spanText(Math.max(0, after.atMs - before.atMs))}`,
    reconciledText(reconciled),
    ...comparisonCaveats(before, after),
    ...notes,
    ...(wasTraced ? ['it was traced before already, as the program has it'] : []),
  ].flatMap(line => wrapped(line, width, '  '))
  if (rows.length === 0) return [...head, '', '  nothing that was traced has changed']
  const titles = ['SIZE', '+DIFF', 'COUNT', '+DIFF', 'WHERE']
  return [
    ...head,
    '',
    ...tableLines(
      titles,
      rows.map(row => rowOf(row, after.lines)),
      width,
    ),
    ...restLines(comparison, rows.length),
  ]
}

function rowOf(row: ToldPlace, lines: AllocationSnapshot['lines']) {
  const { bytes, bytesGrown, count, countGrown } = row
  const [place, ...callers] = framesOf(row)
  return {
    figures: [bytesText(bytes), differenceText(bytesGrown), countText(count), countDifferenceText(countGrown)],
    what: place === undefined ? '' : `${placeText(place)}${lineIs(row, lines) === 'function' ? BEGINS : ''}`,
    below: [...codeOf(row), ...callers.map(caller => `from ${placeText(caller)}`)],
  }
}

/** The line itself; where it was allocated on several, each with its part. */
function codeOf({ source, hotLines = [] }: ToldPlace): readonly string[] {
  if (hotLines.length < 2) return source === undefined ? [] : [source.trim()]
  return hotLines.map(line => `${shareText(line)} on ${line.place.line}: ${line.source?.trim() ?? ''}`.trim())
}

function restLines({ rows }: AllocationComparison, shown: number): string[] {
  const more = rows.filter(hasChanged).slice(shown)
  if (more.length === 0) return []
  const bytes = more.reduce((sum, { bytesGrown }) => sum + bytesGrown, 0)
  return [`  ${countOf(more.length, 'more place')} changed by ${differenceText(bytes)} together`]
}
