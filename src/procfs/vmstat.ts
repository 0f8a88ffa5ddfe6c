/** `/proc/vmstat`: counters of the memory manager since boot, proc_vmstat(5). */
import type { PagingCounters } from '../model/sample.ts'
import { count } from './lines.ts'
import type { KernelUnits } from './units.ts'

export interface VmCounters extends PagingCounters {
  /** Taken back from processes and the page cache: while it stands still, no idle process lost resident memory. */
  readonly reclaimedBytes: number
}

/** Swapped and reclaimed bytes since boot; undefined on a kernel built without these counters. */
export function parseVmstat(text: string, { pageBytes }: KernelUnits): VmCounters | undefined {
  let swapIn: number | undefined
  let swapOut: number | undefined
  let oomKills: number | undefined // since 4.13
  let reclaimed = 0
  // A handful of some two hundred lines: the others are not even cut out.
  for (const [, name = '', value] of text.matchAll(/^(pswpin|pswpout|oom_kill|pgsteal_\w+) (\d+)$/gm)) {
    if (name === 'pswpin') swapIn = count(value)
    else if (name === 'pswpout') swapOut = count(value)
    else if (name === 'oom_kill') oomKills = count(value)
    else if (isReclaim(name)) reclaimed += count(value) ?? 0
  }
  if (swapIn === undefined || swapOut === undefined) return undefined
  return {
    swapInBytes: swapIn * pageBytes,
    swapOutBytes: swapOut * pageBytes,
    oomKills,
    reclaimedBytes: reclaimed * pageBytes,
  }
}

/**
 * `pgsteal_*` is split by who reclaimed, until 4.7 also by zone (`pgsteal_kswapd_normal`), until 3.3 by zone alone.
 * The two lines by kind of page count the same pages again.
 */
function isReclaim(name: string): boolean {
  return name !== 'pgsteal_anon' && name !== 'pgsteal_file'
}
