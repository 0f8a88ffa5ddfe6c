/** `/proc/zoneinfo`: the memory zones and their watermarks, proc_zoneinfo(5). */
import type { KernelUnits } from './units.ts'

/**
 * The zones' low watermarks added up, in bytes: below them the kernel begins to reclaim. Only needed to estimate
 * available memory on kernels before 3.14. Undefined where the file names none.
 */
export function parseZoneinfo(text: string, { pageBytes }: KernelUnits): number | undefined {
  const pages = [...text.matchAll(/^\s*low\s+(\d+)$/gm)].map(match => Number(match[1]))
  return pages.length === 0 ? undefined : pages.reduce((sum, low) => sum + low, 0) * pageBytes
}
