/** `/proc/meminfo`: the machine's memory, proc_meminfo(5) and Documentation/filesystems/proc.rst. */
import type { MemoryInfo } from '../model/sample.ts'
import { bytesOf, keyValues } from './lines.ts'

/** Every line of the file, in bytes. `HugePages_*` have no unit there: they are numbers of pages and stay so. */
export function readMeminfo(text: string): Map<string, number> {
  const values = new Map<string, number>()
  for (const [name, value] of keyValues(text)) {
    const bytes = bytesOf(value)
    if (bytes !== undefined) values.set(name, bytes)
  }
  return values
}

/**
 * The fields of psutil's `virtual_memory` and `swap_memory`, by its rules, in bytes.
 *
 * A line that a kernel or a container's file lacks counts as nothing there, as psutil has it; undefined without
 * MemTotal or MemFree.
 *
 * @param lowWatermarkBytes asked only where MemAvailable is missing (kernels before 3.14) or 0: the sum of the zones'
 *   low watermarks, see `zoneinfo.ts`.
 */
export function parseMeminfo(text: string, lowWatermarkBytes?: () => number | undefined): MemoryInfo | undefined {
  const memory = readMeminfo(text)
  const total = memory.get('MemTotal')
  const free = memory.get('MemFree')
  if (total === undefined || free === undefined) return undefined
  const sum = (...names: string[]) => names.reduce((bytes, name) => bytes + (memory.get(name) ?? 0), 0)
  return {
    totalBytes: total,
    freeBytes: free,
    availableBytes: available(memory, total, free, lowWatermarkBytes),
    buffersBytes: sum('Buffers'),
    cachedBytes: sum('Cached', 'SReclaimable'),
    activeBytes: sum('Active'),
    // Linux 2.4 split the inactive pages in three and called shared memory MemShared.
    inactiveBytes: memory.get('Inactive') ?? sum('Inact_dirty', 'Inact_clean', 'Inact_laundry'),
    sharedBytes: memory.get('Shmem') ?? sum('MemShared'),
    slabBytes: sum('Slab'),
    dirtyBytes: memory.get('Dirty'),
    swapTotalBytes: sum('SwapTotal'),
    swapFreeBytes: sum('SwapFree'),
  }
}

/**
 * MemAvailable, else an estimate. The kernel has been seen to print 0 (https://github.com/giampaolo/psutil/issues/1915),
 * and in containers more than there is in all: then `free` takes what is free, and so do we.
 */
function available(
  memory: ReadonlyMap<string, number>,
  total: number,
  free: number,
  lowWatermarkBytes: (() => number | undefined) | undefined,
): number {
  const bytes = memory.get('MemAvailable') || estimate(memory, free, lowWatermarkBytes?.())
  return bytes > total ? free : Math.max(0, bytes)
}

/**
 * What the kernel itself computes since 3.14 (commit 34e431b0ae39): free memory above the low watermark, and of page
 * cache and reclaimable slab all but the half or the watermark, whichever is less, which will stay in use. Without the
 * means for that: free memory and all of the cache.
 */
function estimate(memory: ReadonlyMap<string, number>, free: number, lowWatermark: number | undefined): number {
  const active = memory.get('Active(file)')
  const inactive = memory.get('Inactive(file)')
  const slab = memory.get('SReclaimable')
  if (lowWatermark === undefined || active === undefined || inactive === undefined || slab === undefined) {
    return free + (memory.get('Cached') ?? 0)
  }
  const reclaimable = (bytes: number) => bytes - Math.min(bytes / 2, lowWatermark)
  return Math.trunc(free - lowWatermark + reclaimable(active + inactive) + reclaimable(slab))
}
