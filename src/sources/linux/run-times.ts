import type { ProcessCounters } from '../../model/process.ts'
import type { Watched } from './watched.ts'

/** No time: the task has ended. */
export const GONE = -1

/** Where it is told how long tasks have run: while that stands still a task has not run, and its line is as it was. */
export interface RunTimes {
  /** Begins to keep what is needed to ask about the task, or ends it where it is not asked about. */
  mind(watched: Watched): void
  /** Processor time so far in milliseconds, to the nanosecond; undefined where it is not told, {@link GONE} if it tells of an end. */
  runMs(watched: Watched): number | undefined
  /** All that the task ran, known from that and its line as it was read right after; undefined where it is not all. */
  wholeMs(watched: Watched, line: ProcessCounters, runMs: number | undefined): number | undefined
}
