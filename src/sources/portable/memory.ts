import type { Systeminformation } from 'systeminformation'
import type { MemoryInfo } from '../../model/sample.ts'
import { amount, figure, type Platform } from './platform.ts'

type MemData = Systeminformation.MemData

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
export function memoryInfo(mem: MemData, platform: Platform): MemoryInfo | undefined {
  const totalBytes = amount(mem.total)
  const freeBytes = figure(mem.free)
  const availableBytes = figure(mem.available)
  if (totalBytes === undefined || freeBytes === undefined || availableBytes === undefined) return undefined
  // Windows counts what is on standby as free, so there is no cache beside.
  if (platform !== 'win32' && amount(mem.buffcache) === undefined) return undefined
  if (freeBytes > totalBytes || availableBytes > totalBytes) return undefined
  return { totalBytes, freeBytes, availableBytes, ...partsOf(mem, platform), ...swapOf(mem, platform) }
}

function partsOf(mem: MemData, platform: Platform): Parts {
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

/**
 * Linux says 0 of a machine without swap, and is believed once its memory was read. Elsewhere 0 may be that, or that
 * nobody could tell: macOS makes swap when it needs some, and of BSD the library always says 0.
 */
function swapOf(mem: MemData, platform: Platform): Pick<MemoryInfo, 'swapTotalBytes' | 'swapFreeBytes'> {
  const total = figure(mem.swaptotal)
  const free = figure(mem.swapfree)
  if (total === undefined || free === undefined || free > total || (total === 0 && platform !== 'linux'))
    return { swapTotalBytes: undefined, swapFreeBytes: undefined }
  // macOS prints them as megabytes with two decimals.
  return { swapTotalBytes: Math.round(total), swapFreeBytes: Math.round(free) }
}
