import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Point, reachedInMs, slopeOf, Track } from '../../src/model/trend.ts'

function points(...levels: readonly number[]): Point[] {
  return levels.map((level, i) => ({ atMs: 1000 + i * 500, level }))
}

describe('the track of a level', () => {
  it('is a point a second at first, the last one as new as can be', () => {
    const track = new Track()
    for (const atMs of [0, 400, 800, 1200, 1600, 2000, 2300]) track.add({ atMs, level: atMs * 2 })
    expect(track.points.map(({ atMs }) => atMs)).toEqual([0, 1200, 2300])
  })

  it('has few points however long it is, from the first to the last, and the same slope', () => {
    fc.assert(
      fc.property(fc.integer({ min: 6, max: 3000 }), fc.integer({ min: 100, max: 5000 }), (count, stepMs) => {
        const track = new Track()
        for (let i = 0; i < count; i++) track.add({ atMs: i * stepMs, level: i * stepMs * 3 })
        const { points } = track
        expect(points.length).toBeLessThanOrEqual(32)
        expect(points[0]?.atMs).toBe(0)
        expect(points.at(-1)?.atMs).toBe((count - 1) * stepMs)
        if (points.length >= 5) expect(slopeOf(points)).toBeCloseTo(3, 6)
      }),
    )
  })
})

describe('the slope of a level', () => {
  it('is unknown for fewer than five points', () => {
    expect(slopeOf(points(1, 2, 3, 4))).toBeUndefined()
    expect(slopeOf(points(0, 500, 1000, 1500, 2000))).toBe(1)
  })

  it('is none where the level leapt once, and that of the rest where it grew as well', () => {
    expect(slopeOf(points(10, 10, 10, 10, 5000, 5000, 5000, 5000))).toBe(0)
    expect(slopeOf(points(0, 50, 100, 150, 9200, 9250, 9300, 9350))).toBeCloseTo(0.1, 1)
    expect(slopeOf(points(9000, 9000, 9000, 10, 10, 10))).toBe(0)
  })

  it('is that of the trend where a reading stands out', () => {
    expect(slopeOf(points(0, 50, 100, 90_000, 200, 250, 300))).toBeCloseTo(0.1, 5)
  })

  it('is exactly that of a line, whenever it was looked at', () => {
    const moments = fc
      .uniqueArray(fc.integer({ min: 0, max: 1e7 }), { minLength: 5, maxLength: 40 })
      .map(list => list.sort((a, b) => a - b))
    fc.assert(
      fc.property(moments, fc.integer({ min: -500, max: 500 }), (atMs, slope) => {
        expect(slopeOf(atMs.map(ms => ({ atMs: ms, level: slope * ms })))).toBeCloseTo(slope, 3)
      }),
    )
  })
})

describe('when a limit is reached', () => {
  it('is told by what is left and the slope', () => {
    expect(reachedInMs(400, 1000, 2)).toBe(300)
    expect(reachedInMs(1000, 1000, undefined)).toBe(0)
  })

  it('is unknown where nothing grows, or so far ahead that nobody can tell', () => {
    expect(reachedInMs(400, 1000, 0)).toBeUndefined()
    expect(reachedInMs(400, 1000, -2)).toBeUndefined()
    expect(reachedInMs(400, 1000, undefined)).toBeUndefined()
    expect(reachedInMs(0, 1e15, 1)).toBeUndefined()
  })
})
