import { formatCount } from '../units.ts'
import type { Detector } from './trouble.ts'

/** A kill is over in a moment: whoever looks up a little later is to know of it. */
const TOLD_FOR_MS = 60_000

/** Processes that the kernel killed for lack of memory: `oom_kill` of proc_vmstat(5), since Linux 4.13. */
export function oomKills(): Detector {
  let known: number | undefined
  let last: { readonly atMs: number; readonly kills: number } | undefined
  return {
    id: 'oom-kill',
    look({ sample }) {
      const { paging, monotonicMs } = sample
      const now = paging?.oomKills
      const kills = known === undefined || now === undefined ? 0 : now - known
      known = now
      const goesOn = last !== undefined && monotonicMs - last.atMs < TOLD_FOR_MS
      if (kills > 0) last = { atMs: monotonicMs, kills: kills + (goesOn ? (last?.kills ?? 0) : 0) }
      else if (!goesOn) last = undefined
      if (last === undefined) return undefined
      const what = `${formatCount(last.kills)} ${last.kills === 1 ? 'process' : 'processes'}`
      return {
        severity: 'critical',
        wordings: [`the kernel killed ${what} for lack of memory (OOM)`, `OOM: ${what} killed`],
        advice: 'D shows who grew, M sorts by memory; dmesg names who was killed',
      }
    },
  }
}
