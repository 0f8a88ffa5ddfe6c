import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Amount } from '../../src/control/limit-amount.ts'
import { boundsText, changeText, limitByName, parseBounds, shortName } from '../../src/control/limit-change.ts'
import { type LimitKind, RLIMITS } from '../../src/procfs/pid-limits.ts'

function limitOf(word: string): LimitKind {
  const limit = limitByName(word)
  if (limit === undefined) throw new Error(`no limit ${word}`)
  return limit
}

const nofile = limitOf('nofile')

describe('the name of a limit', () => {
  it('is that of prlimit, or of getrlimit(2), in small letters and capitals', () => {
    for (const limit of RLIMITS) {
      for (const word of [shortName(limit.name), shortName(limit.name).toUpperCase(), limit.name])
        expect(limitByName(word)).toBe(limit)
    }
    expect(RLIMITS.map(limit => shortName(limit.name)).join(' ')).toBe(
      'as core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack',
    )
  })

  it.each(['', 'files', 'rlimit_', 'nofile ', 'RLIMIT_RLIMIT_AS'])('is not %j', word => {
    expect(limitByName(word)).toBeUndefined()
  })
})

describe('SOFT:HARD', () => {
  it.each<[string, Amount | undefined, Amount | undefined]>([
    ['4096', 4096, undefined],
    ['4096:', 4096, undefined],
    [':8192', undefined, 8192],
    ['4096:8192', 4096, 8192],
    ['4k:unlimited', 4096, 'unlimited'],
    ['8192:8192', 8192, 8192],
    ['-1:-1', 'unlimited', 'unlimited'],
  ])('%s', (text, soft, hard) => {
    expect(parseBounds(nofile, text)).toEqual({ limit: nofile, soft, hard })
  })

  it.each([
    ['', '"" is not SOFT, SOFT:HARD or :HARD'],
    [':', '":" is not SOFT, SOFT:HARD or :HARD'],
    ['1:2:3', '"1:2:3" is not SOFT, SOFT:HARD or :HARD'],
    ['8k:4k', 'the soft limit 8k is above the hard limit 4k'],
    ['unlimited:5', 'the soft limit unlimited is above the hard limit 5'],
    ['1:-2', '"-2" is negative; unlimited sets no limit'],
  ])('%j is refused', (text, wrong) => {
    expect(parseBounds(nofile, text)).toEqual({ wrong })
  })

  it('is understood, or refused with words, whatever is typed', () => {
    const text = fc.string({ unit: fc.constantFrom(...'0123456789:kMG.-unlimited'.split('')) })
    fc.assert(
      fc.property(text, fc.constantFrom(...RLIMITS), (typed, limit) => {
        const change = parseBounds(limit, typed)
        if ('wrong' in change) expect(change.wrong).not.toBe('')
        else expect(change.soft === undefined && change.hard === undefined).toBe(false)
      }),
    )
  })
})

describe('a change in words', () => {
  it.each([
    [1024, 4096, 4096, 4096, 'soft 1,024 → 4,096 of hard 4,096'],
    [1024, 4096, 1024, 2048, 'hard 4,096 → 2,048, soft stays 1,024'],
    [1024, 4096, 512, 512, 'soft 1,024 → 512, hard 4,096 → 512'],
    [1024, 4096, 1024, 4096, 'soft 1,024 of hard 4,096, as before'],
  ])('from %d:%d to %d:%d', (soft, hard, newSoft, newHard, text) => {
    expect(changeText(nofile, { soft, hard }, { soft: newSoft, hard: newHard })).toBe(text)
  })

  it('says both sides of what there is', () => {
    expect(boundsText(limitOf('stack'), { soft: 8_388_608, hard: 'unlimited' })).toBe(
      'stack soft 8.0M of hard unlimited',
    )
  })
})
