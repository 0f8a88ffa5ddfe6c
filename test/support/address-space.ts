import fc from 'fast-check'
import type { Unknown } from '../../src/inspect/field.ts'
import { MEMORY_KEYS } from '../../src/inspect/json.ts'
import { MapGroups } from '../../src/inspect/map-groups.ts'
import type { AddressSpace, MapMember } from '../../src/inspect/maps.ts'
import type { MemorySnapshot } from '../../src/inspect/memory-snapshot.ts'
import { processId } from '../../src/model/process.ts'
import { kindOf } from '../../src/procfs/mapping-kind.ts'

export const PAGE = 4096

/** A mapping as a test wants it; addresses and sizes in pages. */
export interface TestMapping {
  readonly at: number
  readonly pages: number
  readonly path?: string
  readonly permissions?: string
  /** Resident pages; all when left out. */
  readonly resident?: number
  /** Seen to be the stack of a thread. */
  readonly inferred?: boolean
}

function memberOf({ at, pages, permissions = 'rw-p', resident = pages }: TestMapping, known: boolean): MapMember {
  const figure = (bytes: number) => (known ? bytes : undefined)
  return {
    startAddress: (at * PAGE).toString(16).padStart(8, '0'),
    endAddress: ((at + pages) * PAGE).toString(16).padStart(8, '0'),
    permissions,
    offset: 0,
    inode: 0,
    sizeBytes: pages * PAGE,
    rssBytes: figure(resident * PAGE),
    pssBytes: figure(resident * PAGE),
    ussBytes: figure(resident * PAGE),
    anonymousBytes: figure(resident * PAGE),
    dirtyBytes: figure(resident * PAGE),
    swapBytes: figure(0),
  }
}

/** @param sizesOnly why nothing but sizes is known */
export function addressSpace(mappings: readonly TestMapping[], sizesOnly?: Unknown): AddressSpace {
  const groups = new MapGroups()
  for (const mapping of mappings) {
    const { path = '', permissions = 'rw-p', inferred = false } = mapping
    groups.add({ kind: kindOf(path, permissions), path }, memberOf(mapping, sizesOnly === undefined), inferred)
  }
  return groups.space(sizesOnly)
}

/** A snapshot with these mappings, the first of two when nothing else is said. */
export function memorySnapshotOf(
  mappings: readonly TestMapping[],
  over: Partial<MemorySnapshot> = {},
  sizesOnly?: Unknown,
): MemorySnapshot {
  const space = addressSpace(mappings, sizesOnly)
  const figures = Object.fromEntries(MEMORY_KEYS.map(key => [key, 0]))
  return {
    atMs: Date.UTC(2026, 0, 2, 3, 4, 5),
    uptimeSec: 100,
    host: { name: 'test', bootId: 'b' },
    process: {
      id: processId(70, 5000),
      pid: 70,
      startedAtMs: Date.UTC(2026, 0, 2, 3, 3),
      name: 'cat',
      command: 'cat -n',
    },
    memory: { ...figures, rssBytes: space.total.rssBytes ?? null } as MemorySnapshot['memory'],
    space,
    ...over,
  }
}

/** The same process a minute later. */
export const A_MINUTE_LATER: Partial<MemorySnapshot> = { atMs: Date.UTC(2026, 0, 2, 3, 5, 5), uptimeSec: 160 }

const PATHS = ['', '[heap]', '[anon:x]', '/bin/a', '/bin/a (deleted)', '/bin/b', '/dev/shm/s']

/** Mappings that do not overlap, in order of address. */
export const anyMappings: fc.Arbitrary<TestMapping[]> = fc
  .array(
    fc.record({
      gap: fc.nat(3),
      pages: fc.integer({ min: 1, max: 6 }),
      path: fc.constantFrom(...PATHS),
      permissions: fc.constantFrom('rw-p', 'r--p', '---p', 'rw-s'),
      share: fc.nat(100),
      inferred: fc.boolean(),
    }),
    { maxLength: 30 },
  )
  .map(all => {
    let at = 16
    return all.map(({ gap, pages, share, inferred, path, permissions }) => {
      at += gap
      const isStack = inferred && path === '' && permissions === 'rw-p'
      const mapping = { at, pages, path, permissions, inferred: isStack, resident: Math.floor((pages * share) / 100) }
      at += pages
      return mapping
    })
  })
