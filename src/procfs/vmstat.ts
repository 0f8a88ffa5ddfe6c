/** `/proc/vmstat`: counters of the memory manager since boot, proc_vmstat(5). */
import type { PagingCounters } from '../model/sample.ts'
import { count, endOfLine, lineAt, valueIn } from './lines.ts'
import type { KernelUnits } from './units.ts'

/** Swapped and reclaimed bytes since boot; undefined on a kernel built without these counters. */
export function parseVmstat(text: string, { pageBytes }: KernelUnits): PagingCounters | undefined {
  // A handful of some two hundred lines: the others are not even cut out. What is counted by event begins with the
  // pages moved and swapped (vm_event_item.h); what stands before, the zones' and nodes' pages, is looked through once.
  const events = lineAt(text, 'pswpin ')
  const swapIn = count(valueIn(text, 'pswpin ', events))
  const swapOut = count(valueIn(text, 'pswpout ', events))
  if (swapIn === undefined || swapOut === undefined) return undefined
  return {
    swapInBytes: swapIn * pageBytes,
    swapOutBytes: swapOut * pageBytes,
    oomKills: count(valueIn(text, 'oom_kill ', events)), // since 4.13
    reclaimedBytes: reclaimedPages(text, events) * pageBytes,
  }
}

/**
 * `pgsteal_*` is split by who reclaimed, until 4.7 also by zone (`pgsteal_kswapd_normal`), until 3.3 by zone alone.
 * The two lines by kind of page count the same pages again.
 */
function reclaimedPages(text: string, from: number): number {
  let pages = 0
  let at = text.indexOf('\npgsteal_', from)
  while (at >= 0) {
    const end = endOfLine(text, at + 1)
    const line = text.slice(at + 1, end)
    if (!line.startsWith('pgsteal_anon ') && !line.startsWith('pgsteal_file ')) {
      pages += count(line.slice(line.indexOf(' ') + 1)) ?? 0
    }
    at = text.indexOf('\npgsteal_', end)
  }
  return pages
}
