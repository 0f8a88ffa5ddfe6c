/** `/proc/PID/oom_score_adj`: a number from −1000 to 1000, proc_pid_oom_score_adj(5). */
export function parseOomScoreAdj(text: string): number | undefined {
  const [, digits] = /^(-?\d{1,4})\n$/.exec(text) ?? []
  return digits === undefined ? undefined : Number(digits)
}
