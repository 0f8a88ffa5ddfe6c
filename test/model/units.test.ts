import fc from 'fast-check'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import {
  formatBytes,
  formatChange,
  formatClock,
  formatCount,
  formatCpuTime,
  formatPct,
  formatShortCount,
  formatSpan,
  formatUptime,
  formatWholePct,
} from '../../src/model/units.ts'

const KIB = 1024
const MIB = KIB ** 2
const GIB = KIB ** 3

/** From nothing to more than any machine has, every magnitude as likely. */
const anyBytes = fc
  .tuple(fc.integer({ min: 0, max: 62 }), fc.double({ min: 1, max: 2, noNaN: true }))
  .map(([power, factor]) => 2 ** power * factor - 1)

describe('formatBytes', () => {
  it.each([
    [0, '0'],
    [1, '1B'],
    [999, '999B'],
    [1000, '1.0K'],
    [KIB, '1.0K'],
    [9.9 * KIB, '9.9K'],
    [10 * KIB, '10K'],
    [999 * KIB, '999K'],
    [1000 * KIB, '1.0M'],
    [1023 * KIB, '1.0M'],
    [MIB, '1.0M'],
    [212 * MIB, '212M'],
    [1023 * MIB, '1.0G'],
    [2.3 * GIB, '2.3G'],
    [24 * GIB, '24G'],
    [3 * KIB * GIB, '3.0T'],
    [-5 * MIB, '-5.0M'],
    [0.3, '0'],
    [-0.3, '0'],
  ])('writes %d as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text)
  })

  it('takes four cells at most, three digits at most, and a unit', () => {
    fc.assert(
      fc.property(anyBytes, bytes => {
        expect(formatBytes(bytes)).toMatch(/^(0|\d{1,3}[BKMGTPE]|\d\.\d[KMGTPE])$/)
      }),
    )
  })

  it('says the value to within a twentieth', () => {
    fc.assert(
      fc.property(anyBytes, bytes => {
        const [, digits = '0', unit = 'B'] = /^([\d.]+)([BKMGTPE])?$/.exec(formatBytes(bytes)) ?? []
        const value = Number(digits) * 1024 ** 'BKMGTPE'.indexOf(unit)
        expect(Math.abs(value - bytes)).toBeLessThanOrEqual(Math.max(0.5, bytes * 0.051))
      }),
    )
  })

  it('grows with the value', () => {
    const sizeOf = (text: string): number => {
      const [, digits = '0', unit = 'B'] = /^([\d.]+)([BKMGTPE])?$/.exec(text) ?? []
      return Number(digits) * 1024 ** 'BKMGTPE'.indexOf(unit)
    }
    fc.assert(
      fc.property(anyBytes, anyBytes, (a, b) => {
        const [less, more] = a < b ? [a, b] : [b, a]
        expect(sizeOf(formatBytes(less))).toBeLessThanOrEqual(sizeOf(formatBytes(more)))
      }),
    )
  })
})

describe('formatChange', () => {
  it('has its sign, but for nothing', () => {
    expect([6.7 * MIB, -1.2 * GIB, 0, 0.2].map(formatChange)).toEqual(['+6.7M', '-1.2G', '0', '0'])
  })
})

describe('percentages', () => {
  it('take four cells at most up to 99 cores', () => {
    expect([0, 9.44, 99.94, 99.95, 100, 1599.6].map(formatPct)).toEqual(['0.0', '9.4', '99.9', '100', '100', '1600'])
    fc.assert(
      fc.property(fc.double({ min: 0, max: 9999, noNaN: true }), pct => {
        expect(formatPct(pct).length).toBeLessThanOrEqual(4)
      }),
    )
    expect(formatWholePct(21.6)).toBe('22%')
  })
})

describe('counts', () => {
  it('are grouped by thousands', () => {
    expect([0, 999, 1204, 1_234_567].map(formatCount)).toEqual(['0', '999', '1,204', '1,234,567'])
  })

  it('are in full where they fit, else in thousands of thousands', () => {
    expect(formatShortCount(1234, 4)).toBe('1234')
    expect(formatShortCount(12_345, 4)).toBe('12k')
    expect(formatShortCount(999_999, 4)).toBe('1.0m')
    expect(formatShortCount(4_194_304, 4)).toBe('4.2m')
    expect(formatShortCount(1_234_567, 7)).toBe('1234567')
    expect(formatShortCount(12_345_678, 7)).toBe('12m')
  })

  it('take four cells at most where they do not fit', () => {
    fc.assert(
      fc.property(fc.nat(Number.MAX_SAFE_INTEGER), fc.integer({ min: 4, max: 9 }), (count, width) => {
        expect(formatShortCount(count, width).length).toBeLessThanOrEqual(width)
      }),
    )
  })
})

describe('times', () => {
  const SEC = 1000
  const MIN = 60 * SEC
  const HOUR = 60 * MIN
  const DAY = 24 * HOUR

  it('of the CPU are as in top, and give up hundredths, seconds and minutes as they grow', () => {
    expect(
      [0, 42_170, 99 * MIN + 59_990, 100 * MIN, 142 * MIN + 7 * SEC, 100 * HOUR, 9999 * HOUR, 10_000 * HOUR].map(
        formatCpuTime,
      ),
    ).toEqual(['0:00.00', '0:42.17', '99:59.99', '100:00', '142:07', '100h00', '9999h00', '416d16'])
  })

  it('of the CPU take eight cells at most for two hundred years', () => {
    fc.assert(
      fc.property(fc.nat(99_999 * DAY), ms => {
        expect(formatCpuTime(ms).length).toBeLessThanOrEqual(8)
      }),
    )
  })

  it('of a span have two units at most', () => {
    expect([400, 45 * SEC, 12 * MIN + 5 * SEC, 3 * HOUR + 42 * MIN, 3 * DAY + 4 * HOUR].map(formatSpan)).toEqual([
      '0s',
      '45s',
      '12m 05s',
      '3h 42m',
      '3d 04h',
    ])
  })

  it('since boot are as in top', () => {
    expect([15_120, 274_320, 60].map(formatUptime)).toEqual(['04:12', '3d 04:12', '00:01'])
  })
})

describe('formatClock', () => {
  beforeEach(() => {
    vi.stubEnv('TZ', 'Asia/Kolkata')
    return () => vi.unstubAllEnvs()
  })

  it('is the local time of day', () => {
    expect(formatClock(Date.UTC(2026, 0, 2, 3, 4, 5))).toBe('08:34:05')
  })
})
