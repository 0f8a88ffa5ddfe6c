import { describe, expect, it } from 'vitest'
import { startedByAge, startedByLocalTime } from '../../../src/sources/portable/child/started.ts'

describe('the start of a process', () => {
  it('is reckoned back by the offset by which the library reckoned', () => {
    expect(startedByAge('2026-03-29 03:30:00', -120)).toBe(Date.UTC(2026, 2, 29, 1, 30))
    expect(startedByAge('2026-11-01 01:30:00', 300)).toBe(Date.UTC(2026, 10, 1, 6, 30))
  })

  it('does not jump at a change of summer time: an hour that is skipped or comes twice is an hour by age', () => {
    const [before, after] = ['2026-03-29 01:59:59', '2026-03-29 02:00:00'].map(text => startedByAge(text, -60) ?? 0)
    expect((after ?? 0) - (before ?? 0)).toBe(1000)
  })

  it('is local time where it was worded as that', () => {
    expect(startedByLocalTime('2026-07-01 12:00:00')).toBe(new Date(2026, 6, 1, 12).getTime())
  })

  it('is unknown where it is worded otherwise', () => {
    expect(startedByAge('', 0)).toBeUndefined()
    expect(startedByAge('2026-13-45 99:00:00', 0)).toBeUndefined()
    expect(startedByLocalTime('12:00')).toBeUndefined()
  })
})
