import { formatCount, formatSpan } from '../../model/units.ts'

/** `0.4 ms`, `117 ms`, `1.2 s`, `2m 05s` */
export function pauseText(ms: number): string {
  if (ms < 9.95) return `${ms.toFixed(1)} ms`
  if (ms < 999.5) return `${formatCount(ms)} ms`
  return ms < 59_950 ? `${(ms / 1000).toFixed(1)} s` : formatSpan(ms)
}
