import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { increase, percent, perSecond } from '../../src/model/rates.ts'

const anyNumber = fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), { nil: undefined })

describe('rates', () => {
  it('are the increase over the time', () => {
    expect(increase(5, 7)).toBe(2)
    expect(perSecond(100, 350, 500)).toBe(500)
    expect(perSecond(100, 100, 500)).toBe(0)
  })

  it('are unknown where a reading is, the counter went back, or no time passed', () => {
    expect(increase(undefined, 7)).toBeUndefined()
    expect(increase(7, undefined)).toBeUndefined()
    expect(increase(7, 6)).toBeUndefined()
    expect(perSecond(1, 2, undefined)).toBeUndefined()
    expect(perSecond(1, 2, 0)).toBeUndefined()
    expect(perSecond(1, 2, -5)).toBeUndefined()
  })

  it('are never negative', () => {
    fc.assert(
      fc.property(anyNumber, anyNumber, anyNumber, (before, now, elapsed) => {
        expect(perSecond(before, now, elapsed) ?? 0).toBeGreaterThanOrEqual(0)
      }),
    )
  })
})

describe('percent', () => {
  it('is part of whole', () => {
    expect(percent(1, 4)).toBe(25)
    expect(percent(0, 4)).toBe(0)
  })

  it('stays within 0 and 100, and is unknown without a whole', () => {
    fc.assert(
      fc.property(anyNumber, anyNumber, (part, whole) => {
        const pct = percent(part, whole)
        if (part === undefined || whole === undefined || whole <= 0) expect(pct).toBeUndefined()
        else {
          expect(pct).toBeGreaterThanOrEqual(0)
          expect(pct).toBeLessThanOrEqual(100)
        }
      }),
    )
  })
})
