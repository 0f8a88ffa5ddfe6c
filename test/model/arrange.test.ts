import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Arranging, arrange as arrangeOrdered } from '../../src/model/arrange.ts'
import { derive } from '../../src/model/derive.ts'
import { processesOf, type TableRow } from '../../src/model/group.ts'
import { compareValues, type SortKey } from '../../src/model/order.ts'
import { OrderedRows } from '../../src/model/ordered-rows.ts'
import { processId } from '../../src/model/process.ts'
import type { ProcessRow } from '../../src/model/snapshot.ts'
import { record, sample } from '../export/moments.ts'

/** Rows of processes 1, 2, 3 … with these resident bytes. */
function rowsOf(...rssBytes: readonly number[]): readonly ProcessRow[] {
  return derive(
    undefined,
    sample(
      0,
      rssBytes.map((bytes, i) => record(i + 1, { rssBytes: bytes })),
    ),
  ).processes
}

const idOf = (pid: number) => processId(pid, pid * 100)
const pids = (rows: readonly TableRow[]) => processesOf(rows).map(row => row.record.pid)

/** Zero is no memory that anybody knows of. */
const byMemory = (descending: boolean): SortKey => ({ value: row => row.record.rssBytes || undefined, descending })

interface How extends Arranging {
  readonly keep: (row: ProcessRow) => boolean
  readonly key: SortKey
}

function arrange(rows: readonly ProcessRow[], { keep, key, ...how }: How) {
  const arrangement = arrangeOrdered(new OrderedRows(rows.filter(keep), key), how)
  return { ...arrangement, count: arrangement.order.count, order: arrangement.order.whole() }
}

/** By memory, the largest first, unless told otherwise. */
function how(over: Partial<How>): How {
  return {
    keep: () => true,
    key: byMemory(true),
    selected: undefined,
    selectedIndex: 0,
    top: 0,
    height: 3,
    reveal: false,
    ...over,
  }
}

describe('arrange', () => {
  it('filters, sorts and cuts out what fits', () => {
    const { order, visible, count } = arrange(rowsOf(10, 50, 20, 40, 30), how({ keep: row => row.record.pid !== 4 }))
    expect(pids(order)).toEqual([2, 5, 3, 1])
    expect(pids(visible)).toEqual([2, 5, 3])
    expect(count).toBe(4)
  })

  it('breaks ties by pid, so that equals never change places', () => {
    expect(pids(arrange(rowsOf(5, 5, 5, 5), how({ height: 9 })).order)).toEqual([1, 2, 3, 4])
    const ascending = how({ height: 9, key: byMemory(false) })
    expect(pids(arrange(rowsOf(5, 5, 5, 5), ascending).order)).toEqual([1, 2, 3, 4])
  })

  it('leaves the rows that it was given as they are', () => {
    const rows = rowsOf(10, 50, 20)
    arrange(rows, how({}))
    expect(pids(rows)).toEqual([1, 2, 3])
  })

  it('keeps the selection on its process while rows move, and the view where it is', () => {
    const before = arrange(rowsOf(10, 50, 20, 40, 30), how({ selected: idOf(2), selectedIndex: 0 }))
    expect(before.selectedIndex).toBe(0)
    const after = arrange(rowsOf(10, 1, 20, 40, 30), how({ selected: idOf(2), selectedIndex: before.selectedIndex }))
    expect(after).toMatchObject({ selectedIndex: 4, top: 0, selected: { id: idOf(2) } })
    expect(pids(after.visible)).toEqual([4, 5, 3])
  })

  it('leaves the selection on its place when its process is gone, or none was chosen', () => {
    expect(arrange(rowsOf(10, 50, 20), how({ selected: idOf(99), selectedIndex: 1 })).selected?.record.pid).toBe(3)
    expect(arrange(rowsOf(10, 50, 20), how({ selectedIndex: 2 })).selected?.record.pid).toBe(1)
    expect(arrange(rowsOf(10, 50, 20), how({ selected: idOf(99), selectedIndex: 8 })).selectedIndex).toBe(2)
  })

  it('scrolls as far as the selection forces it, when it is to be seen', () => {
    const rows = rowsOf(9, 8, 7, 6, 5, 4, 3)
    expect(arrange(rows, how({ selected: idOf(6), reveal: true })).top).toBe(3)
    expect(arrange(rows, how({ selected: idOf(2), top: 3, reveal: true })).top).toBe(1)
    expect(arrange(rows, how({ selected: idOf(5), top: 3, reveal: true })).top).toBe(3)
    expect(arrange(rows, how({ selected: idOf(7) })).top).toBe(0)
  })

  it('shows a full view where there are enough rows, and the whole where there are not', () => {
    expect(arrange(rowsOf(3, 2, 1), how({ top: 2, height: 2 })).top).toBe(1)
    expect(arrange(rowsOf(3, 2, 1), how({ top: 2, height: 9 })).top).toBe(0)
  })

  it('shows the middle of a long list as well as its beginning', () => {
    const rows = rowsOf(...Array.from({ length: 1_000 }, (_, i) => 1 + ((i * 617) % 331)))
    const bySize = [...rows].sort((a, b) => b.record.rssBytes - a.record.rssBytes || a.record.pid - b.record.pid)
    for (const top of [0, 7, 200, 253, 254, 500, 997]) {
      const arrangement = arrange(rows, how({ top, selectedIndex: top + 1 }))
      expect(pids(arrangement.visible)).toEqual(pids(bySize.slice(top, top + 3)))
      expect(arrangement.selected).toBe(bySize[top + 1])
      expect(pids(arrangement.order)).toEqual(pids(bySize))
      const selected = bySize[top]?.id
      expect(arrange(rows, how({ selected }))).toMatchObject({ selectedIndex: top, selected: { id: selected } })
    }
  })

  it('neither sorts thousands to show the first few, nor looks at them again with each key', () => {
    const rows = rowsOf(...Array.from({ length: 2_000 }, (_, i) => (i * 617) % 1_999))
    let asked = 0
    const key: SortKey = { value: row => ++asked && row.record.rssBytes, descending: true }
    const order = new OrderedRows(rows, key)
    let { selected, selectedIndex } = arrangeOrdered(order, how({ height: 45, selected: idOf(77) }))
    // Once for its place before or behind the selected one, and once among the first.
    expect(asked).toBeLessThanOrEqual(2 * rows.length + 1)
    asked = 0
    for (let i = 0; i < 45; i++) {
      ;({ selected, selectedIndex } = arrangeOrdered(order, how({ height: 45, selectedIndex: i })))
      const id = selected?.id
      expect(arrangeOrdered(order, how({ height: 45, selected: id }))).toMatchObject({ selectedIndex, selected })
    }
    expect(asked).toBe(0)
    arrangeOrdered(order, how({ height: 45, top: 60, selectedIndex: 70 }))
    expect(asked).toBe(rows.length)
  })

  it('has nothing selected where there is nothing', () => {
    expect(arrange([], how({ selected: idOf(1), selectedIndex: 4, top: 7 }))).toMatchObject({
      visible: [],
      top: 0,
      count: 0,
      selectedIndex: 0,
      selected: undefined,
    })
  })

  it('holds together for any input', () => {
    const input = fc.record({
      rss: fc.array(fc.nat(20), { maxLength: 40 }),
      selectedPid: fc.option(fc.integer({ min: 1, max: 45 }), { nil: undefined }),
      selectedIndex: fc.integer({ min: -5, max: 60 }),
      top: fc.integer({ min: -5, max: 60 }),
      height: fc.integer({ min: -2, max: 50 }),
      reveal: fc.boolean(),
      keepOdd: fc.boolean(),
    })
    fc.assert(
      fc.property(input, ({ rss, selectedPid, selectedIndex, top, height, reveal, keepOdd }) => {
        const rows = rowsOf(...rss)
        const selected = selectedPid === undefined ? undefined : idOf(selectedPid)
        const keep = (row: ProcessRow) => !keepOdd || row.record.pid % 2 === 1
        const a = arrange(rows, how({ selected, selectedIndex, top, height, reveal, keep }))
        expect(a.order).toHaveLength(rows.filter(keep).length)
        expect(a.count).toBe(a.order.length)
        expect(a.visible).toEqual(a.order.slice(a.top, a.top + Math.max(1, height)))
        expect(a.visible.length).toBe(Math.min(a.count, Math.max(1, height)))
        expect(a.selected).toBe(a.order[a.selectedIndex])
        expect(a.selected === undefined).toBe(a.count === 0)
        if (reveal && a.selected) expect(a.visible).toContain(a.selected)
        const still = rows.find(row => row.id === selected && keep(row))
        if (still !== undefined) expect(a.selected).toBe(still)
      }),
    )
  })
})

describe('compareValues', () => {
  it('puts the unknown last in both directions', () => {
    const sorted = (descending: boolean) =>
      [3, undefined, 1, undefined, 2]
        .map(v => ({ v }))
        .sort((a, b) => compareValues(a.v, b.v, descending))
        .map(({ v }) => v)
    expect(sorted(false)).toEqual([1, 2, 3, undefined, undefined])
    expect(sorted(true)).toEqual([3, 2, 1, undefined, undefined])
  })

  it('is an order', () => {
    const value = fc.option(fc.integer({ min: -3, max: 3 }), { nil: undefined })
    fc.assert(
      fc.property(value, value, value, fc.boolean(), (a, b, c, descending) => {
        const compare = (x: number | undefined, y: number | undefined) => Math.sign(compareValues(x, y, descending)) + 0
        expect(compare(a, a)).toBe(0)
        expect(compare(a, b) + compare(b, a)).toBe(0)
        if (compare(a, b) <= 0 && compare(b, c) <= 0) expect(compare(a, c)).toBeLessThanOrEqual(0)
      }),
    )
  })
})
