/** `/proc/vmstat`: counters of the memory manager since boot, proc_vmstat(5). */
import type { PagingCounters } from '../model/sample.ts'
import { count, linesOf } from './lines.ts'
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
  for (const line of linesOf(text)) {
    const blank = line.indexOf(' ')
    const name = line.slice(0, blank)
    if (name === 'pswpin') swapIn = count(line.slice(blank + 1))
    else if (name === 'pswpout') swapOut = count(line.slice(blank + 1))
    else if (name === 'oom_kill') oomKills = count(line.slice(blank + 1))
    else if (isReclaim(name)) reclaimed += count(line.slice(blank + 1)) ?? 0
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
  return name.startsWith('pgsteal_') && name !== 'pgsteal_anon' && name !== 'pgsteal_file'
}
