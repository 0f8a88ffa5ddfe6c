import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { closest, editDistance } from '../../src/model/closest.ts'

describe('the distance between words', () => {
  test.each([
    ['', 'abc', 3],
    ['json', 'json', 0],
    ['jsn', 'json', 1],
    ['josn', 'json', 1],
    ['kitten', 'sitting', 3],
  ])('%s, %s: %i', (a, b, edits) => {
    expect(editDistance(a, b)).toBe(edits)
  })

  test('is the same both ways, zero only for the same word, and bounded by the longer one', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 })
    fc.assert(
      fc.property(word, word, (a, b) => {
        const edits = editDistance(a, b)
        expect(edits).toBe(editDistance(b, a))
        expect(edits === 0).toBe(a === b)
        expect(edits).toBeLessThanOrEqual(Math.max(a.length, b.length))
      }),
    )
  })
})

describe('the word that was meant', () => {
  test('is the nearest within reach, in any case', () => {
    expect(closest('RSSS', ['pss', 'rss', 'uss'])).toBe('rss')
    expect(closest('xyzzy', ['json', 'once'])).toBeUndefined()
  })

  test('may be typed by its beginning', () => {
    expect(closest('--proc', ['--pid', '--procfs', '--sysfs'])).toBe('--procfs')
  })
})
