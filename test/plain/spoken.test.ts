import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatBytes } from '../../src/model/units.ts'
import { fold } from '../../src/plain/fold.ts'
import { spokenBytes, spokenInterval, spokenPart, spokenPct, spokenRate, spokenSpan } from '../../src/plain/spoken.ts'
import { cellWidth } from '../../src/terminal/width.ts'

test('amounts have the digits of everywhere, and their units as words', () => {
  expect(['0', '1B', '512B', '212M', '1.0G', '+6.7M', '-1.2G', '1K'].map(spokenBytes)).toEqual([
    '0 bytes',
    '1 byte',
    '512 bytes',
    '212 megabytes',
    '1.0 gigabytes',
    '+6.7 megabytes',
    '-1.2 gigabytes',
    '1 kilobyte',
  ])
  expect(spokenRate('33K')).toBe('33 kilobytes a second')
  fc.assert(
    fc.property(fc.nat(2 ** 50), bytes => {
      const text = formatBytes(bytes)
      expect(spokenBytes(text)).toMatch(/^[\d.]+ (?:byte|kilobyte|megabyte|gigabyte|terabyte|petabyte)s?$/)
      expect(spokenBytes(text).split(' ')[0]).toBe(text.replace(/[A-Z]$/, ''))
    }),
  )
})

test('what is no amount stays as it is', () => {
  for (const text of ['', '·', 'unlimited', '1.2.3 M', 'M', '0:42.17']) expect(spokenBytes(text)).toBe(text)
})

test('a part of a whole says the unit once where it is the same', () => {
  const GIB = 1024 ** 3
  expect(spokenPart(2.3 * GIB, 24 * GIB)).toBe('2.3 of 24 gigabytes')
  expect(spokenPart(900 * 1024 ** 2, 24 * GIB)).toBe('900 megabytes of 24 gigabytes')
  expect(spokenPart(0, 2 * GIB)).toBe('0 bytes of 2.0 gigabytes')
})

test('percentages, and that one is not known', () => {
  expect([0, 0.4, 22.5, 100].map(spokenPct)).toEqual(['0 percent', '0 percent', '23 percent', '100 percent'])
  expect(spokenPct(undefined)).toBe('unknown')
})

test('spans have two units, and none that is nothing', () => {
  const told = [0, 999, 1000, 61_000, 120_000, 725_000, 3_600_000, 273_600_000, 90_061_000]
  expect(told.map(spokenSpan)).toEqual([
    '0 seconds',
    '0 seconds',
    '1 second',
    '1 minute 1 second',
    '2 minutes',
    '12 minutes 5 seconds',
    '1 hour',
    '3 days 4 hours',
    '1 day 1 hour',
  ])
})

test('lines are broken between words, and nothing of them is lost', () => {
  expect(fold(['one two three', 'four'], 9)).toBe('one two\n  three\nfour\n')
  expect(fold(['one two three'], 0)).toBe('one two three\n')
  expect(fold(['averylongwordindeed and more'], 10)).toBe('averylongwordindeed\n  and more\n')
  const line = fc.array(fc.string({ minLength: 1, maxLength: 12 }).filter(word => /^[!-~]+$/.test(word)))
  fc.assert(
    fc.property(line, fc.integer({ min: 1, max: 60 }), (words, width) => {
      const lines = fold([words.join(' ')], width).split('\n')
      expect(lines.flatMap(folded => folded.trim().split(' ')).filter(Boolean)).toEqual(words)
      for (const folded of lines) if (folded.trim().includes(' ')) expect(cellWidth(folded)).toBeLessThanOrEqual(width)
    }),
  )
})

test.each([
  [20, '0.02 seconds'],
  [300, '0.3 seconds'],
  [1000, '1 second'],
  [3249, '3.2 seconds'],
  [12_000, '12 seconds'],
  [120_000, '2 minutes'],
])('an interval of %d ms is %s', (ms, text) => {
  expect(spokenInterval(ms)).toBe(text)
})
