import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TypeCount, Types } from '../../src/runtime/session.ts'
import { compareTypes } from '../../src/runtime/type-growth.ts'

const typesOf = (...rows: readonly (readonly [type: string, count: number, bytes?: number])[]): Types => ({
  atMs: 1,
  rows: rows.map(([type, count, bytes]) => ({ type, count, bytes })),
  about: 'all of them',
})

const told = (before: Types | undefined, after: Types) =>
  compareTypes(before, after).map(row => [row.type, row.count, row.countGrown, row.bytes, row.bytesGrown])

describe('objects by type', () => {
  it('have the most growth first, those that are new and those that are gone among them', () => {
    const before = typesOf(['dict', 100, 6400], ['list', 9, 900], ['Gone', 3, 300])
    const after = typesOf(['list', 9, 900], ['New', 2, 160], ['dict', 250, 16_000])
    expect(told(before, after)).toEqual([
      ['dict', 250, 150, 16_000, 9600],
      ['New', 2, 2, 160, 160],
      ['list', 9, 0, 900, 0],
      ['Gone', 0, -3, 0, -300],
    ])
  })

  it('are in order of objects where bytes are not told, and those after the others', () => {
    const before = typesOf(['a', 1], ['b', 1], ['c', 1, 10])
    const after = typesOf(['a', 5], ['b', 9], ['c', 1, 10])
    expect(told(before, after)).toEqual([
      ['c', 1, 0, 10, 0],
      ['b', 9, 8, undefined, undefined],
      ['a', 5, 4, undefined, undefined],
    ])
  })

  it('have not grown where nothing is known of before: the largest first', () => {
    expect(told(undefined, typesOf(['a', 5, 10], ['b', 9, 90]))).toEqual([
      ['b', 9, undefined, 90, undefined],
      ['a', 5, undefined, 10, undefined],
    ])
  })

  it('of one name are told as one', () => {
    expect(told(typesOf(['Node', 1, 10]), typesOf(['Node', 2, 20], ['Node', 3, 30]))).toEqual([['Node', 5, 4, 50, 40]])
    expect(told(typesOf(['Node', 1, 10]), typesOf(['Node', 2, 20], ['Node', 3]))).toEqual([
      ['Node', 5, 4, undefined, undefined],
    ])
  })
})

const anyType: fc.Arbitrary<TypeCount> = fc.record({
  type: fc.constantFrom('a', 'b', 'c', '__proto__', ''),
  count: fc.nat(100),
  bytes: fc.option(fc.nat(1000), { nil: undefined }),
})
const anyTypes = fc.array(anyType).map(rows => ({ atMs: 1, rows, about: '' }))
const countOf = ({ rows }: Types) => rows.reduce((sum, { count }) => sum + count, 0)

describe('growth of types', () => {
  it('adds up to the difference of all objects', () => {
    fc.assert(
      fc.property(anyTypes, anyTypes, (before, after) => {
        const grown = compareTypes(before, after).reduce((sum, { countGrown }) => sum + (countGrown ?? Number.NaN), 0)
        expect(grown).toBe(countOf(after) - countOf(before))
      }),
    )
  })

  it('is none from a look to itself, and never known where the bytes of one of the two are not', () => {
    fc.assert(
      fc.property(anyTypes, anyTypes, (one, other) => {
        for (const { countGrown, bytes, bytesGrown } of compareTypes(one, one)) {
          expect([countGrown, bytesGrown]).toEqual([0, bytes === undefined ? undefined : 0])
        }
        for (const { type, bytesGrown } of compareTypes(one, other)) {
          const isKnown = [one, other].every(({ rows }) =>
            rows.every(row => row.type !== type || row.bytes !== undefined),
          )
          expect(bytesGrown !== undefined).toBe(isKnown)
        }
      }),
    )
  })

  it('is in the same order in whatever order types come', () => {
    fc.assert(
      fc.property(anyTypes, anyTypes, (before, after) => {
        const back = (types: Types) => ({ ...types, rows: types.rows.toReversed() })
        expect(compareTypes(back(before), back(after))).toEqual(compareTypes(before, after))
      }),
    )
  })
})
