import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ScanPace } from '../../src/model/scan-pace.ts'

/** The interval after each of these scans, where one second is wanted. */
function every(scans: readonly number[], wantedMs = 1000): number[] {
  const pace = new ScanPace()
  return scans.map(ms => {
    pace.note(ms)
    return pace.eased(wantedMs)?.everyMs ?? wantedMs
  })
}

describe('how often is scanned', () => {
  it('is as often as somebody wants while scans are over within the interval', () => {
    expect(every([20, 30, 900, 990, 1000, 1000])).toEqual([1000, 1000, 1000, 1000, 1000, 1000])
  })

  it('is no other for one scan that took long', () => {
    expect(every([20, 9000, 30, 20])).toEqual([1000, 1000, 1000, 1000])
    expect(every([9000, 20, 20, 9000, 20])).toEqual([1000, 1000, 1000, 1000, 1000])
  })

  it('is so seldom, where they take long, that scanning has half of the time', () => {
    expect(every([3200, 3200, 3300, 3100])).toEqual([1000, 8000, 8000, 8000])
    expect(every([1100, 1100])).toEqual([1000, 3000])
    expect(every([150, 150], 100)).toEqual([100, 300])
    expect(every([40_000, 40_000])).toEqual([1000, 120_000])
  })

  it('grows further, and does not go to and fro at a step', () => {
    expect(every([2400, 2400, 2600, 2400, 2600, 2700])).toEqual([1000, 5000, 5000, 5000, 5000, 5000])
    expect(every([2400, 2400, 3100, 3100])).toEqual([1000, 5000, 5000, 8000])
    expect(every([2600, 2600, 2400, 2600, 2400, 2400])).toEqual([1000, 6000, 6000, 6000, 6000, 6000])
    expect(every([2600, 2600, 1900, 1900, 1900])).toEqual([1000, 6000, 6000, 5000, 5000])
  })

  it('comes back once scans are quick, and not before', () => {
    expect(every([1200, 1200, 900, 900, 800, 800])).toEqual([1000, 3000, 3000, 3000, 3000, 2000])
    expect(every([1200, 1200, 600, 600])).toEqual([1000, 3000, 3000, 1000])
  })

  it('is never more often than wanted, whatever that becomes meanwhile', () => {
    const pace = new ScanPace()
    pace.note(3200)
    pace.note(3200)
    expect(pace.eased(1000)).toEqual({ everyMs: 8000, scanMs: 3200 })
    expect(pace.eased(20_000)).toBeUndefined()
    expect(pace.eased(5000)).toBeUndefined()
    expect(pace.eased(2000)).toEqual({ everyMs: 8000, scanMs: 3200 })
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 100_000 })),
        fc.integer({ min: 100, max: 3_600_000 }),
        (scans, wanted) => {
          for (const ms of every(scans, wanted)) expect(ms).toBeGreaterThanOrEqual(wanted)
        },
      ),
    )
  })

  it('leaves half of the time to others, however long a scan takes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 100, max: 3_600_000 }), (ms, wanted) => {
        const kept = every([ms, ms, ms], wanted).at(-1) ?? 0
        if (ms > wanted) expect(ms / kept).toBeLessThanOrEqual(0.5)
        else expect(kept).toBe(wanted)
      }),
    )
  })
})
