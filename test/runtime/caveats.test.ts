import { expect, it } from 'vitest'
import { comparisonCaveats } from '../../src/runtime/caveats.ts'
import { allocationsOf } from '../support/allocations.ts'

const one = allocationsOf([])
const later = { ...one, atMs: one.atMs + 1000 }

it('there is nothing to say of two snapshots of one tracing that looked at everything', () => {
  expect(comparisonCaveats(one, later)).toEqual([])
})

it.each([
  [one, { ...later, version: '3.12.1' }, 'two programs are compared: python 3.11.2, and python 3.12.1'],
  [later, one, 'the second was taken before the first: what grew here had shrunk'],
  [
    one,
    { ...later, tracedSinceMs: one.atMs + 1 },
    'tracing was begun anew in between: what the first one has may still be there, in no trace',
  ],
  [
    { ...one, sampledEveryBytes: 32_768 },
    { ...later, sampledEveryBytes: 32_768 },
    'estimated: one allocation in about 32K was looked at; rows of a few samples may be far off',
  ],
  [
    { ...one, sampledEveryBytes: 524_288 },
    later,
    'they are sampled differently, one allocation in about 512K was looked at, and every allocation was looked at',
  ],
  [
    { ...one, lines: 'function' as const },
    { ...later, lines: 'function' as const },
    'a line is where its function begins, unless its very line was looked for',
  ],
  [{ ...one, caveat: 'bytes may be missing' }, { ...later, caveat: 'bytes may be missing' }, 'bytes may be missing'],
])('what is to be known is said %#', (before, after, said) => {
  expect(comparisonCaveats(before, after)).toEqual([said])
})
