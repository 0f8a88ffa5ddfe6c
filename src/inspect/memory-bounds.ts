/** What a process's memory may grow to, and where it stands now. */
import type { MemoryFigure } from '../model/memory-watch.ts'
import type { ProcessRecord } from '../model/process.ts'
import type { Point } from '../model/trend.ts'
import { type MemoryLimit, memoryLimits } from '../sources/memory-limits.ts'
import type { ProcessFiles } from '../sources/process-files.ts'

export interface MemoryBound extends MemoryLimit {
  /** The figure of the process whose growth is what is bounded, or how what is bounded went. */
  readonly pace: MemoryFigure | readonly Point[]
}

/** The bounds of this process's memory that are set; none of a process that may not be looked at. */
export function memoryBounds(files: ProcessFiles, { pid }: ProcessRecord): MemoryBound[] {
  return memoryLimits(files, pid).map(limit => ({ ...limit, pace: 'vmsBytes' as const }))
}
