import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changeOf, compareChanges, type Holding, hasChanged, perMinute, sumOfChanges } from '../../src/model/compare.ts'

const holding: fc.Arbitrary<Holding> = fc.record({ sizeBytes: fc.nat(), count: fc.nat(1000) })
const maybe = fc.option(holding, { nil: undefined })

describe('a change', () => {
  it('is what there is now, and how much more that is', () => {
    expect(changeOf({ sizeBytes: 10, count: 2 }, { sizeBytes: 35, count: 1 })).toEqual({
      sizeBytes: 35,
      sizeDiffBytes: 25,
      count: 1,
      countDiff: -1,
    })
  })

  it('is all of what is new, and less all of what is gone', () => {
    const one = { sizeBytes: 10, count: 2 }
    expect(changeOf(undefined, one)).toEqual({ ...one, sizeDiffBytes: 10, countDiff: 2 })
    expect(changeOf(one, undefined)).toEqual({ sizeBytes: 0, sizeDiffBytes: -10, count: 0, countDiff: -2 })
  })

  it('is none of a thing with itself', () => {
    fc.assert(fc.property(holding, one => !hasChanged(changeOf(one, one))))
    expect(hasChanged(changeOf({ sizeBytes: 5, count: 1 }, { sizeBytes: 5, count: 2 }))).toBe(true)
  })

  it('adds up: the sum of differences is the difference of sums', () => {
    const total = (all: readonly (Holding | undefined)[], key: keyof Holding) =>
      all.reduce((sum, one) => sum + (one?.[key] ?? 0), 0)
    fc.assert(
      fc.property(fc.array(fc.tuple(maybe, maybe)), pairs => {
        const sum = sumOfChanges(pairs.map(([before, now]) => changeOf(before, now)))
        const [before, now] = [pairs.map(pair => pair[0]), pairs.map(pair => pair[1])]
        expect(sum.sizeBytes).toBe(total(now, 'sizeBytes'))
        expect(sum.sizeDiffBytes).toBe(total(now, 'sizeBytes') - total(before, 'sizeBytes'))
        expect(sum.countDiff).toBe(total(now, 'count') - total(before, 'count'))
      }),
    )
  })
})

describe('the order of changes', () => {
  it('has what changed most first, whichever way, and of those alike the larger', () => {
    const grew = changeOf({ sizeBytes: 1, count: 1 }, { sizeBytes: 9, count: 1 })
    const shrank = changeOf({ sizeBytes: 30, count: 1 }, { sizeBytes: 1, count: 1 })
    const large = changeOf({ sizeBytes: 500, count: 1 }, { sizeBytes: 500, count: 1 })
    const small = changeOf({ sizeBytes: 50, count: 1 }, { sizeBytes: 50, count: 1 })
    const more = changeOf({ sizeBytes: 50, count: 1 }, { sizeBytes: 50, count: 3 })
    expect([small, large, more, grew, shrank].sort(compareChanges)).toEqual([shrank, grew, large, more, small])
  })
})

describe('a change a minute', () => {
  it('is unknown where no time has passed, or the clock stepped back', () => {
    expect(perMinute(1000, 30_000)).toBe(2000)
    expect(perMinute(-1000, 120_000)).toBe(-500)
    for (const ms of [0, -5, undefined]) expect(perMinute(1000, ms)).toBeUndefined()
  })
})
