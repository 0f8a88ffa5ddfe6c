/** `/proc/PID/oom_score` and `/proc/PID/oom_score_adj`, proc_pid_oom_score(5): a whole number, the second of either sign. */

/** Undefined for anything else. */
export function parseOomScore(text: string): number | undefined {
  const digits = /^(-?\d{1,9})\n?$/.exec(text)?.[1]
  return digits === undefined ? undefined : Number(digits)
}
