import { writeFileSync } from 'node:fs'
import type { Refusal } from '../process-files.ts'
import { refusalOf } from './read-now.ts'

/** Writes `/proc/PID/oom_score_adj`, proc_pid_oom_score_adj(5), which the kernel takes at once or refuses. */
export function writeOomScoreAdj(pid: number, value: number): Refusal | undefined {
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, String(value), { flag: 'r+' })
    return undefined
  } catch (error) {
    return refusalOf(error)
  }
}
