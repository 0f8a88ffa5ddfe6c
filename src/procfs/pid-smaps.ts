/** `/proc/PID/smaps`: each mapping of a process with what of it is in memory, proc_pid_smaps(5), proc_pid_maps(5). */
import { decodeLatin1 } from '../model/text.ts'
import { kindOf, type MappingKind } from './mapping-kind.ts'
import { type MemoryTotals, TotalsBuilder } from './memory-totals.ts'

export interface Mapping extends MemoryTotals {
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

const UPPER_A = 0x41
const UPPER_Z = 0x5a
const ZERO = 0x30
const NINE = 0x39

/**
 * The mappings in order of address; none for a kernel thread or a zombie. A mapping that was cut off is left out.
 *
 * A big process has tens of thousands of mappings with two dozen lines each, so the lines are walked in place.
 */
export function parseSmaps(bytes: Buffer): Mapping[] {
  const text = bytes.toString('latin1')
  const mappings: Mapping[] = []
  let header = ''
  let totals = new TotalsBuilder()
  const finish = () => {
    const mapping = mappingOf(header, totals.build())
    if (mapping !== undefined) mappings.push(mapping)
  }
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at)
    const end = newline < 0 ? text.length : newline
    const first = text.charCodeAt(at)
    if (first >= UPPER_A && first <= UPPER_Z) {
      const colon = text.indexOf(':', at)
      totals.addLine(text.slice(at, colon), kilobytes(text, colon + 1, end) * 1024)
    } else {
      finish()
      header = text.slice(at, end)
      totals = new TotalsBuilder()
    }
    at = end + 1
  }
  if (text.endsWith('\n')) finish()
  return mappings
}

/**
 * The mappings' counters added up, for kernels without `smaps_rollup`. Undefined where there are no mappings.
 * The kernel rounds each mapping's Pss down to a kilobyte, so that this sum may be a little under the rollup's.
 */
export function totalsOf(mappings: readonly Mapping[]): MemoryTotals | undefined {
  const totals = new TotalsBuilder()
  for (const mapping of mappings) totals.addTotals(mapping)
  return totals.build()
}

/** `7f0c1a000000-7f0c1a021000 rw-p 00000000 fe:00 260386                     /usr/bin/head` */
function mappingOf(header: string, totals: MemoryTotals | undefined): Mapping | undefined {
  const match = /^([0-9a-f]+)-([0-9a-f]+) ([-rwxsp]{4}) ([0-9a-f]+) ([0-9a-f]+:[0-9a-f]+) (\d+) *(.*)$/s.exec(header)
  if (match === null || totals === undefined) return undefined
  const [, start = '', end = '', permissions = '', offset = '', device = '', inode = '', rawPath = ''] = match
  // Of the characters that could be escaped the kernel escapes the newline alone (show_map_vma in fs/proc/task_mmu.c).
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
    sizeBytes: Number(BigInt(`0x${end}`) - BigInt(`0x${start}`)),
    ...totals,
  }
}

/** The number that stands right-aligned between two positions. */
function kilobytes(text: string, from: number, to: number): number {
  let value = 0
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at)
    if (code >= ZERO && code <= NINE) value = value * 10 + code - ZERO
  }
  return value
}
