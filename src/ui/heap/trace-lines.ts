/** The ways through the code that led to one row of allocations, with the lines of code themselves where they can be read. */
import { formatBytes, formatCount } from '../../model/units.ts'
import type { AllocationSnapshot, CodePlace, HotLine, Trace } from '../../runtime/allocations.ts'
import type { AllocationGrouping, GrownPlace } from '../../runtime/compare.ts'
import { shareText } from '../../runtime/very-lines.ts'
import type { ShownLine } from '../overlays/lines-view.ts'
import { wholePlace } from './place-text.ts'

const MOST_TRACES = 30
const MOST_FRAMES = 64

/** Of a row those traces that are in it, the largest first. */
export function tracesOf(
  { traces }: AllocationSnapshot,
  { frames }: GrownPlace,
  by: AllocationGrouping,
): readonly Trace[] {
  return traces.filter(trace => isIn(trace.frames, frames, by)).sort((a, b) => b.bytes - a.bytes)
}

function isIn(trace: readonly CodePlace[], wanted: readonly CodePlace[], by: AllocationGrouping): boolean {
  if (by === 'traceback') return trace.length === wanted.length && trace.every((frame, i) => isSame(frame, wanted[i]))
  const [first] = trace
  const [one] = wanted
  if (first === undefined || one === undefined || first.file !== one.file) return false
  if (by === 'file') return true
  return first.function === one.function && (one.line === undefined || first.line === one.line)
}

function isSame(a: CodePlace, b: CodePlace | undefined): boolean {
  return b !== undefined && a.file === b.file && a.line === b.line && a.function === b.function
}

/**
 * @param hotLines of the function in which all of these were allocated, where they were looked for
 * @param source a line of the code, where it has been read
 */
export function traceLines(
  traces: readonly Trace[],
  sign: string,
  hotLines: readonly HotLine[],
  source: (place: CodePlace) => string | undefined,
): ShownLine[] {
  if (traces.length === 0) return [{ label: '', text: 'nothing of it is alive any more' }]
  const lines = traces
    .slice(0, MOST_TRACES)
    .flatMap((trace, i) => [
      ...(i === 0 ? [] : [{ label: '', text: '' }]),
      { label: `${sign}${formatBytes(trace.bytes)}`, text: `in ${sign}${formatCount(trace.count)} allocations` },
      ...trace.frames
        .slice(0, MOST_FRAMES)
        .flatMap((frame, depth) => [
          ...frameLines(frame, depth, source),
          ...(depth === 0 ? hotLines.flatMap(line => hotLineLines(line, source)) : []),
        ]),
      ...moreLine(trace.frames.length - MOST_FRAMES, 'frames'),
    ])
  return [...lines, ...moreLine(traces.length - MOST_TRACES, 'ways that led there')]
}

function frameLines(frame: CodePlace, depth: number, source: (place: CodePlace) => string | undefined): ShownLine[] {
  const code = source(frame)
  const place = { label: depth === 0 ? 'at' : 'from', text: wholePlace(frame) }
  return code === undefined ? [place] : [place, { label: '', text: `| ${code.trim()}` }]
}

function hotLineLines(line: HotLine, source: (place: CodePlace) => string | undefined): readonly ShownLine[] {
  const code = source(line.place)
  const place = { label: shareText(line), text: `on line ${line.place.line}` }
  return code === undefined ? [place] : [place, { label: '', text: `| ${code.trim()}` }]
}

function moreLine(more: number, what: string): ShownLine[] {
  return more <= 0 ? [] : [{ label: '…', text: `${formatCount(more)} more ${what}` }]
}

/** The places whose code is worth reading for {@link traceLines}. */
export function placesOf(traces: readonly Trace[]): readonly CodePlace[] {
  return traces.slice(0, MOST_TRACES).flatMap(trace => trace.frames.slice(0, MOST_FRAMES))
}
