import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { knownValue } from '../../src/inspect/field.ts'
import type { Grid } from '../../src/inspect/grid.ts'
import { Look } from '../../src/inspect/look.ts'
import { type AddressSpace, MAP_FIGURES, type MapGroup, type Maps, readMaps } from '../../src/inspect/maps.ts'
import type { MapRow } from '../../src/inspect/maps-columns.ts'
import { mapsAsked, mapsJson } from '../../src/inspect/maps-json.ts'
import { mapsPart } from '../../src/inspect/maps-part.ts'
import { UserTasks } from '../../src/inspect/user-tasks.ts'
import { GIANT_BYTES } from '../../src/model/process.ts'
import type { MemoryTotals } from '../../src/procfs/memory-totals.ts'
import { parseSmaps, totalsOf } from '../../src/procfs/pid-smaps.ts'
import { parseSmapsRollup } from '../../src/procfs/pid-smaps-rollup.ts'
import { procText } from '../support/fixtures.ts'
import {
  type Content,
  firstRow,
  MemoryFiles,
  recordOf,
  snapshotOf,
  someNames,
  statLine,
} from '../support/memory-files.ts'

const KIB = 1024

function recorded(name: string): string {
  return readFileSync(new URL(`../fixtures/maps/${name}`, import.meta.url), 'utf8')
}

function lookAt(files: Readonly<Record<string, Content>>, stat = statLine(), thorough = true): Look {
  const memory = new MemoryFiles({ '70/cmdline': { text: 'cat\0' }, ...files })
  const snapshot = snapshotOf(recordOf(stat))
  const context = { snapshot, names: someNames, userTasks: new UserTasks(memory), thorough }
  return new Look(memory, firstRow(snapshot), context)
}

function readAll(smaps: string, threads = 1): Promise<Maps> {
  return readMaps(lookAt({ '70/smaps': { text: smaps } }, statLine({ threads })))
}

async function spaceOf(smaps: string, threads = 1): Promise<AddressSpace> {
  const space = knownValue(await readAll(smaps, threads))
  if (space === undefined) throw new Error('no mappings')
  return space
}

function groupOf({ groups }: AddressSpace, kind: string, path = ''): MapGroup | undefined {
  return groups.find(group => group.kind === kind && group.path === path)
}

function gridOf(maps: Maps): Grid<MapRow> {
  const shown = mapsPart.show(maps, lookAt({}), { uncovered: false })
  if (shown.kind !== 'grid') throw new Error('no grid')
  return shown as Grid<MapRow>
}

interface Piece {
  readonly at: number
  readonly pages: number
  readonly permissions: string
  readonly path: string
  readonly kilobytes: readonly number[]
}

const COUNTERS = [
  'Rss',
  'Pss',
  'Shared_Clean',
  'Shared_Dirty',
  'Private_Clean',
  'Private_Dirty',
  'Private_Hugetlb',
  'Swap',
  'Anonymous',
]

/** A mapping as the kernel prints it, without the counters that nobody asks for. */
function printed({ at, pages, permissions, path, kilobytes }: Piece): string {
  const range = `${at.toString(16).padStart(8, '0')}-${(at + pages * 4096).toString(16).padStart(8, '0')}`
  const lines = COUNTERS.map((name, i) => `${name}:`.padEnd(16) + `${kilobytes[i] ?? 0} kB`.padStart(11))
  return `${range} ${permissions} 00000000 00:00 ${path.startsWith('/') ? 7 : 0}  ${path}\n${lines.join('\n')}\n`
}

function piece(at: number, pages: number, permissions: string, path = ''): string {
  return printed({ at, pages, permissions, path, kilobytes: [] })
}

/** Figures of all mappings together, as the kernel's counters have them. */
function inFigures(totals: MemoryTotals) {
  const { rssBytes, ussBytes, anonymousBytes, sharedDirtyBytes, privateDirtyBytes, swapBytes } = totals
  return { rssBytes, ussBytes, anonymousBytes, dirtyBytes: sharedDirtyBytes + privateDirtyBytes, swapBytes }
}

describe('the mappings of a process', () => {
  const RECORDED = [
    ['node', recorded('node-smaps'), recorded('node-smaps_rollup')],
    ['python3', recorded('python3-smaps'), recorded('python3-smaps_rollup')],
    ['every kind', procText('linux-6.18/330/smaps'), procText('linux-6.18/330/smaps_rollup')],
  ] as const

  it.each(RECORDED)('add up to what smaps_rollup says: %s', async (_, smaps, rollup) => {
    const { total, count, groups } = await spaceOf(smaps, 8)
    const totals = parseSmapsRollup(rollup)
    if (totals === undefined) throw new Error('no rollup')
    expect(total).toMatchObject(inFigures(totals))
    // The kernel rounds the Pss of each mapping down to a kilobyte.
    const off = (totals.pssBytes ?? Number.NaN) - (total.pssBytes ?? Number.NaN)
    expect(off).toBeGreaterThanOrEqual(0)
    expect(off).toBeLessThan(count * KIB)
    expect(count).toBe(parseSmaps(Buffer.from(smaps)).length)
    expect(groups.length).toBeLessThan(count)
  })

  it('are grouped by what they are and what they map', async () => {
    const space = await spaceOf(procText('linux-6.18/330/smaps'))
    const worker = groupOf(space, 'file', '/srv/app/worker')
    const members = parseSmaps(Buffer.from(procText('linux-6.18/330/smaps'))).filter(
      mapping => mapping.path === '/srv/app/worker',
    )
    expect(worker?.members.map(member => [member.startAddress, member.endAddress, member.permissions])).toEqual(
      members.map(({ start, end, permissions }) => [start, end, permissions]),
    )
    expect(worker?.members.map(member => member.offset)).toEqual(members.map(({ offset }) => offset))
    expect(worker?.members.map(member => member.rssBytes)).toEqual(members.map(({ totals }) => totals.rssBytes))
    expect(worker).toMatchObject({ count: members.length, inferred: false })
    expect(groupOf(space, 'brk-heap', '[heap]')?.sizeBytes).toBe(1320 * KIB)
    expect(groupOf(space, 'stack', '[stack]')?.count).toBe(1)
    expect(groupOf(space, 'shared', '/dev/shm/ring')).toBeDefined()
    // Removed since, and a newline in the name: both can be seen.
    expect(groupOf(space, 'file', '/srv/app/gone (deleted)')).toBeDefined()
    expect(groupOf(space, 'file', '/srv/app/new␊line file.bin')).toBeDefined()
    // The one without an address that fits in 48 bits.
    expect(groupOf(space, 'vdso', '[vsyscall]')?.members[0]).toMatchObject({
      startAddress: 'ffffffffff600000',
      endAddress: 'ffffffffff601000',
      sizeBytes: 4096,
    })
  })

  it('have each permission of a group once, and the names that a process gave its memory', async () => {
    const lib = '/usr/lib/libc.so.6'
    const space = await spaceOf(
      piece(0x1000, 1, 'r--p', lib) +
        piece(0x2000, 1, 'r-xp', lib) +
        piece(0x3000, 1, 'r--p', lib) +
        piece(0x9000, 1, 'rw-p', '[anon:arena]') +
        piece(0xb000, 1, 'rw-p', '[anon:cache]') +
        piece(0xd000, 1, 'rw-p') +
        piece(0xf000, 1, 'rw-s', '/dev/shm/a\\012\x1b[2J'),
    )
    expect(groupOf(space, 'file', lib)).toMatchObject({ permissions: 'r--p r-xp', count: 3, sizeBytes: 3 * 4096 })
    expect(groupOf(space, 'anonymous', '[anon:arena]')?.members[0]?.startAddress).toBe('00009000')
    expect(groupOf(space, 'anonymous', '[anon:cache]')?.count).toBe(1)
    expect(groupOf(space, 'anonymous')?.count).toBe(1)
    expect(groupOf(space, 'shared', '/dev/shm/a␊␛[2J')?.count).toBe(1)
  })

  it('have sums over groups that are sums over mappings, whatever they are', async () => {
    const pieces = fc.array(
      fc.record({
        pages: fc.integer({ min: 1, max: 500 }),
        permissions: fc.constantFrom('r--p', 'rw-p', 'r-xp', '---p', 'rw-s'),
        path: fc.constantFrom('', '[heap]', '[anon:x]', '/bin/a', '/bin/b (deleted)', '/dev/shm/s', '[stack]'),
        kilobytes: fc.array(fc.nat(1 << 30), { minLength: COUNTERS.length, maxLength: COUNTERS.length }),
        gap: fc.nat(2),
      }),
      { minLength: 1, maxLength: 60 },
    )
    await fc.assert(
      fc.asyncProperty(pieces, fc.integer({ min: 1, max: 4 }), async (all, threads) => {
        let at = 0x7000
        let text = ''
        for (const { gap, ...rest } of all) {
          at += gap * 4096
          text += printed({ ...rest, at })
          at += rest.pages * 4096
        }
        const mappings = parseSmaps(Buffer.from(text))
        const totals = totalsOf(mappings)
        const { total, groups, count } = await spaceOf(text, threads)
        expect(totals && { ...inFigures(totals), pssBytes: totals.pssBytes }).toEqual({
          ...total,
          sizeBytes: undefined,
        })
        expect(total.sizeBytes).toBe(all.reduce((sum, one) => sum + one.pages * 4096, 0))
        for (const key of MAP_FIGURES) {
          const sum = (of: readonly { readonly [K in typeof key]: number | undefined }[]) =>
            of.reduce((all, one) => all + (one[key] ?? Number.NaN), 0)
          expect(sum(groups), key).toBe(total[key])
          for (const group of groups) expect(sum(group.members), key).toBe(group[key])
        }
        expect(groups.reduce((sum, group) => sum + group.count, 0)).toBe(count)
        const members = groups.flatMap(group => group.members)
        expect(members.map(member => member.startAddress).sort()).toEqual(mappings.map(({ start }) => start).sort())
      }),
      { numRuns: 60 },
    )
  })
})

describe('stacks of threads', () => {
  it.each([
    ['node', 8],
    ['python3', 5],
  ])('are inferred: %s has %d threads', async (name, threads) => {
    const space = await spaceOf(recorded(`${name}-smaps`), threads)
    const stacks = groupOf(space, 'thread-stack')
    expect(stacks).toMatchObject({ count: threads - 1, inferred: true, permissions: 'rw-p' })
    expect(space.groups.filter(group => group.inferred)).toEqual([stacks])
  })

  it('are none of a process with one thread', async () => {
    const space = await spaceOf(recorded('python3-smaps'), 1)
    expect(groupOf(space, 'thread-stack')).toBeUndefined()
    expect(groupOf(space, 'anonymous')?.members.some(member => member.sizeBytes === 8192 * KIB)).toBe(true)
  })

  const guard = piece(0x10000, 1, '---p')

  it.each([
    ['right above its guard', guard + piece(0x11000, 64, 'rw-p'), true],
    ['with a gap', guard + piece(0x12000, 64, 'rw-p'), false],
    ['that can be executed', guard + piece(0x11000, 64, 'rwxp'), false],
    ['above a large gap in an arena', piece(0x10000, 64, '---p') + piece(0x50000, 640, 'rw-p'), false],
    ['too small', guard + piece(0x11000, 3, 'rw-p'), false],
    ['of a file', guard + piece(0x11000, 64, 'rw-p', '/tmp/x'), false],
    ['above a library’s gap', piece(0x10000, 1, '---p', '/lib/x') + piece(0x11000, 64, 'rw-p'), false],
    ['with a name', guard + piece(0x11000, 64, 'rw-p', '[anon:arena]'), false],
  ])('are found or not: memory %s', async (_, smaps, expected) => {
    const space = await spaceOf(smaps, 2)
    expect(space.groups.some(group => group.inferred)).toBe(expected)
  })

  it('are named by old kernels, and stay apart from what is inferred', async () => {
    const space = await spaceOf(procText('linux-3.10/4242/smaps'), 2)
    const named = space.groups.filter(group => group.kind === 'thread-stack' && group.path !== '')
    expect(named.length).toBeGreaterThan(0)
    expect(named.every(group => !group.inferred && group.path.startsWith('[stack:'))).toBe(true)
  })
})

describe('mappings that are not told', () => {
  const MAPS = procText('linux-6.18/330/maps')
  const space = async (files: Readonly<Record<string, Content>>) => await readMaps(lookAt(files))

  it.each([
    ['denied', 'denied'],
    ['locked', 'locked'],
    ['gone', 'untold'],
  ] as const)('have sizes only where smaps is %s', async (why, reason) => {
    const maps = await space({ '70/smaps': why, '70/maps': { text: MAPS } })
    const { total, groups, sizesOnly, order } = knownValue(maps) ?? {}
    expect(sizesOnly).toBe(reason)
    expect(order).toBe('sizeBytes')
    expect(total).toMatchObject({ sizeBytes: 15096 * KIB + 4096, rssBytes: undefined, swapBytes: undefined })
    expect(groups?.[0]?.members[0]).toMatchObject({ rssBytes: undefined, dirtyBytes: undefined })
    const figures = ['rssBytes', 'pssBytes', 'ussBytes', 'anonymousBytes', 'dirtyBytes', 'swapBytes'].map(
      key => `maps.${key}`,
    )
    expect(mapsAsked(maps)).toEqual(figures.map(key => [key, { unknown: reason }]))
    expect(mapsJson(maps)?.[0]).toMatchObject({ rssBytes: null, sizeBytes: groups?.[0]?.sizeBytes })
  })

  it('are unknown where neither file is', async () => {
    const maps = await space({ '70/smaps': 'denied', '70/maps': 'denied' })
    expect(maps).toEqual({ unknown: 'denied' })
    expect(mapsJson(maps)).toBeNull()
    expect(mapsAsked(maps)).toEqual([['maps', maps]])
    expect(gridOf(maps)).toMatchObject({ items: [], note: 'needs root or the same user' })
  })

  it('are not waited for where the lock was found to be held', async () => {
    const look = lookAt({ '70/cmdline': 'locked', '70/smaps': { text: piece(0x1000, 1, 'r--p') } })
    expect(await readMaps(look)).toEqual({ unknown: 'locked' })
    expect((look.files as MemoryFiles).asked).toEqual(['70/cmdline'])
  })

  it.each([
    ['kernel-thread', statLine({ flags: 0x200000 })],
    ['zombie', statLine({ state: 'Z' })],
  ])('are none of a %s', async (reason, stat) => {
    const look = lookAt({ '70/smaps': { text: '' } }, stat)
    expect(await readMaps(look)).toEqual({ unknown: reason })
    expect((look.files as MemoryFiles).asked).toEqual([])
  })

  it('are unknown of a process that has just let go of them', async () => {
    expect(await space({ '70/smaps': { text: '' } })).toEqual({ unknown: 'untold' })
  })

  it('wait until asked for, of a giant', async () => {
    const stat = statLine({ rssPages: GIANT_BYTES / 4096 })
    const files = { '70/smaps': { text: piece(0x1000, 1, 'r--p') } }
    const quick = lookAt(files, stat, false)
    expect(await readMaps(quick)).toEqual({ unknown: 'costly' })
    expect((quick.files as MemoryFiles).asked).not.toContain('70/smaps')
    expect(knownValue(await readMaps(lookAt(files, stat)))?.count).toBe(1)
  })
})

describe('forty thousand mappings', () => {
  const COUNT = 40_000

  it('let others run while they are read', async () => {
    const parts: string[] = []
    for (let i = 0; i < COUNT; i++) {
      const path = i % 3 === 0 ? '' : `/usr/lib/lib${i % 50}.so`
      const kilobytes = [8, 4, 4, 0, 0, 4, 0, 0]
      parts.push(printed({ at: 0x7f0000000000 + i * 0x3000, pages: 2, permissions: 'rw-p', path, kilobytes }))
    }
    const look = lookAt({ '70/smaps': { text: parts.join('') } })
    let turns = 0
    let reading = true
    const count = (): void => {
      turns++
      if (reading) setImmediate(count)
    }
    setImmediate(count)
    const maps = await readMaps(look)
    reading = false
    expect(knownValue(maps)).toMatchObject({ count: COUNT, total: { rssBytes: COUNT * 8 * KIB } })
    expect(turns).toBeGreaterThan(5)
    const anonymous = knownValue(maps)?.groups.find(group => group.path === '')
    expect(anonymous?.members).toHaveLength(Math.ceil(COUNT / 3))
    expect(anonymous?.members.at(-1)?.startAddress).toBe((0x7f0000000000 + (COUNT - 1) * 0x3000).toString(16))
  })
})

describe('the table of mappings', () => {
  const cellsOf = (grid: Grid<MapRow>, row: MapRow) => grid.columns.map(column => column.text(row))

  it('says it all in a line, and has the largest PSS first', async () => {
    const maps = await readAll(procText('linux-6.18/330/smaps'))
    const grid = gridOf(maps)
    expect(grid.summary).toBe('32 mappings in 16 groups · 15M mapped · RSS 7.9M · PSS 6.8M · USS 6.7M')
    expect(grid.sort).toBe('pss')
    const pss = grid.items.map(item => item.pssBytes ?? Number.NaN)
    expect(pss).toEqual([...pss].sort((a, b) => b - a))
    expect(new Set(grid.items.map(item => grid.key(item))).size).toBe(grid.items.length)
  })

  it('opens a group to its mappings, with where they are', async () => {
    const text =
      piece(0x1000, 1, 'r-xp', '/bin/a').replace(' 00000000 ', ' 0001f000 ') + piece(0x5000, 2, 'rw-p', '/bin/a')
    const grid = gridOf(await readAll(text))
    const [group] = grid.items
    if (group === undefined) throw new Error('no group')
    expect(cellsOf(grid, group)).toEqual(['file', '12K', '0', '0', '0', '0', '0', '0', '2', '/bin/a'])
    const members = grid.members?.(group) ?? []
    expect(members.map(member => cellsOf(grid, member))).toEqual([
      ['', '4.0K', '0', '0', '0', '0', '0', '0', '', '00001000-00002000 r-xp +0x1f000'],
      ['', '8.0K', '0', '0', '0', '0', '0', '0', '', '00005000-00007000 rw-p'],
    ])
    expect(members.flatMap(member => grid.members?.(member) ?? [])).toEqual([])
    expect(members.map(member => grid.key(member))).toEqual(['00001000', '00005000'])
  })

  it('tells in which mapping of which group an address lies, wherever within it', async () => {
    const high = piece(0xffffffffff600000, 1, '--xp', '[vsyscall]')
    const text = `${piece(0x1000, 1, 'r-xp', '/bin/a')}${piece(0x5000, 2, 'rw-p', '/bin/a')}${high}`
    const grid = gridOf(await readAll(text))
    const [group] = grid.items.map(item => grid.key(item))
    expect(grid.at?.(0x5000n)).toEqual([group, '00005000'])
    expect(grid.at?.(0x6fffn)).toEqual([group, '00005000'])
    expect(grid.at?.(0xffffffffff600fffn)?.at(-1)).toBe('ffffffffff600000')
    for (const nowhere of [0n, 0xfffn, 0x2000n, 0x7000n, 0xffffffffff601000n])
      expect(grid.at?.(nowhere)).toBeUndefined()
    expect(gridOf(await readMaps(lookAt({ '70/smaps': 'denied', '70/maps': 'denied' }))).at).toBeUndefined()
  })

  it('orders by RSS where a kernel has no PSS, and by size where it tells nothing else', async () => {
    const old = piece(0x1000, 1, 'r--p', '/a').replace(/Pss:.*\n/, '')
    const more = printed({ at: 0x9000, pages: 1, permissions: 'r--p', path: '/b', kilobytes: [4] })
    const grid = gridOf(await readAll(old + more.replace(/Pss:.*\n/, '')))
    expect(grid.sort).toBe('rss')
    expect(grid.items.map(item => grid.columns.at(-1)?.text(item))).toEqual(['/b', '/a'])
    expect(grid.summary).toBe('2 mappings in 2 groups · 8.0K mapped · RSS 4.0K · PSS – · USS 0')
    const sizes = gridOf(
      await readMaps(lookAt({ '70/smaps': 'denied', '70/maps': { text: '1000-2000 r--p 0 0:0 0\n' } })),
    )
    expect(sizes.sort).toBe('size')
    expect(sizes.summary).toBe('1 mapping in 1 group · 4.0K mapped · the rest is unknown: needs root or the same user')
  })

  it('says of inferred stacks that they are', async () => {
    const grid = gridOf(await readAll(recorded('python3-smaps'), 5))
    const stacks = grid.items.find(item => grid.columns[0]?.text(item) === 'thread-stack')
    expect(stacks && grid.columns.at(-1)?.text(stacks)).toMatch(/^inferred/)
  })
})
