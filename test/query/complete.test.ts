import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { complete } from '../../src/query/complete.ts'

describe('completion', () => {
  it.each([
    ['cg', 'cgroup ', 'cgroup'],
    ['cp', 'cpu', 'cpu cpudelay'],
    ['CP', 'cpu', 'cpu cpudelay'],
    ['con', 'container ', 'container'],
    ['node and us', 'node and us', 'user uss'],
    ['(maj', '(majflt ', 'majflt'],
    ['!maj', '!majflt ', 'majflt'],
    ['a|maj', 'a|majflt ', 'majflt'],
    ['a maj', 'a majflt ', 'majflt'],
    ['grew', 'grew ', 'grew'],
    ['state = ru', 'state = running ', 'running'],
    ['state = s', 'state = s', 'sleeping stopped'],
    ['state !=', 'state !=', 'running sleeping blocked stopped traced zombie idle dead'],
    ['nothing', 'nothing', ''],
    ['cpu > 1', 'cpu > 1', ''],
    ['user = ro', 'user = ro', ''],
    ['"cp', '"cp', ''],
    ['cpu ', 'cpu ', ''],
    ['maj )', 'maj )', ''],
  ])('%s', (text, completed, candidates) => {
    expect(complete(text)).toEqual({ text: completed, candidates: candidates === '' ? [] : candidates.split(' ') })
  })

  it('offers all fields where one may stand', () => {
    for (const text of ['', 'cpu > 1 and', 'not ', '(']) {
      expect(complete(text).candidates).toContain('container')
      expect(complete(text).text).toBe(text)
    }
  })

  it('only adds, or mends the case', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'acemnostu ()!|>~"') }), text => {
        expect(complete(text).text.toLowerCase().startsWith(text.toLowerCase())).toBe(true)
      }),
    )
  })
})
