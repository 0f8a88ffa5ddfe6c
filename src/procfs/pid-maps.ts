/** `/proc/PID/maps`: a process's mappings without what of them is in memory, proc_pid_maps(5). */
import { type MappedRange, parseMappingLine } from './mapping.ts'

const NEWLINE = 0x0a

/** The mappings in order of address, one at a time: a big process has tens of thousands. A line that was cut off is left out. */
export function* eachOfMaps(maps: Buffer): Generator<MappedRange, void, undefined> {
  for (let at = 0; at < maps.length; ) {
    const end = maps.indexOf(NEWLINE, at)
    if (end < 0) return
    const mapping = parseMappingLine(maps.toString('latin1', at, end))
    if (mapping !== undefined) yield mapping
    at = end + 1
  }
}

/** A mapping that the kernel calls the heap: one without a file, so that no path can pass for it. */
const HEAP = /^([0-9a-f]+)-([0-9a-f]+) [-rwxsp]{4} [0-9a-f]+ 00:00 0 +\[heap\]$/gm

/**
 * Bytes of address space that brk(2) has been given, 0 where the process has none. Pieces with different permissions
 * stand on lines of their own. Undefined for an empty file, as a kernel thread and a zombie have.
 */
export function brkHeapBytes(maps: Buffer): number | undefined {
  if (maps.length === 0) return undefined
  let bytes = 0
  for (const [, start = '', end = ''] of maps.toString('latin1').matchAll(HEAP)) {
    bytes += Number(BigInt(`0x${end}`) - BigInt(`0x${start}`))
  }
  return bytes
}
