/**
 * Room in a program's memory that is nobody's: what a linker gave to variables ends somewhere in a page, and the rest of
 * that page is mapped with it, holds zeros, and is used by nobody. It is looked for behind the interpreter's own variables
 * and behind the executable's.
 */
import type { MappedRange } from '../../procfs/mapping.ts'
import { type Elf, loadBias, loadedSegments, readElf } from '../../sources/linux/binaries/elf.ts'
import { type InPool, openPieces } from '../../sources/linux/binaries/pieces.ts'
import { isWithin, type PythonProcess, type Range } from './detect.ts'

/** The smallest there is: what lies behind it on larger ones may be another segment's. */
const PAGE_BYTES = 4096
/** Between somebody's last variable and us. */
const APART_BYTES = 16

/** Where there may be room, in order of address; what stands there is still to be looked at. */
export async function findRooms(
  { binary, bias, writable, code }: PythonProcess,
  pid: number,
  { procfs, inPool }: { readonly procfs: string; readonly inPool: InPool },
): Promise<readonly Range[]> {
  const own = roomsBehind(binary.elf, bias, writable)
  const executable = await openPieces(inPool, `${procfs}/${pid}/exe`)
  if (!executable.ok) return own
  try {
    const elf = await readElf(executable.readAt)
    const mappings = [...code.values()].find(([first]) => first?.inode === executable.inode)
    const other = elf && roomsOf(elf, mappings ?? [], writable)
    return [...own, ...(other ?? []).filter(({ start }) => !own.some(room => room.start === start))]
  } finally {
    executable.close()
  }
}

function roomsOf(elf: Elf, mappings: readonly MappedRange[], writable: readonly Range[]): readonly Range[] {
  const bias = loadBias(elf, mappings)
  return bias === undefined ? [] : roomsBehind(elf, bias, writable)
}

/** What is written to is one segment, or two of which the loader makes the first read-only once it is done. */
function roomsBehind(elf: Elf, bias: number, writable: readonly Range[]): readonly Range[] {
  const segments = loadedSegments(elf).filter(segment => segment.writable)
  return segments.flatMap(({ address, memoryBytes }) => {
    const last = bias + address + memoryBytes
    const start = Math.ceil(last / APART_BYTES) * APART_BYTES + APART_BYTES
    const end = Math.ceil(last / PAGE_BYTES) * PAGE_BYTES
    const isOurs = end > start && isWithin(writable, last - 1, end - last + 1)
    // Whatever else begins in the same page.
    const isAlone = segments.every(other => {
      const begin = bias + other.address
      return begin + other.memoryBytes <= last || begin >= end
    })
    return isOurs && isAlone ? [{ start, end }] : []
  })
}
