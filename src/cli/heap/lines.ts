/** `ntop heap PID lines`: what code allocated meanwhile, and kept. */
import { heapLinesKind, type ToldHeapLines, type ToldPlace } from '../../export/heap-lines-shape.ts'
import type { CodePlace } from '../../runtime/allocations.ts'
import { comparisonCaveats } from '../../runtime/caveats.ts'
import { type AllocationComparison, compareAllocations, type GrownPlace } from '../../runtime/compare.ts'
import { reconciledText } from '../../runtime/reconciled-text.ts'
import { type HeapSession, NoAnswer } from '../../runtime/session.ts'
import { DEFAULT_FOR_MS, type Doing, mostRows, type Told, type Watch } from './doing.ts'
import { tableLines, wrapped } from './table.ts'
import { bytesText, countDifferenceText, countOf, countText, differenceText, placeText, spanText } from './words.ts'

/** The text of a line of the program, where its file can be read. */
export type SourceLine = (place: CodePlace) => Promise<string | undefined>

/** Writes what has grown into a file, whose form its name tells; resolves to its bytes. */
export type WriteLines = (told: ToldHeapLines) => Promise<number>

/** Of a whole way through the code one frame would be no way. */
const FRAMES_OF_WAYS = 10
/** A document may have thousands of rows, and of most the text is not looked at. */
const MOST_SOURCES = 1000

/** @param write where it is asked for */
export async function askLines(
  { session, terms, watch }: Doing,
  sourceLine: SourceLine,
  write: WriteLines | undefined,
): Promise<Told> {
  const { by = 'line', path, frames, everyBytes, forMs = DEFAULT_FOR_MS } = terms
  if (session.snapshot === undefined || session.startTracing === undefined)
    throw new NoAnswer('it traces no allocations')
  const wasTraced = await isTraced(session, watch)
  if (!wasTraced) {
    const kept = frames ?? (by === 'traceback' ? FRAMES_OF_WAYS : 1)
    await watch.answered(session.startTracing({ frames: kept, ...(everyBytes !== undefined && { everyBytes }) }))
  }
  const before = await watch.answered(session.snapshot())
  watch.progress(`tracing for ${spanText(forMs)}; Ctrl-C ends it early`)
  await watch.wait(forMs)
  const after = await watch.answered(session.snapshot())
  const comparison = compareAllocations(before, after, { by, path })
  const most = mostRows(terms)
  let rows: Promise<readonly ToldPlace[]> | undefined
  // Its files are read when it has been left: that may take its time.
  const document = async () => {
    rows ??= withSources(comparison.rows.slice(0, most.document), comparison, sourceLine)
    return { comparison, rows: await rows, wasTraced }
  }
  return {
    json: async answer => heapLinesKind.write({ ...answer, ...(await document()) }),
    text: async width => {
      const shown = (await document()).rows.filter(hasChanged).slice(0, most.lines)
      return linesText(comparison, shown, { width, wasTraced })
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
  sourceLine: SourceLine,
): Promise<readonly ToldPlace[]> {
  if (by !== 'line' && by !== 'traceback') return rows
  return await Promise.all(
    rows.map(async (row, i): Promise<ToldPlace> => {
      const [place] = row.frames
      return { ...row, source: place === undefined || i >= MOST_SOURCES ? undefined : await sourceLine(place) }
    }),
  )
}

function hasChanged({ bytesGrown, countGrown }: GrownPlace): boolean {
  return bytesGrown !== 0 || countGrown !== 0
}

function linesText(
  comparison: AllocationComparison,
  rows: readonly ToldPlace[],
  { width, wasTraced }: { readonly width: number; readonly wasTraced: boolean },
): string[] {
  const { before, after, by, reconciled } = comparison
  const head = [
    `by ${by}, in ${spanText(Math.max(0, after.atMs - before.atMs))}`,
    reconciledText(reconciled),
    ...comparisonCaveats(before, after),
    ...(wasTraced ? ['it was traced before already, as the program has it'] : []),
  ].flatMap(line => wrapped(line, width, '  '))
  if (rows.length === 0) return [...head, '', '  nothing that was traced has changed']
  const titles = ['SIZE', '+DIFF', 'COUNT', '+DIFF', 'WHERE']
  return [...head, '', ...tableLines(titles, rows.map(rowOf), width), ...restLines(comparison, rows.length)]
}

function rowOf({ frames, bytes, bytesGrown, count, countGrown, source }: ToldPlace) {
  const [place, ...callers] = frames
  return {
    figures: [bytesText(bytes), differenceText(bytesGrown), countText(count), countDifferenceText(countGrown)],
    what: place === undefined ? '' : placeText(place),
    below: [...(source === undefined ? [] : [source.trim()]), ...callers.map(caller => `from ${placeText(caller)}`)],
  }
}

function restLines({ rows }: AllocationComparison, shown: number): string[] {
  const more = rows.filter(hasChanged).slice(shown)
  if (more.length === 0) return []
  const bytes = more.reduce((sum, { bytesGrown }) => sum + bytesGrown, 0)
  return [`  ${countOf(more.length, 'more place')} changed by ${differenceText(bytes)} together`]
}
