import { describe, expect, it } from 'vitest'
import { limitByName, parseBounds } from '../../src/control/limit-change.ts'
import { type LimitFacts, type LimitPlan, type PossibleLimit, planLimit } from '../../src/control/limit-plan.ts'

const facts: LimitFacts = {
  pid: 1234,
  name: 'node',
  before: { soft: 1024, hard: 524_288 },
  used: 40,
  mayRaise: true,
  nrOpen: 1_048_576,
}

/** The plan for `nofile=4096`. */
function plan(word: string, over: Partial<LimitFacts> = {}): LimitPlan {
  const [name = '', bounds = ''] = word.split('=')
  const limit = limitByName(name)
  if (limit === undefined) throw new Error(`no limit ${name}`)
  const asked = parseBounds(limit, bounds)
  if ('wrong' in asked) throw new Error(asked.wrong)
  return planLimit(asked, { ...facts, ...over })
}

function possible(word: string, over: Partial<LimitFacts> = {}): PossibleLimit {
  const planned = plan(word, over)
  if (planned.kind !== 'possible') throw new Error(planned.text)
  return planned
}

describe('what will happen', () => {
  it('is said with what there is now', () => {
    const { text, notes, ends, after } = possible('nofile=4096')
    expect(text).toBe('nofile of 1234 node: soft 1,024 → 4,096 of hard 524,288')
    expect(after).toEqual({ soft: 4096, hard: 524_288 })
    expect([notes, ends]).toEqual([[], undefined])
  })

  it('leaves the soft limit where the hard one still has room for it', () => {
    const { change, text } = possible('nofile=:2048')
    expect(change).toMatchObject({ soft: undefined, hard: 2048 })
    expect(text).toBe('nofile of 1234 node: hard 524,288 → 2,048, soft stays 1,024')
  })

  it('brings the soft limit down with the hard one, and says so', () => {
    const { change, text, notes } = possible('nofile=:512')
    expect(change).toMatchObject({ soft: 512, hard: 512 })
    expect(text).toBe('nofile of 1234 node: soft 1,024 → 512, hard 524,288 → 512')
    expect(notes).toEqual(['the soft limit comes down with the hard one'])
  })
})

describe('what cannot be', () => {
  it.each<[string, Partial<LimitFacts>, string]>([
    [
      'nofile=600000',
      {},
      'nofile of 1234 node: soft 600,000 is above its hard limit 524,288; nofile=SOFT:HARD sets both',
    ],
    [
      'nofile=unlimited',
      {},
      'nofile of 1234 node: soft unlimited is above its hard limit 524,288; nofile=SOFT:HARD sets both',
    ],
    [
      'nofile=:1048577',
      {},
      'nofile of 1234 node: a hard limit of 1,048,577 is above 1,048,576, the most that /proc/sys/fs/nr_open allows anybody',
    ],
    [
      // The kernel looks at the hard limit whether it is new or not.
      'nofile=5',
      { before: { soft: 1024, hard: 2_000_000 } },
      'nofile of 1234 node: a hard limit of 2,000,000 is above 1,048,576, the most that /proc/sys/fs/nr_open allows anybody',
    ],
    [
      'nofile=:600000',
      { mayRaise: false },
      'nofile of 1234 node: a hard limit above 524,288 needs root with CAP_SYS_RESOURCE',
    ],
  ])('%s %j', (word, over, text) => {
    expect(plan(word, over)).toEqual({ kind: 'refused', text, why: text.slice(text.indexOf(': ') + 2) })
  })

  it('is left to the kernel where it is not certain', () => {
    expect(plan('nofile=:600000', { mayRaise: undefined }).kind).toBe('possible')
    expect(plan('nofile=:unlimited', { nrOpen: undefined }).kind).toBe('possible')
    expect(plan('as=:unlimited', { before: { soft: 1, hard: 2 } }).kind).toBe('possible')
    // Not raised, so no privilege is needed.
    expect(plan('nofile=5:524288', { mayRaise: false }).kind).toBe('possible')
  })
})

describe('a limit of CPU time', () => {
  const unbound = { before: { soft: 'unlimited', hard: 'unlimited' } } as const
  const used = { ...unbound, used: 192.4 }

  it('below what was used ends the process', () => {
    expect(possible('cpu=192', used).ends).toBe(
      'ends it at once unless it handles SIGXCPU: it has used 3m 12s; SIGXCPU at the soft limit, SIGKILL at the hard one',
    )
    expect(possible('cpu=5:5', used).ends).toBe(
      'kills it at once: it has used 3m 12s, and gets SIGKILL at the hard limit',
    )
    expect(possible('cpu=:1m', used).ends).toMatch(/^kills it at once/)
    expect(possible('cpu=0', { ...unbound, used: 0 }).ends).toMatch(/^ends it at once/)
  })

  it('above what was used does not', () => {
    expect(possible('cpu=193', used).ends).toBeUndefined()
    expect(possible('cpu=5m:unlimited', used).ends).toBeUndefined()
    expect(possible('cpu=1', { ...unbound, used: undefined }).ends).toBeUndefined()
    // The soft limit was passed before; nothing new happens.
    expect(possible('cpu=:10m', { used: 192, before: { soft: 100, hard: 'unlimited' } }).ends).toBeUndefined()
    expect(possible('as=5', { ...unbound, used: 192 }).ends).toBeUndefined()
  })
})

describe('what is worth knowing', () => {
  const notes = (word: string, over: Partial<LimitFacts> = {}) => possible(word, over).notes
  const unbound = { before: { soft: 'unlimited', hard: 'unlimited' }, mayRaise: true } as const

  it('about descriptors that are open', () => {
    expect(notes('nofile=20')).toEqual(['40 are open and stay so; no new descriptor can be 20 or above'])
    expect(notes('nofile=40')).toEqual([])
    expect(notes('nofile=20', { used: undefined })).toEqual([])
  })

  it('about what is used already', () => {
    expect(notes('as=1M', { ...unbound, used: 2 ** 21 })).toEqual([
      'it uses 2.0M already, which it keeps; asking for more memory fails',
    ])
    expect(notes('core=0', { ...unbound, used: undefined })).toEqual([])
  })

  it('about the hard limit, that it cannot be raised again', () => {
    const low = ['raising the hard limit again will need root with CAP_SYS_RESOURCE']
    expect(notes('nofile=:2048', { mayRaise: false })).toEqual(low)
    expect(notes('nofile=:2048', { mayRaise: undefined })).toEqual(low)
    expect(notes('nofile=:2048')).toEqual([])
  })

  it.each([
    ['rss=1G', 'Linux does not enforce it'],
    ['locks=5', 'Linux does not enforce it'],
    ['nproc=50', 'it counts all processes and threads of the same user; root is not bound by it'],
    ['stack=1M', 'it holds as the stack of the main thread grows and for programs started from now on'],
    ['nice=25', 'it may lower its nice value to -5'],
    ['nice=99', 'it may lower its nice value to -20'],
    ['nice=0', 'it may not lower its nice value'],
  ])('%s', (word, note) => {
    const [first] = notes(word, { ...unbound, used: 0 })
    expect(first?.startsWith(note), first).toBe(true)
  })
})
