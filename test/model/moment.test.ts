import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { parseMoment } from '../../src/model/moment.ts'

const NOW = new Date(2026, 1, 3, 12, 55, 8, 250).getTime()

const at = (...[day, ...time]: [number, number, number, number]) => ({
  atMs: new Date(2026, 1, day, ...time, 999).getTime(),
})

it.each([
  ['12:41', at(3, 12, 41, 0)],
  ['12:41:03', at(3, 12, 41, 3)],
  ['9:05', at(3, 9, 5, 0)],
  // Later than now: that of the day before.
  ['23:59', at(2, 23, 59, 0)],
  ['12:55:08', { atMs: NOW }],
  ['5m', { agoMs: 300_000 }],
  ['5m ago', { agoMs: 300_000 }],
  ['-90s', { agoMs: 90_000 }],
  ['1h 10m', { agoMs: 4_200_000 }],
  ['2m 5s', { agoMs: 125_000 }],
  ['24:00', undefined],
  ['12:60', undefined],
  ['12', undefined],
  ['5', undefined],
  ['', undefined],
])('%s', (text, expected) => {
  expect(parseMoment(text, NOW)).toEqual(expected)
})

it('never means what is yet to come, whatever is typed', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[\d:hmsago -]{0,12}$/), text => {
      const wanted = parseMoment(text, NOW) ?? { agoMs: 0 }
      if ('atMs' in wanted) expect(wanted.atMs).toBeLessThanOrEqual(NOW)
      else expect(wanted.agoMs).toBeGreaterThanOrEqual(0)
    }),
  )
})

describe('nights in which clocks are changed', () => {
  afterEach(() => vi.unstubAllEnvs())

  it.each([
    // At three o'clock it is two again: of what the clock has shown twice the last time is meant.
    ['2026-10-25T02:10:00+01:00', '2:05', '2026-10-25T02:05:00.999+01:00'],
    ['2026-10-25T02:10:00+02:00', '2:05', '2026-10-25T02:05:00.999+02:00'],
    ['2026-10-25T02:03:00+01:00', '2:58', '2026-10-25T02:58:00.999+02:00'],
    ['2026-10-25T03:01:00+01:00', '2:58', '2026-10-25T02:58:00.999+01:00'],
    // At two o'clock it is three.
    ['2026-03-29T03:05:00+02:00', '1:58', '2026-03-29T01:58:00.999+01:00'],
    // A day before is a day of 25 hours before.
    ['2026-10-25T12:00:00+01:00', '12:30', '2026-10-24T12:30:00.999+02:00'],
    ['2026-10-26T00:03:00+01:00', '23:58', '2026-10-25T23:58:00.999+01:00'],
  ])('at %s %s is %s', (now, text, expected) => {
    vi.stubEnv('TZ', 'Europe/Berlin')
    expect(parseMoment(text, Date.parse(now))).toEqual({ atMs: Date.parse(expected) })
  })
})
