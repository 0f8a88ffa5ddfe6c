import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareAllocations } from '../../src/runtime/compare.ts'
import { reconcile } from '../../src/runtime/reconcile.ts'
import { allocationsOf, anyAllocations, traceOf } from '../support/allocations.ts'

const MB = 1_000_000
const before = allocationsOf([traceOf(2 * MB, 1, 'a.js:1')], {
  memory: { rssBytes: 100 * MB, heapUsedBytes: 50 * MB, nativeBytes: 5 * MB },
})
const after = allocationsOf([traceOf(36 * MB, 9, 'a.js:1')], {
  memory: { rssBytes: 140 * MB, heapUsedBytes: 85 * MB, nativeBytes: 8 * MB },
  atMs: before.atMs + 60_000,
})

describe('growth of RSS', () => {
  it('is what was traced, what is native and what nobody explains', () => {
    expect(reconcile(before, after)).toEqual({
      rssGrown: 40 * MB,
      tracedGrown: 34 * MB,
      tracedIsEstimate: false,
      nativeGrown: 3 * MB,
      overheadGrown: undefined,
      unexplained: 3 * MB,
    })
  })

  it('is tracing’s own too, where that is known', () => {
    const withOverhead = (one: typeof before, overheadBytes: number) => ({
      ...one,
      memory: { ...one.memory, overheadBytes },
    })
    const { overheadGrown, unexplained } = reconcile(withOverhead(before, MB), withOverhead(after, 3 * MB))
    expect([overheadGrown, unexplained]).toEqual([2 * MB, MB])
  })

  it('is explained by no unknown figure: that is a part of what is left', () => {
    const { nativeGrown, unexplained } = reconcile(before, {
      ...after,
      memory: { ...after.memory, nativeBytes: undefined },
    })
    expect([nativeGrown, unexplained]).toEqual([undefined, 6 * MB])
  })

  it('is explained by less than nothing where memory was resident before', () => {
    expect(reconcile(before, { ...after, memory: { ...after.memory, rssBytes: 101 * MB } }).unexplained).toBe(-36 * MB)
  })

  it('is not explained where RSS is unknown, or tracing began anew in between', () => {
    expect(
      reconcile(before, { ...after, memory: { ...after.memory, rssBytes: undefined } }).unexplained,
    ).toBeUndefined()
    const anew = reconcile(before, { ...after, tracedSinceMs: before.atMs + 1 })
    expect([anew.rssGrown, anew.unexplained]).toEqual([40 * MB, undefined])
  })

  it('is an estimate where one of the two is sampled', () => {
    expect(reconcile(before, { ...after, sampledEveryBytes: 32_768 }).tracedIsEstimate).toBe(true)
    expect(reconcile({ ...before, sampledEveryBytes: 32_768 }, after).tracedIsEstimate).toBe(true)
  })

  it('adds up, and is the same whatever of it is shown', () => {
    fc.assert(
      fc.property(anyAllocations, anyAllocations, (one, other) => {
        const { reconciled } = compareAllocations(one, other, { by: 'file', path: 'nowhere' })
        expect(reconciled).toEqual(reconcile(one, other))
        const { rssGrown, tracedGrown, nativeGrown = 0, overheadGrown = 0, unexplained } = reconciled
        if (rssGrown === undefined) expect(unexplained).toBeUndefined()
        else expect(tracedGrown + nativeGrown + overheadGrown + (unexplained ?? Number.NaN)).toBe(rssGrown)
      }),
    )
  })
})
