/** What the agent tells of allocations that are traced, and of where threads stand. */
import type { AllocationSnapshot, CodePlace, MemoryBeside, Trace, Tracing } from '../../allocations.ts'
import { NoAnswer, type ThreadStack } from '../../session.ts'
import { countOf, fieldsOf, flagOf, knownCount, knownText, listOf, textOf } from './fields.ts'

const MOST_ROWS = 200_000
const MOST_FRAMES = 1000
const MOST_THREADS = 500
/** Where what was allocated is told together, as one by one it would be too much. */
const OTHERS: CodePlace = { file: '<others>', line: undefined, function: undefined }

/** @throws {NoAnswer} of what is no answer to `tracing` */
export function tracingOf(value: unknown): Tracing {
  const { on, ours, frames, tracedBytes, peakBytes, overheadBytes } = fieldsOf(value)
  return {
    on: flagOf(on),
    ours: flagOf(ours),
    frames: countOf(frames),
    tracedBytes: countOf(tracedBytes),
    peakBytes: countOf(peakBytes),
    overheadBytes: countOf(overheadBytes),
  }
}

/** What only we know of a snapshot. */
export interface SnapshotMoment {
  readonly version: string
  /** Wall clock, milliseconds since 1970. */
  readonly atMs: number
  readonly tracedSinceMs: number
  readonly rssBytes: number | undefined
}

/** @throws {NoAnswer} of what is no answer to `snapshot` */
export function snapshotOf(
  value: unknown,
  { version, atMs, tracedSinceMs, rssBytes }: SnapshotMoment,
): AllocationSnapshot {
  const fields = fieldsOf(value)
  const files = listOf(fields['files'], MOST_ROWS).map(knownText)
  const traces = listOf(fields['rows'], MOST_ROWS).map(row => traceOf(row, files))
  const [bytes, count] = listOf(fields['others'], 2).map(knownCount)
  if (bytes !== undefined && count !== undefined && count > 0) traces.push({ frames: [OTHERS], bytes, count })
  const { peakBytes, overheadBytes } = tracingOf(fields['tracing'])
  // What the runtime has in use it does not know: its allocator is asked for blocks, not for bytes.
  const memory: MemoryBeside = { rssBytes, heapUsedBytes: undefined, nativeBytes: undefined, overheadBytes }
  return {
    runtime: 'python',
    version,
    atMs,
    tracedSinceMs,
    lines: 'allocation',
    sampledEveryBytes: undefined,
    traces,
    peakBytes,
    memory,
  }
}

/** Bytes, allocations, and file and line by turns, the newest frame first. */
function traceOf(row: unknown, files: readonly string[]): Trace {
  const [bytes, count, places] = listOf(row, 3)
  const numbers = listOf(places, 2 * MOST_FRAMES)
  const frames: CodePlace[] = []
  for (let i = 0; i + 1 < numbers.length; i += 2) {
    const file = files[knownCount(numbers[i])]
    if (file === undefined) throw new NoAnswer('it told of a file without its name')
    frames.push({ file, line: lineOf(numbers[i + 1]), function: undefined })
  }
  if (frames.length === 0) throw new NoAnswer('it told of an allocation without a place')
  return { frames, bytes: knownCount(bytes), count: knownCount(count) }
}

function lineOf(value: unknown): number | undefined {
  return countOf(value) || undefined
}

/** @throws {NoAnswer} of what is no answer to `stacks` */
export function stacksOf(value: unknown): readonly ThreadStack[] {
  return listOf(fieldsOf(value)['rows'], MOST_THREADS).map(row => {
    const { name, tid, frames } = fieldsOf(row)
    return {
      name: textOf(name),
      tid: countOf(tid) || undefined,
      frames: listOf(frames, MOST_FRAMES).map(frame => {
        const [file, line, of] = listOf(frame, 3)
        return { file: knownText(file), line: lineOf(line), function: knownText(of) }
      }),
      state: undefined,
    }
  })
}
