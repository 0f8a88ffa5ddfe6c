import { createContext, Script } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Pattern } from '../../src/query/pattern/pattern.ts'
import { Misread } from '../../src/query/problem.ts'

function misread(source: string): Misread {
  try {
    new Pattern(source)
  } catch (error) {
    if (error instanceof Misread) return error
    throw error
  }
  throw new Error(`${source} is read`)
}

/** Sources as people make them, of few letters, so that they are found about as often as not. */
const atom = fc.constantFrom(
  'a',
  'b',
  '-',
  '.',
  '\\w',
  '\\W',
  '\\d',
  '\\s',
  '\\S',
  '[ab]',
  '[^a]',
  '[a-c1]',
  '\\.',
  ' ',
)
const edge = fc.constantFrom('^', '$', '\\b', '\\B')
const count = fc.constantFrom('', '', '', '*', '+', '?', '*?', '{2}', '{1,2}', '{0,1}', '{1,}', '{0}')
const { source } = fc.letrec<{ source: string; sequence: string; part: string }>(tie => ({
  source: fc.array(tie('sequence'), { minLength: 1, maxLength: 3 }).map(parts => parts.join('|')),
  sequence: fc.array(tie('part'), { maxLength: 4 }).map(parts => parts.join('')),
  part: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    edge,
    fc.tuple(atom, count).map(parts => parts.join('')),
    fc.tuple(tie('source'), count).map(([inside, times]) => `(${inside})${times}`),
  ),
}))
const hay = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '-', '.', ' ', '1', 'é'), maxLength: 12 })

/** Undefined for one that is refused for its size, and for nothing else. */
function patternUnlessTooLarge(text: string): Pattern | undefined {
  try {
    return new Pattern(text)
  } catch (error) {
    if (error instanceof Misread && error.message === 'this pattern repeats too much') return undefined
    throw error
  }
}

const THEIRS = new Script('hays.map(hay => new RegExp(source).test(hay))')

/** What V8 says of each; undefined where it does not come back, which for a short one of nested repeats may be minutes. */
function foundByV8(source: string, hays: readonly string[]): readonly boolean[] | undefined {
  try {
    return [...THEIRS.runInContext(createContext({ source, hays }), { timeout: 500 })]
  } catch (error) {
    // No instance of our Error: it may be made in the other context.
    if (isObject(error) && error['code'] === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return undefined
    throw error
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

describe('a pattern', () => {
  it('finds what V8’s own regular expressions find', () => {
    fc.assert(
      fc.property(source, fc.array(hay, { minLength: 1, maxLength: 8 }), (text, hays) => {
        const [ours, theirs] = [patternUnlessTooLarge(text), foundByV8(text, hays)]
        fc.pre(ours !== undefined && theirs !== undefined)
        const found = hays.map(one => ours.isIn(one))
        expect(found, `/${text}/ in ${JSON.stringify(hays)}`).toEqual(theirs)
      }),
      { numRuns: 2000 },
    )
  })

  it('that V8 does not come back from is one of which it says nothing', () => {
    expect(foundByV8('(a|a)*(a|a)*(a|a)*$b', ['a'.repeat(30)])).toBeUndefined()
    expect(new Pattern('(a|a)*(a|a)*(a|a)*$b').isIn('a'.repeat(30))).toBe(false)
  })

  it('is read, or refused with a place that is in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab()[]{}*+?|\\^$.-,12dwxu:=!') }), text => {
        try {
          new Pattern(text).isIn('ab-12')
        } catch (error) {
          if (!(error instanceof Misread)) throw error
          expect([error.at >= 0, error.at <= error.end, error.end <= text.length]).toEqual([true, true, true])
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('minds the case as soon as it has a capital; an escape is none', () => {
    expect(new Pattern('node').isIn('NODE')).toBe(true)
    expect(new Pattern('Node').isIn('node')).toBe(false)
    expect(new Pattern('\\Snode').isIn('-NODE')).toBe(true)
    expect(new Pattern('[A-Z]x').isIn('ax')).toBe(false)
    expect(new Pattern('\\x41x').isIn('Ax')).toBe(true)
    expect(new Pattern('\\u0041x').isIn('ax')).toBe(false)
    expect(new Pattern('\\x61x').isIn('AX')).toBe(true)
  })

  it.each([
    ['(a+)+$', 'a'.repeat(5000)],
    ['.*.*.*.*z', 'a'.repeat(5000)],
    ['^(a|a)*$', 'a'.repeat(5000)],
    ['(.*)*b(.*)*c(.*)*d', 'abcabc'.repeat(1000)],
    ['(a?){500}a{500}', 'a'.repeat(499)],
  ])('goes through a text once: %s', (text, long) => {
    // V8 would not come back from any of these.
    expect(new Pattern(text).isIn(`${long}!`)).toBe(false)
  })

  it('does not keep what it works out without an end', () => {
    const pattern = new Pattern('a.{9}b')
    const random = (seed: number): string =>
      Array.from({ length: 3000 }, (_, i) => 'ab'.charAt(((i * 7919 + seed) >> (i % 5)) & 1)).join('')
    for (let seed = 0; seed < 5; seed++) expect(pattern.isIn(random(seed))).toBe(/a.{9}b/.test(random(seed)))
    const every = Array.from({ length: 60_000 }, (_, i) => String.fromCharCode(i + 160)).join('')
    expect(new Pattern('é\\w$').isIn(every)).toBe(false)
  })

  it.each([
    ['node|(py', 'this ( is not closed', 5, 6],
    ['a)b', 'there is no ( for this )', 1, 2],
    ['x[ab', 'this [ is not closed', 1, 2],
    ['a|*', 'nothing to repeat', 2, 3],
    ['a**', 'nothing to repeat', 2, 3],
    ['^*', 'nothing to repeat', 0, 2],
    ['[b-a]', 'this range is the wrong way round', 1, 4],
    ['a{3,2}', 'the first number is the larger one', 0, 6],
    ['a\\', 'a character must follow this \\', 1, 2],
    ['a\\1', '\\1 means nothing here', 1, 3],
    ['(?=a)', 'of groups that begin with (? there is only (?:', 0, 2],
    ['\\x4', '2 hexadecimal digits must follow', 0, 2],
    ['(((){1000}){1000}){1000}', 'this pattern repeats too much', 0, 24],
  ])('refuses %s at the place', (text, message, at, end) => {
    expect(misread(text)).toMatchObject({ message, at, end })
  })
})
