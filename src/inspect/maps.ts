/** A process's mappings from `smaps`, or from `maps` where that is all there is, grouped by what they are and map. */
import { GIANT_BYTES } from '../model/process.ts'
import type { MappedRange } from '../procfs/mapping.ts'
import type { MappingKind } from '../procfs/mapping-kind.ts'
import { eachOfMaps } from '../procfs/pid-maps.ts'
import { eachOfSmaps, type Mapping } from '../procfs/pid-smaps.ts'
import { Slices } from '../sources/slices.ts'
import { type Field, fromFile, known, type Unknown, unknown, withoutMemory } from './field.ts'
import type { Look } from './look.ts'
import { MapGroups } from './map-groups.ts'
import { ThreadStacks } from './thread-stacks.ts'

/** Of a mapping, or of several together: bytes. All but the size are undefined where the kernel does not tell. */
export interface MapFigures {
  /** Address space. */
  readonly sizeBytes: number
  readonly rssBytes: number | undefined
  readonly pssBytes: number | undefined
  /** Private pages, clean, dirty and huge. */
  readonly ussBytes: number | undefined
  /** Resident pages that no file backs. */
  readonly anonymousBytes: number | undefined
  /** Resident pages that were written to, private and shared. */
  readonly dirtyBytes: number | undefined
  readonly swapBytes: number | undefined
}

export const MAP_FIGURES = [
  'sizeBytes',
  'rssBytes',
  'pssBytes',
  'ussBytes',
  'anonymousBytes',
  'dirtyBytes',
  'swapBytes',
] as const satisfies readonly (keyof MapFigures)[]

/** One mapping. */
export interface MapMember extends MapFigures {
  /** First address and the one after the last, in hexadecimal as the kernel prints them. */
  readonly startAddress: string
  readonly endAddress: string
  /** As in `r-xp`. */
  readonly permissions: string
  /** Where in the file it begins, in bytes. */
  readonly offset: number
  /** 0 is no file. */
  readonly inode: number
}

/** All mappings of one kind and path. */
export interface MapGroup extends MapFigures {
  /** Names it among others. */
  readonly key: string
  readonly kind: MappingKind
  /** Cleaned for the screen; empty for memory without a name. A removed file's ends in ` (deleted)`. */
  readonly path: string
  /** The kind is told by how its mappings lie, not by the kernel. */
  readonly inferred: boolean
  /** Each that one of the members has, once, by address: `r--p r-xp rw-p`. */
  readonly permissions: string
  readonly count: number
  /** By address; made when first asked for. */
  readonly members: readonly MapMember[]
}

/** What groups are ordered by: PSS; where that is unknown RSS, else the size. */
export type MapOrder = 'pssBytes' | 'rssBytes' | 'sizeBytes'

export interface AddressSpace {
  /** Those with the most of {@link order} first. */
  readonly groups: readonly MapGroup[]
  /** The same by their keys. */
  readonly byKey: ReadonlyMap<string, MapGroup>
  readonly order: MapOrder
  /** Of all mappings together. */
  readonly total: MapFigures
  readonly count: number
  /** Why nothing but sizes is known; undefined where the rest is known too. */
  readonly sizesOnly: Unknown | undefined
}

export type Maps = Field<AddressSpace>

/**
 * The kernel walks 40,000 mappings and prints them in about a second, and takes about 5 ms for a gigabyte of resident
 * pages; nobody waits so long for a held lock, for that is found out before.
 */
const DEADLINE_MS = 5_000
const DEADLINE_MS_PER_GIB = 50

/** Reads the mappings of a process, those of a giant in a thorough look only. Others run while tens of thousands are read. */
export async function readMaps(look: Look): Promise<Maps> {
  const { files, record, thorough } = look
  const none = withoutMemory(record)
  if (none !== undefined) return unknown(none)
  if (!(await look.answers())) return unknown('locked')
  if (record.rssBytes >= GIANT_BYTES && !thorough) return unknown('costly')
  const deadlineMs = DEADLINE_MS + (record.rssBytes / 1024 ** 3) * DEADLINE_MS_PER_GIB
  const smaps = fromFile(await files.locked(record.pid, 'smaps', deadlineMs), bytes => bytes)
  const stacks = new ThreadStacks(record.threads ?? 1)
  if ('value' in smaps) return await addressSpace(eachOfSmaps(smaps.value), memberOfSmaps, stacks, undefined)
  const maps = fromFile(await files.locked(record.pid, 'maps', deadlineMs), bytes => bytes)
  if ('unknown' in maps) return maps
  return await addressSpace(eachOfMaps(maps.value), memberOfMaps, stacks, smaps.unknown)
}

/** `untold` without any mapping: the process is about to be gone. */
async function addressSpace<M extends MappedRange>(
  mappings: Iterable<M>,
  memberOf: (mapping: M) => MapMember,
  stacks: ThreadStacks,
  sizesOnly: Unknown | undefined,
): Promise<Maps> {
  const groups = new MapGroups()
  const slices = new Slices()
  for (const mapping of mappings) {
    groups.add(mapping, memberOf(mapping), stacks.has(mapping))
    const pause = slices.pause()
    if (pause !== undefined) await pause
  }
  return groups.count === 0 ? unknown('untold') : known(groups.space(sizesOnly))
}

// Spelled out: V8 takes ten times as long to spread one object after another.

function memberOfSmaps({ start, end, permissions, offset, inode, sizeBytes, totals }: Mapping): MapMember {
  return {
    startAddress: start,
    endAddress: end,
    permissions,
    offset,
    inode,
    sizeBytes,
    rssBytes: totals.rssBytes,
    pssBytes: totals.pssBytes,
    ussBytes: totals.ussBytes,
    anonymousBytes: totals.anonymousBytes,
    dirtyBytes: totals.privateDirtyBytes + totals.sharedDirtyBytes,
    swapBytes: totals.swapBytes,
  }
}

function memberOfMaps({ start, end, permissions, offset, inode, sizeBytes }: MappedRange): MapMember {
  return {
    startAddress: start,
    endAddress: end,
    permissions,
    offset,
    inode,
    sizeBytes,
    rssBytes: undefined,
    pssBytes: undefined,
    ussBytes: undefined,
    anonymousBytes: undefined,
    dirtyBytes: undefined,
    swapBytes: undefined,
  }
}
