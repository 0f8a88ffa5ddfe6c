import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseMoment } from '../../src/model/moment.ts'

const NOW = new Date(2026, 1, 3, 12, 55, 8, 250).getTime()

it.each([
  ['12:41', new Date(2026, 1, 3, 12, 41, 0, 999).getTime()],
  ['12:41:03', new Date(2026, 1, 3, 12, 41, 3, 999).getTime()],
  ['9:05', new Date(2026, 1, 3, 9, 5, 0, 999).getTime()],
  // Later than now: that of the day before.
  ['23:59', new Date(2026, 1, 2, 23, 59, 0, 999).getTime()],
  ['5m', NOW - 300_000],
  ['-90s', NOW - 90_000],
  ['1h 10m', NOW - 4_200_000],
  ['2m 5s', NOW - 125_000],
  ['24:00', undefined],
  ['12:60', undefined],
  ['12', undefined],
  ['5', undefined],
  ['', undefined],
])('%s', (text, expected) => {
  expect(parseMoment(text, NOW)).toBe(expected)
})

it('never means what is yet to come, whatever is typed', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[\d:hms -]{0,12}$/), text => {
      expect(parseMoment(text, NOW) ?? 0).toBeLessThanOrEqual(NOW)
    }),
  )
})
