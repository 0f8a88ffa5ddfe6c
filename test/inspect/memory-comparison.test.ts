import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { COMPARED_FIGURE_NAMES, GROUPINGS } from '../../src/inspect/compared.ts'
import { canCompare, compareMemory } from '../../src/inspect/memory-comparison.ts'
import { isSameProcess, spanMs } from '../../src/inspect/memory-snapshot.ts'
import { hasChanged } from '../../src/model/compare.ts'
import { processId } from '../../src/model/process.ts'
import { A_MINUTE_LATER, anyMappings, memorySnapshotOf, PAGE, type TestMapping } from '../support/address-space.ts'

const PATH = { by: 'path', figure: 'rss' } as const

const OLD: readonly TestMapping[] = [
  { at: 10, pages: 30, path: '[heap]' },
  { at: 100, pages: 4, path: '/lib/gone' },
  { at: 200, pages: 50, path: '/lib/same', permissions: 'r-xp' },
  { at: 300, pages: 10, resident: 2 },
]
const NEW: readonly TestMapping[] = [
  { at: 10, pages: 90, path: '[heap]' },
  { at: 200, pages: 50, path: '/lib/same', permissions: 'r-xp' },
  { at: 300, pages: 10, resident: 7 },
  { at: 400, pages: 1, path: '/lib/new' },
]

describe('two snapshots', () => {
  const compare = (by: (typeof GROUPINGS)[number], figure: (typeof COMPARED_FIGURE_NAMES)[number] = 'rss') =>
    compareMemory(memorySnapshotOf(OLD), memorySnapshotOf(NEW, A_MINUTE_LATER), { by, figure })

  it('by path: what grew or shrank most first, new and gone told', () => {
    const { rows, total, diffBytesPerMin, spanMs: span } = compare('path')
    expect(
      rows.map(row => [row.path, row.state, row.sizeBytes / PAGE, row.sizeDiffBytes / PAGE, row.countDiff]),
    ).toEqual([
      ['[heap]', 'there', 90, 60, 0],
      ['', 'there', 7, 5, 0],
      ['/lib/gone', 'gone', 0, -4, -1],
      ['/lib/new', 'new', 1, 1, 1],
      ['/lib/same', 'there', 50, 0, 0],
    ])
    expect(total).toEqual({ sizeBytes: 148 * PAGE, sizeDiffBytes: 62 * PAGE, count: 4, countDiff: 0 })
    expect([span, diffBytesPerMin]).toEqual([60_000, 62 * PAGE])
  })

  it('have what changed in number alone before what did not change, however large that is', () => {
    const [old, young] = [
      memorySnapshotOf([{ at: 10, pages: 900, path: '/lib/large' }]),
      memorySnapshotOf([
        { at: 10, pages: 900, path: '/lib/large' },
        { at: 1000, pages: 1, path: '/lib/guard', permissions: '---p', resident: 0 },
      ]),
    ]
    expect(compareMemory(old, young, PATH).rows.map(row => [row.path, row.countDiff])).toEqual([
      ['/lib/guard', 1],
      ['/lib/large', 0],
    ])
  })

  it('by kind, and by mapping with where it is', () => {
    expect(compare('kind').rows.map(row => [row.kind, row.path, row.sizeDiffBytes / PAGE])).toEqual([
      ['brk-heap', undefined, 60],
      ['anonymous', undefined, 5],
      ['file', undefined, -3],
    ])
    expect(compare('mapping').rows[0]).toMatchObject({
      path: '[heap]',
      at: { startAddress: '0000a000', endAddress: '00064000', permissions: 'rw-p' },
    })
  })

  it('by each figure', () => {
    const nameless = (figure: (typeof COMPARED_FIGURE_NAMES)[number]) =>
      compare('path', figure).rows.find(row => row.path === '')
    expect(nameless('size')).toMatchObject({ sizeBytes: 10 * PAGE, sizeDiffBytes: 0 })
    for (const figure of ['pss', 'uss', 'anonymous', 'dirty'] as const)
      expect(nameless(figure)).toMatchObject({ sizeBytes: 7 * PAGE, sizeDiffBytes: 5 * PAGE })
    expect(nameless('swap')).toMatchObject({ sizeBytes: 0, sizeDiffBytes: 0 })
  })

  it('of which one tells only sizes are compared by size alone', () => {
    const [whole, sizes] = [memorySnapshotOf(OLD), memorySnapshotOf(OLD, {}, 'denied')]
    expect(COMPARED_FIGURE_NAMES.filter(figure => canCompare(whole, sizes, figure))).toEqual(['size'])
    expect(COMPARED_FIGURE_NAMES.filter(figure => canCompare(whole, whole, figure))).toEqual(COMPARED_FIGURE_NAMES)
  })

  it('of one moment have grown by nothing, whatever they hold and however they are grouped', () => {
    fc.assert(
      fc.property(
        anyMappings,
        fc.constantFrom(...GROUPINGS),
        fc.constantFrom(...COMPARED_FIGURE_NAMES),
        (all, by, figure) => {
          const snapshot = memorySnapshotOf(all)
          const { rows, total, diffBytesPerMin, sameProcess } = compareMemory(snapshot, snapshot, { by, figure })
          expect(rows.filter(hasChanged)).toEqual([])
          expect(rows.every(row => row.state === 'there')).toBe(true)
          expect([total.sizeDiffBytes, total.countDiff, diffBytesPerMin, sameProcess]).toEqual([0, 0, undefined, true])
        },
      ),
    )
  })

  it('swapped have grown by as much less, in the same order', () => {
    fc.assert(
      fc.property(anyMappings, anyMappings, fc.constantFrom('kind' as const, 'mapping' as const), (one, other, by) => {
        const [a, b] = [memorySnapshotOf(one), memorySnapshotOf(other, A_MINUTE_LATER)]
        const [there, back] = [compareMemory(a, b, { by, figure: 'rss' }), compareMemory(b, a, { by, figure: 'rss' })]
        const sizes = (diffs: readonly number[]) => diffs.map(Math.abs)
        expect(there.total.sizeDiffBytes + back.total.sizeDiffBytes).toBe(0)
        expect(sizes(there.rows.map(row => row.sizeDiffBytes))).toEqual(sizes(back.rows.map(row => row.sizeDiffBytes)))
        expect(back.spanMs).toBe(-60_000)
        expect(back.diffBytesPerMin).toBeUndefined()
      }),
    )
  })
})

describe('the same process', () => {
  const snapshot = memorySnapshotOf(OLD)
  const { process, host } = snapshot

  it('is the same pid and start within one boot', () => {
    expect(isSameProcess(snapshot, memorySnapshotOf(NEW, A_MINUTE_LATER))).toBe(true)
    expect(isSameProcess(snapshot, { ...snapshot, process: { ...process, id: processId(70, 5001) } })).toBe(false)
    expect(isSameProcess(snapshot, { ...snapshot, host: { ...host, bootId: 'another' } })).toBe(false)
    expect(isSameProcess(snapshot, { ...snapshot, host: { ...host, bootId: undefined } })).toBe(true)
  })

  it('has a time between its snapshots that no clock sets, where that is known', () => {
    const late = { ...snapshot, atMs: snapshot.atMs - 3_600_000, uptimeSec: 160.25 }
    expect(spanMs(snapshot, late)).toBe(60_250)
    expect(spanMs(snapshot, { ...late, host: { ...host, bootId: 'another' } })).toBe(-3_600_000)
    expect(spanMs(snapshot, { ...late, uptimeSec: undefined })).toBe(-3_600_000)
  })

  it('is compared by what it holds, though the names of what it runs differ', () => {
    const other = memorySnapshotOf(NEW, { ...A_MINUTE_LATER, process: { ...process, id: processId(71, 1) } })
    expect(compareMemory(snapshot, other, PATH)).toMatchObject({
      sameProcess: false,
      diffBytesPerMin: undefined,
      total: { sizeDiffBytes: 62 * PAGE },
    })
  })
})
