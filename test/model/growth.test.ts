import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { growth, trailAfter } from '../../src/model/growth.ts'
import type { RssTrail } from '../../src/model/snapshot.ts'

/** What is shown after each of these readings. */
function growths(readings: readonly (readonly [atSec: number, rssBytes: number])[]): (number | undefined)[] {
  let trail: RssTrail | undefined
  return readings.map(([atSec, rssBytes]) => {
    trail = trailAfter(trail, rssBytes, atSec * 1000)
    return growth(trail, rssBytes, atSec * 1000)
  })
}

describe('growth over the last minute', () => {
  it('is nothing at first sight, and what was gained since while that is less than a minute ago', () => {
    expect(
      growths([
        [0, 100],
        [10, 150],
        [20, 150],
        [30, 180],
      ]),
    ).toEqual([0, 50, 50, 80])
  })

  it('forgets what was gained more than a minute ago', () => {
    expect(
      growths([
        [0, 100],
        [10, 150],
        [69, 150],
        [70, 150],
        [80, 170],
      ]),
    ).toEqual([0, 50, 50, 0, 20])
  })

  it('is negative when memory was given back', () => {
    expect(
      growths([
        [0, 100],
        [10, 40],
        [70, 40],
      ]),
    ).toEqual([0, -60, 0])
  })

  it('shows steps closer than five seconds at once, though they are one step of the trail', () => {
    expect(
      growths([
        [0, 100],
        [1, 110],
        [2, 130],
        [3, 90],
        [6, 140],
        [7, 150],
      ]),
    ).toEqual([0, 10, 30, -10, 40, 50])
    const trail = [1, 2, 3, 6, 7].reduce<RssTrail>(
      (t, s) => trailAfter(t, s * 10, s * 1000),
      [{ atMs: 0, rssBytes: 0 }],
    )
    expect(trail).toEqual([
      { atMs: 0, rssBytes: 0 },
      { atMs: 6000, rssBytes: 60 },
    ])
  })

  it('keeps the same trail while nothing changes', () => {
    const trail = trailAfter(undefined, 100, 0)
    expect(trailAfter(trail, 100, 500_000)).toBe(trail)
  })

  it('bears a clock that goes back', () => {
    const trail = trailAfter(trailAfter(undefined, 100, 100_000), 200, 110_000)
    expect(trailAfter(trail, 300, 50_000)).toBe(trail)
    expect(growth(trail, 300, 50_000)).toBe(200)
  })

  it('keeps the trail short, however often memory changes, and stays near the truth', () => {
    const readings = fc.array(fc.record({ afterMs: fc.integer({ min: 100, max: 8000 }), rssBytes: fc.nat(1000) }), {
      minLength: 1,
      maxLength: 200,
    })
    fc.assert(
      fc.property(readings, steps => {
        let nowMs = 0
        let trail: RssTrail | undefined
        const past: { atMs: number; rssBytes: number }[] = []
        for (const { afterMs, rssBytes } of steps) {
          nowMs += afterMs
          past.push({ atMs: nowMs, rssBytes })
          trail = trailAfter(trail, rssBytes, nowMs)
          expect(trail.length).toBeLessThanOrEqual(14)
          const start = nowMs - 60_000
          // The level it is measured from was true at some moment within a step and a reading of a minute ago.
          const level = rssBytes - (growth(trail, rssBytes, nowMs) ?? Number.NaN)
          const near = past.filter((at, i) => at.atMs <= start + 5000 && (past[i + 1]?.atMs ?? nowMs) >= start - 13_000)
          const candidates = near.length > 0 ? near : past.slice(0, 1)
          expect([...candidates, past[0]].map(at => at?.rssBytes)).toContain(level)
        }
      }),
    )
  })
})
