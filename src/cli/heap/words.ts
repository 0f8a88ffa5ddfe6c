/** Figures of heaps in words. */
import { formatBytes, formatCount, formatDifference, formatSpan } from '../../model/units.ts'
import type { CodePlace } from '../../runtime/allocations.ts'

const DASH = '–'

export function bytesText(bytes: number | undefined): string {
  return bytes === undefined ? DASH : formatBytes(bytes)
}

export function countText(count: number | undefined): string {
  return count === undefined ? DASH : formatCount(count)
}

export function differenceText(bytes: number | undefined): string {
  return bytes === undefined ? DASH : formatDifference(bytes)
}

/** `+1,204`, `-3`, `+0` */
export function countDifferenceText(count: number): string {
  return `${count < 0 ? '-' : '+'}${formatCount(Math.abs(count))}`
}

/** `0.4ms`, `90ms`, `12s`: a collection may take less than a millisecond. */
export function timeText(ms: number | undefined): string {
  if (ms === undefined) return DASH
  return ms < 1000 ? `${ms < 10 ? ms.toFixed(1) : Math.round(ms)}ms` : formatSpan(ms)
}

/** `10s`, `0.5s` */
export function spanText(ms: number): string {
  return ms < 9950 ? `${(ms / 1000).toFixed(1).replace(/\.0$/, '')}s` : formatSpan(ms)
}

/** `/srv/leak.py:12 in handler` */
export function placeText({ file, line, function: name }: CodePlace): string {
  const where = file === '' ? '(no file)' : file
  const at = line === undefined ? where : `${where}:${line}`
  if (name === undefined) return at
  return `${at} in ${name === '' ? '(anonymous)' : name}`
}

/** `1 thread`, `12 threads` */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}
