import { formatCount } from '../units.ts'
import { detectorKind, time } from './detector-kind.ts'

/** Processes that the kernel killed for lack of memory: `oom_kill` of proc_vmstat(5), since Linux 4.13. */
export const oomKills = detectorKind(
  'oom-kill',
  'Processes that the kernel killed for lack of memory',
  { told: time(60_000, 'Told for so long: a kill is over in a moment, and whoever looks up later is to know of it') },
  ({ told }) => {
    let known: number | undefined
    let last: { readonly atMs: number; readonly kills: number } | undefined
    return ({ sample }) => {
      const { paging, monotonicMs } = sample
      const now = paging?.oomKills
      const kills = known === undefined || now === undefined ? 0 : now - known
      known = now
      const goesOn = last !== undefined && monotonicMs - last.atMs < told
      if (kills > 0) last = { atMs: monotonicMs, kills: kills + (goesOn ? (last?.kills ?? 0) : 0) }
      else if (!goesOn) last = undefined
      if (last === undefined) return undefined
      const what = `${formatCount(last.kills)} ${last.kills === 1 ? 'process' : 'processes'}`
      return {
        severity: 'critical',
        wordings: [`the kernel killed ${what} for lack of memory (OOM)`, `OOM: ${what} killed`],
        advice: 'D shows who grew, M sorts by memory; dmesg names who was killed',
      }
    }
  },
)
