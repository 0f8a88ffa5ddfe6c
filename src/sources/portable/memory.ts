import type { MemoryInfo } from '../../model/sample.ts'
import type { MemoryStats } from './answers.ts'
import { amount, figure, type Platform } from './platform.ts'

/** What each system tells beside the three figures that all do. */
type Parts = Omit<MemoryInfo, 'totalBytes' | 'freeBytes' | 'availableBytes' | 'swapTotalBytes' | 'swapFreeBytes'>

const UNTOLD: Parts = {
  buffersBytes: undefined,
  cachedBytes: undefined,
  activeBytes: undefined,
  inactiveBytes: undefined,
  sharedBytes: undefined,
  slabBytes: undefined,
  dirtyBytes: undefined,
}

/**
 * The machine's memory by `si.mem()`, in bytes; undefined where the library could not read it and only says what Node
 * does: that what is cached were used. Its `active` is what is not available, never the kernel's, and is not taken.
 */
export function memoryInfo(mem: MemoryStats, platform: Platform): MemoryInfo | undefined {
  const totalBytes = amount(mem.total)
  const freeBytes = figure(mem.free)
  const availableBytes = figure(mem.available)
  if (totalBytes === undefined || freeBytes === undefined || availableBytes === undefined) return undefined
  // Windows counts what is on standby as free, so there is no cache beside.
  if (platform !== 'win32' && amount(mem.buffcache) === undefined) return undefined
  if (freeBytes > totalBytes || availableBytes > totalBytes) return undefined
  return { totalBytes, freeBytes, availableBytes, ...partsOf(mem, platform), ...swapOf(mem, platform) }
}

function partsOf(mem: MemoryStats, platform: Platform): Parts {
  if (platform === 'linux') {
    return {
      ...UNTOLD,
      buffersBytes: figure(mem.buffers),
      cachedBytes: figure(mem.cached + mem.reclaimable),
      slabBytes: figure(mem.slab),
      dirtyBytes: figure(mem.dirty),
    }
  }
  // macOS: `reclaimable` is what vm_stat calls inactive; the cache what is neither free nor in use.
  if (platform === 'darwin') {
    return { ...UNTOLD, cachedBytes: figure(mem.buffcache), inactiveBytes: amount(mem.reclaimable) }
  }
  // BSD: inactive and cached pages in one figure.
  return platform === 'win32' ? UNTOLD : { ...UNTOLD, cachedBytes: figure(mem.buffcache) }
}

/** Systems of which 0 is a machine without swap, if memory was read; of FreeBSD swapinfo(8) says so. */
const ZERO_IS_NONE: ReadonlySet<Platform> = new Set(['linux', 'freebsd'])

/** Elsewhere 0 may be that, or that nobody could tell: macOS makes swap when it needs some, of other BSDs the library always says 0. */
function swapOf(mem: MemoryStats, platform: Platform): Pick<MemoryInfo, 'swapTotalBytes' | 'swapFreeBytes'> {
  const total = figure(mem.swaptotal)
  const free = figure(mem.swapfree)
  if (total === undefined || free === undefined || free > total || (total === 0 && !ZERO_IS_NONE.has(platform)))
    return { swapTotalBytes: undefined, swapFreeBytes: undefined }
  // macOS prints them as megabytes with two decimals.
  return { swapTotalBytes: Math.round(total), swapFreeBytes: Math.round(free) }
}
