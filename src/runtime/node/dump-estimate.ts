/** What a snapshot of a Node's heap takes of it, to be said before: as measured, see docs/heap/dump.md. */
import { formatBytes, formatSpan } from '../../model/units.ts'
import type { Can, Effect } from '../detection.ts'
import type { Granted } from '../effect-text.ts'

/** By what is in use of the heap: the least where objects are large, the most where they are small. */
export interface DumpEstimate {
  readonly leastMs: number
  readonly mostMs: number
  readonly leastMemoryBytes: number
  readonly mostMemoryBytes: number
  readonly mostFileBytes: number
}

/** What there is of memory when a snapshot is to be taken. */
export interface HeapRoom {
  /** In use in the target's heap, as `process.memoryUsage()` tells. */
  readonly heapUsedBytes: number
  /** What the target may take in addition: the least that its control groups, its limits and the machine leave. */
  readonly availableBytes: number | undefined
}

/** Where a snapshot goes: into a file that somebody wants, or into one of ours without a name, which is gone once it is read. */
export type DumpUse = 'kept' | 'read'

/** V8 has some 500 to 900 bytes for each object and its edges while it makes a snapshot. */
const MS_A_MEGABYTE = { least: 8, most: 200 } as const
const MEMORY_A_BYTE = { least: 0.4, most: 25 } as const
const FILE_A_BYTE = 2.5
const MEGABYTE = 1 << 20

const EFFECTS: readonly Effect[] = ['pause', 'memory-spike', 'collects']

export function estimateDump(heapUsedBytes: number): DumpEstimate {
  const megabytes = heapUsedBytes / MEGABYTE
  return {
    leastMs: megabytes * MS_A_MEGABYTE.least,
    mostMs: megabytes * MS_A_MEGABYTE.most,
    leastMemoryBytes: heapUsedBytes * MEMORY_A_BYTE.least,
    mostMemoryBytes: heapUsedBytes * MEMORY_A_BYTE.most,
    mostFileBytes: heapUsedBytes * FILE_A_BYTE,
  }
}

/** Why there is not memory enough for it, in words; undefined where there is. */
export function headroom(heapUsedBytes: number, availableBytes: number | undefined): string | undefined {
  if (availableBytes === undefined) return 'how much memory is left for the program is not known'
  const { mostMemoryBytes } = estimateDump(heapUsedBytes)
  if (availableBytes >= mostMemoryBytes) return undefined
  return (
    `a snapshot of ${formatBytes(heapUsedBytes)} in use may take ${formatBytes(mostMemoryBytes)} more for a moment, ` +
    `and ${formatBytes(availableBytes)} are left: the program might be killed`
  )
}

/** What it does to a program that has told how large its heap is. */
export function dumpAbility({ heapUsedBytes, availableBytes }: HeapRoom, use: DumpUse): Can {
  const refusal = headroom(heapUsedBytes, availableBytes)
  if (refusal !== undefined) return { refusal }
  const { leastMs, mostMs, leastMemoryBytes, mostMemoryBytes, mostFileBytes } = estimateDump(heapUsedBytes)
  return {
    effects: EFFECTS,
    estimatedPauseMs: mostMs,
    warnings: [
      `it stands still for ${spanText(leastMs)} to ${spanText(mostMs)}, by how small its objects are and how busy the machine is`,
      `it takes ${formatBytes(leastMemoryBytes)} to ${formatBytes(mostMemoryBytes)} more memory for that, and may keep most of it for itself`,
      fileText(use, mostFileBytes),
    ],
  }
}

/**
 * The same of one that has not been asked yet.
 *
 * @param mostHeapBytes what its heap has at most, by what is seen of its memory; undefined where that is not seen
 */
export function dumpAbilityBefore(mostHeapBytes: number | undefined, use: DumpUse): Granted {
  const { least, most } = MS_A_MEGABYTE
  const each = `for each MB of its heap it stands still for ${least} to ${most} ms, and takes ${MEMORY_A_BYTE.least} to ${MEMORY_A_BYTE.most} MB more memory, of which it may keep most for itself`
  if (mostHeapBytes === undefined) return { effects: EFFECTS, warnings: [each, NOT_BEGUN, fileText(use, undefined)] }
  const { mostMs, mostMemoryBytes, mostFileBytes } = estimateDump(mostHeapBytes)
  const heap = `its heap has ${formatBytes(mostHeapBytes)} at most, which would be ${spanText(mostMs)} and ${formatBytes(mostMemoryBytes)}`
  return {
    effects: EFFECTS,
    estimatedPauseMs: mostMs,
    warnings: [each, `${heap}; ${NOT_BEGUN}`, fileText(use, mostFileBytes)],
  }
}

const NOT_BEGUN =
  'how much it has it tells when it is asked, and where the memory for that is not left nothing is begun'

function fileText(use: DumpUse, mostBytes: number | undefined): string {
  const size = mostBytes === undefined ? 'up to 2.5 times its heap' : `up to ${formatBytes(mostBytes)}`
  return use === 'kept'
    ? `the file has ${size}, and holds all texts of the program, secrets too`
    : `its heap is written into a file of ours without a name, of ${size}, which is gone once it is read`
}

/** `800 ms`, `20s` */
export function spanText(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : formatSpan(ms)
}
