/** `/proc/PID/schedstat` and a thread's, Documentation/scheduler/sched-stats.rst. Of one thread, not of the process. */
import { countsOf, wordsOf } from './lines.ts'

export interface Schedstat {
  /** Nanoseconds on a processor. */
  readonly runNs: number
  /** Nanoseconds ready to run and waiting for a processor. */
  readonly waitNs: number
  /** How often it was put on a processor. */
  readonly timeslices: number
}

/** Undefined without the three numbers. All are 0 in a kernel without CONFIG_SCHED_INFO. */
export function parseSchedstat(text: string): Schedstat | undefined {
  const [runNs, waitNs, timeslices] = countsOf(wordsOf(text))
  if (runNs === undefined || waitNs === undefined || timeslices === undefined) return undefined
  return { runNs, waitNs, timeslices }
}
