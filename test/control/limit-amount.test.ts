import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Amount, amountText, exceeds, parseAmount } from '../../src/control/limit-amount.ts'
import { type LimitUnit, RLIMITS } from '../../src/procfs/pid-limits.ts'

const unit = fc.constantFrom<LimitUnit>(...new Set(RLIMITS.map(limit => limit.unit)))
const whole = fc.maxSafeNat()
const amount = fc.oneof(whole, fc.constant<Amount>('unlimited'))

describe('an amount', () => {
  it.each<[string, LimitUnit, Amount]>([
    ['4096', 'bytes', 4096],
    ['512B', 'bytes', 512],
    ['4k', 'bytes', 4096],
    ['4K', 'bytes', 4096],
    ['4KB', 'bytes', 4096],
    ['4KiB', 'bytes', 4096],
    ['64M', 'bytes', 64 * 2 ** 20],
    ['2GiB', 'bytes', 2 ** 31],
    ['1.5G', 'bytes', 1.5 * 2 ** 30],
    ['1.1k', 'bytes', 1126],
    ['90', 'seconds', 90],
    ['90s', 'seconds', 90],
    ['5m', 'seconds', 300],
    ['1.5h', 'seconds', 5400],
    ['2d', 'seconds', 172_800],
    ['7', 'microseconds', 7],
    ['200us', 'microseconds', 200],
    ['200µs', 'microseconds', 200],
    ['500ms', 'microseconds', 500_000],
    ['0.25s', 'microseconds', 250_000],
    ['4096', 'files', 4096],
    ['4k', 'files', 4096],
    ['1M', 'processes', 1_048_576],
    ['25', '', 25],
    ['0', 'bytes', 0],
    ['9007199254740991', 'files', Number.MAX_SAFE_INTEGER],
    ['unlimited', 'files', 'unlimited'],
    ['Infinity', 'seconds', 'unlimited'],
    ['-1', 'bytes', 'unlimited'],
  ])('%s of %s', (word, of, expected) => {
    expect(parseAmount(word, of)).toBe(expected)
  })

  it.each<[string, LimitUnit, string]>([
    ['', 'files', '"" is not a whole number such as 4096 or 4k (k, M, G of 1024 here too), nor unlimited'],
    ['1.5k', 'files', '"1.5k" is not a whole number such as 4096 or 4k (k, M, G of 1024 here too), nor unlimited'],
    ['4kb', 'files', '"4kb" is not a whole number such as 4096 or 4k (k, M, G of 1024 here too), nor unlimited'],
    ['4k', '', '"4k" is not a whole number, nor unlimited'],
    ['1e3', 'bytes', '"1e3" is not bytes such as 4096, 64M or 1.5GiB (K, M, G of 1024), nor unlimited'],
    ['64Q', 'bytes', '"64Q" is not bytes such as 4096, 64M or 1.5GiB (K, M, G of 1024), nor unlimited'],
    ['.5G', 'bytes', '".5G" is not bytes such as 4096, 64M or 1.5GiB (K, M, G of 1024), nor unlimited'],
    ['5min', 'seconds', '"5min" is not seconds such as 90, or 90s, 5m, 1h, 1d, nor unlimited'],
    ['1m', 'microseconds', '"1m" is not microseconds such as 200, or 200us, 500ms, 1s, nor unlimited'],
    ['1.5', 'bytes', '"1.5" is not a whole number of bytes'],
    ['0.0001k', 'bytes', '"0.0001k" is not a whole number of bytes'],
    ['0.5', 'seconds', '"0.5" is not a whole number of seconds'],
    ['0.7us', 'microseconds', '"0.7us" is not a whole number of microseconds'],
    ['-5', 'files', '"-5" is negative; unlimited sets no limit'],
    ['-1.0', 'files', '"-1.0" is negative; unlimited sets no limit'],
  ])('%j of %s is refused', (word, of, wrong) => {
    expect(parseAmount(word, of)).toEqual({ wrong })
  })

  it.each(['9007199254740992', '9223372036854775808', '18446744073709551615', '8P', `${'9'.repeat(40)}k`])(
    '%s is more than is told exactly',
    word => {
      const wrong = `${JSON.stringify(word)} is more than 9,007,199,254,740,991, the most that is told exactly; unlimited sets no limit`
      expect(parseAmount(word, 'bytes')).toEqual({ wrong })
    },
  )

  it('of digits alone means itself, in every unit', () => {
    fc.assert(
      fc.property(whole, unit, (n, of) => {
        expect(parseAmount(String(n), of)).toBe(n)
      }),
    )
  })

  it('is a whole number that is told exactly, or named as wrong, whatever is typed', () => {
    const digits = fc.tuple(
      fc.string({ unit: fc.constantFrom(...'0123456789.-') }),
      fc.constantFrom('', 'k', 'GiB', 'ms'),
    )
    const word = fc.oneof(
      fc.string(),
      digits.map(parts => parts.join('')),
    )
    fc.assert(
      fc.property(word, unit, (typed, of) => {
        const parsed = parseAmount(typed, of)
        if (typeof parsed === 'object') expect(parsed.wrong).toContain(JSON.stringify(typed))
        else expect(parsed === 'unlimited' || (Number.isSafeInteger(parsed) && parsed >= 0)).toBe(true)
      }),
    )
  })

  it('of bytes grows with its digits and its suffix', () => {
    const words = fc.tuple(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 0, max: 99 }), fc.nat({ max: 2 }))
    fc.assert(
      fc.property(words, ([units, hundredths, power]) => {
        const [small, large] = ['KMGT'.charAt(power), 'KMGT'.charAt(power + 1)]
        const word = `${units}.${String(hundredths).padStart(2, '0')}`
        expect(parseAmount(word + small, 'bytes')).toBe(
          Math.floor((units * 100 + hundredths) * (1024 ** (power + 1) / 100) + 1e-6),
        )
        expect(parseAmount(word + large, 'bytes')).toBeGreaterThan(Number(parseAmount(word + small, 'bytes')))
      }),
    )
  })
})

describe('the text of an amount', () => {
  it.each<[Amount, LimitUnit, string]>([
    [8_388_608, 'bytes', '8.0M'],
    [1_610_612_736, 'bytes', '1.5G'],
    [1_000_000, 'bytes', '1,000,000 bytes'],
    [0, 'bytes', '0'],
    [524_288, 'files', '524,288'],
    [192, 'seconds', '3m 12s'],
    [7200, 'seconds', '2h 00m'],
    [7201, 'seconds', '7,201s'],
    [90_000, 'seconds', '1d 01h'],
    [500_000, 'microseconds', '500,000µs'],
    ['unlimited', 'seconds', 'unlimited'],
  ])('%s %s', (value, of, expected) => {
    expect(amountText(value, of)).toBe(expected)
  })

  it('is never rounded: two amounts have two texts', () => {
    const near = fc.tuple(whole, fc.integer({ min: 1, max: 5000 }), unit)
    fc.assert(
      fc.property(near, ([n, more, of]) => {
        if (Number.isSafeInteger(n + more)) expect(amountText(n, of)).not.toBe(amountText(n + more, of))
      }),
    )
  })
})

describe('exceeds', () => {
  it('puts no limit above all', () => {
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        const rank = (one: Amount): number => (one === 'unlimited' ? Number.POSITIVE_INFINITY : one)
        expect(exceeds(a, b)).toBe(rank(a) > rank(b))
      }),
    )
  })
})
