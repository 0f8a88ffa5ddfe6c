/** `/proc/meminfo`: the machine's memory, proc_meminfo(5) and Documentation/filesystems/proc.rst. */
import type { MemoryInfo } from '../model/sample.ts'
import { bytesOf, keyValues, valueIn } from './lines.ts'

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
  const total = bytesIn(text, 'MemTotal:')
  const free = bytesIn(text, 'MemFree:')
  if (total === undefined || free === undefined) return undefined
  return {
    totalBytes: total,
    freeBytes: free,
    availableBytes: available(text, total, free, lowWatermarkBytes),
    buffersBytes: bytesIn(text, 'Buffers:') ?? 0,
    cachedBytes: (bytesIn(text, 'Cached:') ?? 0) + (bytesIn(text, 'SReclaimable:') ?? 0),
    activeBytes: bytesIn(text, 'Active:') ?? 0,
    inactiveBytes: bytesIn(text, 'Inactive:') ?? inactiveOfOld(text),
    // Linux 2.4 called it MemShared.
    sharedBytes: bytesIn(text, 'Shmem:') ?? bytesIn(text, 'MemShared:') ?? 0,
    slabBytes: bytesIn(text, 'Slab:') ?? 0,
    dirtyBytes: bytesIn(text, 'Dirty:'),
    swapTotalBytes: bytesIn(text, 'SwapTotal:') ?? 0,
    swapFreeBytes: bytesIn(text, 'SwapFree:') ?? 0,
  }
}

/** The line is searched for: of some fifty a dozen are wanted. */
function bytesIn(text: string, name: string): number | undefined {
  return bytesOf(valueIn(text, name))
}

/** Linux 2.4 split the inactive pages in three. */
function inactiveOfOld(text: string): number {
  const dirty = bytesIn(text, 'Inact_dirty:') ?? 0
  return dirty + (bytesIn(text, 'Inact_clean:') ?? 0) + (bytesIn(text, 'Inact_laundry:') ?? 0)
}

/**
 * MemAvailable, else an estimate. The kernel has been seen to print 0 (https://github.com/giampaolo/psutil/issues/1915),
 * and in containers more than there is in all: then `free` takes what is free, and so do we.
 */
function available(
  text: string,
  total: number,
  free: number,
  lowWatermarkBytes: (() => number | undefined) | undefined,
): number {
  const bytes = bytesIn(text, 'MemAvailable:') || estimate(text, free, lowWatermarkBytes?.())
  return bytes > total ? free : Math.max(0, bytes)
}

/**
 * What the kernel itself computes since 3.14 (commit 34e431b0ae39): free memory above the low watermark, and of page
 * cache and reclaimable slab all but the half or the watermark, whichever is less, which will stay in use. Without the
 * means for that: free memory and all of the cache.
 */
function estimate(text: string, free: number, lowWatermark: number | undefined): number {
  const active = bytesIn(text, 'Active(file):')
  const inactive = bytesIn(text, 'Inactive(file):')
  const slab = bytesIn(text, 'SReclaimable:')
  if (lowWatermark === undefined || active === undefined || inactive === undefined || slab === undefined) {
    return free + (bytesIn(text, 'Cached:') ?? 0)
  }
  const reclaimable = (bytes: number) => bytes - Math.min(bytes / 2, lowWatermark)
  return Math.trunc(free - lowWatermark + reclaimable(active + inactive) + reclaimable(slab))
}
