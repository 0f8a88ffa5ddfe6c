/** The line that `maps` and `smaps` have for each mapping, proc_pid_maps(5), show_map_vma in fs/proc/task_mmu.c. */
import { decodeLatin1 } from '../model/text.ts'
import { kindOf, type MappingKind } from './mapping-kind.ts'

/** What `maps` tells of a mapping: where it is and what it maps, not what of it is in memory. */
export interface MappedRange {
  /** First address and the one after the last, in hexadecimal as printed. */
  readonly start: string
  readonly end: string
  /** `r` read, `w` write, `x` execute, then `p` private or `s` shared; a dash where not. */
  readonly permissions: string
  /** Where in the file it begins, in bytes. */
  readonly offset: number
  /** Device number in hexadecimal, `fe:00`. */
  readonly device: string
  /** 0 is no file. */
  readonly inode: number
  /** Cleaned for the screen; empty for memory without a name. A removed file's ends in ` (deleted)`. */
  readonly path: string
  readonly kind: MappingKind
  /** Address space that it takes. */
  readonly sizeBytes: number
}

/** `7f0c1a000000-7f0c1a021000 rw-p 00000000 fe:00 260386                     /usr/bin/head` */
const LINE = /^([0-9a-f]+)-([0-9a-f]+) ([-rwxsp]{4}) ([0-9a-f]+) ([0-9a-f]+:[0-9a-f]+) (\d+) *(.*)$/s

/** The mapping of a line without its newline, given as latin1; undefined for any other text. */
export function parseMappingLine(line: string): MappedRange | undefined {
  const match = LINE.exec(line)
  if (match === null) return undefined
  const [, start = '', end = '', permissions = '', offset = '', device = '', inode = '', rawPath = ''] = match
  // Of the characters that could be escaped the kernel escapes the newline alone.
  const path = rawPath === '' ? '' : decodeLatin1(rawPath.replaceAll('\\012', '\n'))
  return {
    start,
    end,
    permissions,
    offset: Number.parseInt(offset, 16),
    device,
    inode: Number(inode),
    path,
    kind: kindOf(path, permissions),
    sizeBytes: between(start, end),
  }
}

/** Bytes between two addresses: of their 64 bits the last twelve are zeros, so that numbers hold them exactly. */
function between(start: string, end: string): number {
  return Number.parseInt(end, 16) - Number.parseInt(start, 16)
}
