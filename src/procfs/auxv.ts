/** `/proc/PID/auxv`: what the kernel told a program at its start, getauxval(3) and proc_pid_auxv(5). */
import type { KernelUnits } from './units.ts'

const AT_NULL = 0
const AT_PAGESZ = 6
const AT_CLKTCK = 17
/** Entry types are small numbers (the kernel has 51 at most); read in a wrong layout they are addresses. */
const LARGEST_TYPE = 255

interface Layout {
  readonly wordBytes: 4 | 8
  readonly word: (bytes: Buffer, offset: number) => number
}

/** A program's own word size and byte order: a 32-bit process on a 64-bit kernel has 32-bit pairs. */
const LAYOUTS: readonly Layout[] = [
  { wordBytes: 8, word: (bytes, offset) => Number(bytes.readBigUInt64LE(offset)) },
  { wordBytes: 4, word: (bytes, offset) => bytes.readUInt32LE(offset) },
  { wordBytes: 8, word: (bytes, offset) => Number(bytes.readBigUInt64BE(offset)) },
  { wordBytes: 4, word: (bytes, offset) => bytes.readUInt32BE(offset) },
]

/**
 * Page size and clock tick from pairs of type and value, which the kernel gives to every program.
 * What the vector does not hold is absent; an empty one (a kernel thread's) or nonsense gives `{}`.
 */
export function parseAuxv(bytes: Buffer): Partial<KernelUnits> {
  const entries = LAYOUTS.map(layout => entriesOf(bytes, layout)).find(found => found !== undefined)
  const pageBytes = entries?.get(AT_PAGESZ)
  const ticksPerSecond = entries?.get(AT_CLKTCK)
  return {
    ...(pageBytes ? { pageBytes } : {}),
    ...(ticksPerSecond ? { tickMs: 1000 / ticksPerSecond } : {}),
  }
}

/** All pairs up to AT_NULL, or undefined where the bytes do not make sense in this layout. */
function entriesOf(bytes: Buffer, { wordBytes, word }: Layout): Map<number, number> | undefined {
  const entries = new Map<number, number>()
  for (let offset = 0; offset + 2 * wordBytes <= bytes.length; offset += 2 * wordBytes) {
    const type = word(bytes, offset)
    if (type === AT_NULL) return entries.size > 0 ? entries : undefined
    if (type > LARGEST_TYPE) return undefined
    entries.set(type, word(bytes, offset + wordBytes))
  }
  return undefined
}
