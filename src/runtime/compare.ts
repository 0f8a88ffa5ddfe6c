/** What has grown between two snapshots of allocations, by the code that asked for it. Pure, and the same for all runtimes. */
import type { AllocationSnapshot, CodePlace, MemoryBeside, Trace } from './allocations.ts'

/** What is taken for one: a line, a file, a function, or a whole way through the code. */
export const ALLOCATION_GROUPINGS = ['line', 'file', 'function', 'traceback'] as const

export type AllocationGrouping = (typeof ALLOCATION_GROUPINGS)[number]

/** One row of a comparison. */
export interface GrownPlace {
  /** The same for the same place in every comparison of the program. */
  readonly key: string
  /** Where it was allocated first, then who called that: of `traceback` all frames, else the one. */
  readonly frames: readonly CodePlace[]
  /** As it is now, and how much more that is than before. */
  readonly bytes: number
  readonly bytesGrown: number
  readonly count: number
  readonly countGrown: number
}

/** RSS grew by so much, of which so much was traced, and so much is known to lie outside of the heap. */
export interface Reconciled {
  readonly rssGrown: number | undefined
  readonly tracedGrown: number
  readonly nativeGrown: number | undefined
  /** What is left; undefined where one of the others is. */
  readonly unexplained: number | undefined
}

export interface AllocationComparison {
  readonly by: AllocationGrouping
  readonly before: AllocationSnapshot
  readonly after: AllocationSnapshot
  /** The most growth first. */
  readonly rows: readonly GrownPlace[]
  readonly reconciled: Reconciled
}

export interface ComparingOptions {
  readonly by: AllocationGrouping
  /** Only what was allocated in a file whose path has this text. */
  readonly path?: string | undefined
}

/** What has grown from one snapshot of a program to a later one. */
export function compareAllocations(
  before: AllocationSnapshot,
  after: AllocationSnapshot,
  { by, path }: ComparingOptions,
): AllocationComparison {
  const [old, young] = [grouped(before, by, path), grouped(after, by, path)]
  const rows: GrownPlace[] = []
  for (const [key, { frames, bytes, count }] of young) {
    const was = old.get(key)
    rows.push({
      key,
      frames,
      bytes,
      bytesGrown: bytes - (was?.bytes ?? 0),
      count,
      countGrown: count - (was?.count ?? 0),
    })
  }
  for (const [key, { frames, bytes, count }] of old) {
    if (!young.has(key)) rows.push({ key, frames, bytes: 0, bytesGrown: -bytes, count: 0, countGrown: -count })
  }
  rows.sort((a, b) => b.bytesGrown - a.bytesGrown || b.bytes - a.bytes || (a.key < b.key ? -1 : 1))
  return { by, before, after, rows, reconciled: reconcile(before, after) }
}

function grouped(
  { traces }: AllocationSnapshot,
  by: AllocationGrouping,
  path: string | undefined,
): Map<string, { frames: readonly CodePlace[]; bytes: number; count: number }> {
  const groups = new Map<string, { frames: readonly CodePlace[]; bytes: number; count: number }>()
  for (const trace of traces) {
    const frames = framesOf(trace, by)
    if (path !== undefined && !frames[0]?.file.includes(path)) continue
    const key = frames.map(({ file, line, function: name }) => `${file}\0${line ?? ''}\0${name ?? ''}`).join('\n')
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { frames, bytes: trace.bytes, count: trace.count })
    else {
      group.bytes += trace.bytes
      group.count += trace.count
    }
  }
  return groups
}

/** What of a trace tells the group that it belongs to. */
function framesOf({ frames }: Trace, by: AllocationGrouping): readonly CodePlace[] {
  const [first] = frames
  if (first === undefined || by === 'traceback') return frames
  if (by === 'file') return [{ file: first.file, line: undefined, function: undefined }]
  return by === 'function' ? [{ ...first, line: undefined }] : [first]
}

function reconcile(before: AllocationSnapshot, after: AllocationSnapshot): Reconciled {
  const grown = (figure: keyof MemoryBeside): number | undefined => {
    const [was, is] = [before.memory[figure], after.memory[figure]]
    return was === undefined || is === undefined ? undefined : is - was
  }
  const sum = (traces: readonly Trace[]): number => traces.reduce((total, { bytes }) => total + bytes, 0)
  const [rssGrown, nativeGrown] = [grown('rssBytes'), grown('nativeBytes')]
  const tracedGrown = sum(after.traces) - sum(before.traces)
  const unexplained = rssGrown === undefined ? undefined : rssGrown - tracedGrown - (nativeGrown ?? 0)
  return { rssGrown, tracedGrown, nativeGrown, unexplained }
}
