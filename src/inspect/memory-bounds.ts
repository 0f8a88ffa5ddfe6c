/** What a process's memory may grow to, and where it stands now. */
import type { MemoryFigure } from '../model/memory-watch.ts'
import type { ProcessRecord } from '../model/process.ts'
import type { Point } from '../model/trend.ts'
import { type LimitName, parsePidLimits } from '../procfs/pid-limits.ts'
import { parsePidStatus } from '../procfs/pid-status.ts'
import type { ProcessFiles } from '../sources/process-files.ts'

export interface MemoryBound {
  /** What is bounded, in a word or two. */
  readonly title: string
  readonly limitBytes: number
  readonly usedBytes: number
  /** The figure of the process whose growth is what is bounded, or how what is bounded went. */
  readonly pace: MemoryFigure | readonly Point[]
}

const BOUNDS: readonly {
  readonly name: LimitName
  readonly title: string
  readonly used: 'vmSizeBytes' | 'vmDataBytes'
}[] = [
  { name: 'RLIMIT_AS', title: 'address space', used: 'vmSizeBytes' },
  // What grows by this also grows the address space, by as much.
  { name: 'RLIMIT_DATA', title: 'data', used: 'vmDataBytes' },
]

/** The bounds of this process's memory that are set; none of a process that may not be looked at. */
export function memoryBounds(files: ProcessFiles, { pid }: ProcessRecord): MemoryBound[] {
  const read = files.prompt(pid, 'limits')
  const limits = read.ok ? parsePidLimits(read.bytes.toString('latin1')) : undefined
  const set = BOUNDS.flatMap(bound => {
    const soft = limits?.find(({ name }) => name === bound.name)?.soft
    return typeof soft === 'number' ? [{ ...bound, limitBytes: soft }] : []
  })
  if (set.length === 0) return []
  const text = files.prompt(pid, 'status')
  const status = text.ok ? parsePidStatus(text.bytes) : undefined
  return set.flatMap(({ title, limitBytes, used }) => {
    const usedBytes = status?.[used]
    return usedBytes === undefined ? [] : [{ title, limitBytes, usedBytes, pace: 'vmsBytes' as const }]
  })
}
