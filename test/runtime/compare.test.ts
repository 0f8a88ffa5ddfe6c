import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AllocationSnapshot, CodePlace, Trace } from '../../src/runtime/allocations.ts'
import { ALLOCATION_GROUPINGS, type AllocationGrouping, compareAllocations } from '../../src/runtime/compare.ts'
import { allocationsOf, anyAllocations, traceOf } from '../support/allocations.ts'

const anyGrouping = fc.constantFrom(...ALLOCATION_GROUPINGS)
const anyPath = fc.option(fc.constantFrom('', '!', 'app', '!app', '/app/B', 'b.py', '!node:', '!nowhere'), {
  nil: undefined,
})

const rowsOf = (before: AllocationSnapshot, after: AllocationSnapshot, by: AllocationGrouping, path?: string) =>
  compareAllocations(before, after, { by, path }).rows

const placeText = ({ file, line = 0, function: name = '?' }: CodePlace): string => `${file}:${line} ${name}`

/** As text: the frames; bytes and their growth, count and its growth. */
const told = (...compared: Parameters<typeof rowsOf>) =>
  rowsOf(...compared).map(
    ({ frames, bytes, bytesGrown, count, countGrown }) =>
      `${frames.map(placeText).join(' < ')} = ${bytes} ${bytesGrown}, ${count} ${countGrown}`,
  )

function sum<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((total, one) => total + of(one), 0)
}

describe('what has grown', () => {
  const before = allocationsOf([
    traceOf(1000, 10, '/app/a.js:5 load', '/app/main.js:1 '),
    traceOf(200, 2, '/app/a.js:5 load', '/app/other.js:9 run'),
    traceOf(70, 7, '/app/gone.js:2 once'),
  ])
  const after = allocationsOf([
    traceOf(40, 1, 'node:fs:8 read', '/app/a.js:8 load'),
    traceOf(200, 2, '/app/a.js:5 load', '/app/other.js:9 run'),
    traceOf(5000, 50, '/app/a.js:5 load', '/app/main.js:1 '),
    traceOf(300, 3, '/app/a.js:8 load'),
  ])

  it('is told by line, file, function and whole ways, the most growth first', () => {
    expect(told(before, after, 'line')).toEqual([
      '/app/a.js:5 load = 5200 4000, 52 40',
      '/app/a.js:8 load = 300 300, 3 3',
      'node:fs:8 read = 40 40, 1 1',
      '/app/gone.js:2 once = 0 -70, 0 -7',
    ])
    expect(told(before, after, 'function')).toEqual([
      '/app/a.js:0 load = 5500 4300, 55 43',
      'node:fs:0 read = 40 40, 1 1',
      '/app/gone.js:0 once = 0 -70, 0 -7',
    ])
    expect(told(before, after, 'file')).toEqual([
      '/app/a.js:0 ? = 5500 4300, 55 43',
      'node:fs:0 ? = 40 40, 1 1',
      '/app/gone.js:0 ? = 0 -70, 0 -7',
    ])
    expect(told(before, after, 'traceback')).toEqual([
      '/app/a.js:5 load < /app/main.js:1  = 5000 4000, 50 40',
      '/app/a.js:8 load = 300 300, 3 3',
      'node:fs:8 read < /app/a.js:8 load = 40 40, 1 1',
      '/app/a.js:5 load < /app/other.js:9 run = 200 0, 2 0',
      '/app/gone.js:2 once = 0 -70, 0 -7',
    ])
  })

  it('has a function for one, wherever in it was allocated, but tells those apart that begin on different lines', () => {
    const traces = [traceOf(1, 1, 'a.js:5 '), traceOf(2, 1, 'a.js:9 '), traceOf(4, 1, 'a.js:5 load')]
    const none = allocationsOf([])
    expect(told(none, allocationsOf(traces), 'function')).toEqual(['a.js:0 load = 4 4, 1 1', 'a.js:0  = 3 3, 2 2'])
    const [old, young] = [none, allocationsOf(traces)].map(one => ({ ...one, lines: 'function' as const }))
    expect(told(old ?? none, young ?? none, 'function')).toEqual([
      'a.js:5 load = 4 4, 1 1',
      'a.js:9  = 2 2, 1 1',
      'a.js:5  = 1 1, 1 1',
    ])
  })

  it('does not take an unknown function for one without a name, nor an unknown line for one', () => {
    const traces = [traceOf(1, 1, 'a.py:5'), traceOf(2, 1, 'a.py:5 '), traceOf(4, 1, 'a.py'), traceOf(8, 1, 'a.py ')]
    const rows = rowsOf(allocationsOf([]), allocationsOf(traces), 'line')
    expect(rows.map(({ frames: [place] }) => [place?.line, place?.function])).toEqual([
      [undefined, ''],
      [undefined, undefined],
      [5, ''],
      [5, undefined],
    ])
    expect(new Set(rows.map(({ key }) => key)).size).toBe(4)
    expect(rowsOf(allocationsOf([]), allocationsOf(traces), 'function').map(({ bytes }) => bytes)).toEqual([10, 5])
  })

  it('counts what a function that calls itself has allocated once', () => {
    const deep = traceOf(100, 1, ...Array<string>(50).fill('/app/tree.py:7 walk'), '/app/main.py:1 main')
    for (const by of ALLOCATION_GROUPINGS) {
      const [row, ...others] = rowsOf(allocationsOf([]), allocationsOf([deep]), by)
      expect([row?.bytes, row?.count, others]).toEqual([100, 1, []])
    }
    const shallow = traceOf(10, 1, '/app/tree.py:7 walk', '/app/main.py:1 main')
    expect(told(allocationsOf([]), allocationsOf([deep, shallow]), 'line')).toEqual([
      '/app/tree.py:7 walk = 110 110, 2 2',
    ])
    expect(rowsOf(allocationsOf([]), allocationsOf([deep, shallow]), 'traceback')).toHaveLength(2)
  })
})

describe('the rows of a comparison', () => {
  it('add up to the difference of the snapshots, whatever they are grouped by', () => {
    fc.assert(
      fc.property(anyAllocations, anyAllocations, anyGrouping, (before, after, by) => {
        const rows = rowsOf(before, after, by)
        for (const [figure, growth] of [
          ['bytes', 'bytesGrown'],
          ['count', 'countGrown'],
        ] as const) {
          const [was, is] = [before, after].map(({ traces }) => sum(traces, trace => trace[figure]))
          expect(sum(rows, row => row[figure])).toBe(is)
          expect(sum(rows, row => row[growth])).toBe((is ?? 0) - (was ?? 0))
        }
      }),
    )
  })

  it('have not grown from a snapshot to itself', () => {
    fc.assert(
      fc.property(anyAllocations, anyGrouping, anyPath, (one, by, path) => {
        for (const { bytesGrown, countGrown } of rowsOf(one, one, by, path)) {
          expect([bytesGrown, countGrown]).toEqual([0, 0])
        }
      }),
    )
  })

  it('have shrunk by as much the other way round', () => {
    fc.assert(
      fc.property(anyAllocations, anyAllocations, anyGrouping, anyPath, (one, other, by, path) => {
        const back = new Map(rowsOf(other, one, by, path).map(row => [row.key, row]))
        const rows = rowsOf(one, other, by, path)
        expect(back.size).toBe(rows.length)
        for (const { key, bytes, bytesGrown, count, countGrown } of rows) {
          const was = back.get(key)
          expect(was?.bytes).toBe(bytes - bytesGrown)
          expect(was?.count).toBe(count - countGrown)
          expect(bytesGrown + (was?.bytesGrown ?? Number.NaN)).toBe(0)
          expect(countGrown + (was?.countGrown ?? Number.NaN)).toBe(0)
        }
      }),
    )
  })

  it('of a coarser grouping are rows of a finer one put together', () => {
    const finer = [
      ['traceback', 'line'],
      ['line', 'function'],
      ['function', 'file'],
    ] as const
    fc.assert(
      fc.property(anyAllocations, anyAllocations, anyPath, fc.constantFrom(...finer), (a, b, path, [fine, coarse]) => {
        const made = rowsOf(a, b, fine, path)
        // Each fine row is taken for a trace: the first frame tells the coarse one.
        const traces = (of: (row: (typeof made)[number]) => Pick<Trace, 'bytes' | 'count'>) =>
          made.map(row => ({ frames: row.frames, ...of(row) }))
        const again = compareAllocations(
          { ...a, traces: traces(row => ({ bytes: row.bytes - row.bytesGrown, count: row.count - row.countGrown })) },
          { ...b, traces: traces(({ bytes, count }) => ({ bytes, count })) },
          { by: coarse },
        ).rows
        expect(again).toEqual(rowsOf(a, b, coarse, path))
      }),
    )
  })

  it('are the same, in the same order, in whatever order traces come', () => {
    fc.assert(
      fc.property(
        anyAllocations.chain(one =>
          fc.tuple(fc.constant(one), fc.shuffledSubarray([...one.traces], { minLength: one.traces.length })),
        ),
        anyAllocations,
        anyGrouping,
        ([one, shuffled], other, by) => {
          const again = { ...one, traces: shuffled }
          expect(rowsOf(again, other, by)).toEqual(rowsOf(one, other, by))
          expect(rowsOf(other, again, by)).toEqual(rowsOf(other, one, by))
        },
      ),
    )
  })

  it('have the most growth first, then the largest, and each a key of its own', () => {
    fc.assert(
      fc.property(anyAllocations, anyAllocations, anyGrouping, (before, after, by) => {
        const rows = rowsOf(before, after, by)
        for (const [i, row] of rows.slice(1).entries()) {
          const previous = rows[i] ?? row
          const order = previous.bytesGrown - row.bytesGrown || previous.bytes - row.bytes
          expect(order).toBeGreaterThanOrEqual(0)
        }
        expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length)
      }),
    )
  })

  it('have the same key in every comparison', () => {
    fc.assert(
      fc.property(anyAllocations, anyAllocations, anyAllocations, anyGrouping, (one, other, more, by) => {
        const lines = 'allocation'
        const keys = (rows: ReturnType<typeof rowsOf>) =>
          new Map(rows.map(({ key, frames }) => [frames.map(placeText).join(), key]))
        const [first, second] = [other, more].map(after => keys(rowsOf({ ...one, lines }, { ...after, lines }, by)))
        for (const [place, key] of first ?? []) expect(second?.get(place) ?? key).toBe(key)
      }),
    )
  })
})

describe('a filter by path', () => {
  it('leaves the rows whose first frame has the text, or has it not', () => {
    fc.assert(
      fc.property(anyAllocations, anyAllocations, anyGrouping, (before, after, by) => {
        const all = rowsOf(before, after, by)
        const kept = (path: string) => rowsOf(before, after, by, path)
        const has = (test: (file: string) => boolean) => all.filter(({ frames: [place] }) => test(place?.file ?? ''))
        expect(kept('')).toEqual(all)
        expect(kept('!')).toEqual(all)
        expect(kept('app')).toEqual(has(file => file.includes('app')))
        expect(kept('!app')).toEqual(has(file => !file.includes('app')))
      }),
    )
  })

  it('minds case only where it has capitals', () => {
    const after = allocationsOf([traceOf(1, 1, '/app/Big.py:1'), traceOf(1, 1, '/app/big.py:1')])
    expect(rowsOf(allocationsOf([]), after, 'file', 'big')).toHaveLength(2)
    expect(told(allocationsOf([]), after, 'file', 'Big')).toEqual(['/app/Big.py:0 ? = 1 1, 1 1'])
    expect(told(allocationsOf([]), after, 'file', '!Big')).toEqual(['/app/big.py:0 ? = 1 1, 1 1'])
  })

  it('does not ask where the way to it began', () => {
    const after = allocationsOf([traceOf(5, 1, '/app/a.js:1 f', 'node:internal/run:9 start')])
    expect(rowsOf(allocationsOf([]), after, 'traceback', '!node:')).toHaveLength(1)
    expect(rowsOf(allocationsOf([]), after, 'traceback', 'node:')).toHaveLength(0)
  })
})

it('a hundred thousand traces are compared well before anybody waits', () => {
  const traces = (factor: number) =>
    Array.from({ length: 100_000 }, (_, i) =>
      traceOf(
        48 + ((i * factor) % 5000),
        1,
        `/app/lib/module${i % 300}.py:${i % 5000} f${i % 40}`,
        '/app/main.py:9 main',
      ),
    )
  const [before, after] = [allocationsOf(traces(7)), allocationsOf(traces(11))]
  for (const by of ALLOCATION_GROUPINGS) {
    const began = performance.now()
    expect(rowsOf(before, after, by).length).toBeGreaterThan(0)
    // Ten times what it takes: machines differ, and quadratic time would be minutes.
    expect(performance.now() - began).toBeLessThan(1500)
  }
})
