/** Who has to be looked for, by this kernel's own counters. */
import { mkdirSync, mkdtempSync, readlinkSync, rmdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Listing, listPids } from '../../src/sources/linux/listing.ts'
import { bundleProgram } from '../support/bundle.ts'
import { inNamespace, outside } from './namespace.ts'
import { type CompiledTarget, compileTarget } from './target.ts'
import { Tree } from './tree.ts'

const FIRST = 'pid:[4026531836]'

let compiled: CompiledTarget
let program: string

beforeAll(async () => {
  compiled = await compileTarget()
  program = await bundleProgram('test/sources/programs/listing.ts')
})

afterAll(() => compiled.remove())

const LISTED = { nobodyForAMinute: 'everyone', clockBack: 'everyone' }

describe('looked for is', () => {
  it('within a pid namespace, whoever has an id that was given out since', async () => {
    expect(await inNamespace(program, compiled.program)).toEqual({
      ...LISTED,
      namespace: expect.not.stringMatching(FIRST),
      nobody: 'nobody',
      nobodyForTenSeconds: 'everyone',
      birth: 'the one who came',
      birthThatIsKnown: 'the one who came',
      birthAndDeath: 'the one who came',
      thread: 'the one who came',
      crowd: 'everyone',
    })
  })

  it('in the first pid namespace, nobody while the links of /proc tell that all are known', async () => {
    const found = await outside(program, compiled.program)
    // In a container there is no first namespace to be in.
    const isFirst = readlinkSync('/proc/self/ns/pid') === FIRST
    expect(found).toEqual({
      ...LISTED,
      namespace: readlinkSync('/proc/self/ns/pid'),
      nobody: 'nobody',
      nobodyForTenSeconds: isFirst ? 'nobody' : 'everyone',
      birth: 'the one who came',
      birthThatIsKnown: isFirst ? 'nobody' : 'the one who came',
      birthAndDeath: isFirst ? 'nobody' : 'the one who came',
      thread: isFirst ? 'nobody' : 'the one who came',
      crowd: isFirst ? 'nobody' : 'everyone',
    })
  })
})

it.each([
  ['of few', 10, false, 16],
  ['of a hundred', 100, false, 25],
  ['of a hundred by clocks', 100, true, 800],
])('ids are looked for as long as that costs less than a list: %s', (_, alive, byClock, most) => {
  const newcomers = (ids: number) => {
    const listing = new Listing('/proc', true)
    for (let i = 0; i < 2; i++) listing.list({ forks: 1, lastPid: 1000 }, 0, 0)
    return listing.newcomers({ forks: 2, lastPid: 1000 + ids, links: undefined, alive, byClock, nowMs: 1 })
  }
  expect(newcomers(most)).toEqual({ after: 1000, upTo: 1000 + most })
  expect(newcomers(most + 1)).toBeUndefined()
})

describe('a tree’s links', () => {
  it('are trusted once two lists agree about what is not a process, and not while they differ', () => {
    // Not every file system counts a folder's folders in its links, as procfs does; this one does.
    const root = mkdtempSync('/dev/shm/ntop-links-')
    const add = (name: string): void => mkdirSync(join(root, name))
    try {
      mkdirSync(join(root, 'self', 'ns'), { recursive: true })
      symlinkSync(FIRST, join(root, 'self', 'ns', 'pid'))
      for (const name of ['10', '11', '12']) add(name)
      const listing = new Listing(root, true)
      let forks = 0
      const list = (): number => listing.list({ forks: ++forks }, 3, 0).length
      const isDue = (alive: number): boolean =>
        listing.newcomers({ forks: ++forks, links: listing.links(), alive, nowMs: 1 }) === undefined
      expect(list()).toBe(3)
      expect(isDue(3)).toBe(true)
      list()
      expect(isDue(3)).toBe(false)
      expect(isDue(2)).toBe(true)
      add('13')
      expect(isDue(3)).toBe(true)
      expect(isDue(4)).toBe(false)
      rmdirSync(join(root, '12'))
      expect(isDue(3)).toBe(false)
      // Another folder beside the processes: what was known of them is of no use any more.
      add('net')
      expect(isDue(3)).toBe(true)
      list()
      expect(isDue(3)).toBe(true)
      list()
      expect(isDue(3)).toBe(false)
      rmdirSync(join(root, 'net'))
      expect(isDue(3)).toBe(true)
    } finally {
      rmSync(root, { recursive: true })
    }
  })

  it('of a tree that does not tell are never looked at', () => {
    const tree = new Tree()
    try {
      mkdirSync(join(tree.root, 'self', 'ns'), { recursive: true })
      symlinkSync(FIRST, join(tree.root, 'self', 'ns', 'pid'))
      tree.add(10)
      const listing = new Listing(tree.root, false)
      for (let i = 0; i < 3; i++) listing.list({ forks: 1, lastPid: 10 }, 1, 0)
      const links = listing.links()
      expect(listing.newcomers({ forks: 2, lastPid: 11, links, alive: 1, nowMs: 1 })).toBeUndefined()
      expect(listing.newcomers({ forks: undefined, lastPid: 10, links, alive: 1, nowMs: 1 })).toBeUndefined()
    } finally {
      tree.remove()
    }
  })
})

it.each([3, 5000])('pids ascend as numbers, where about %i are expected', expected => {
  const tree = new Tree()
  try {
    for (const pid of [100, 9, 4_194_304, 12]) tree.add(pid)
    for (const name of ['self', '12x', '0', 'net']) mkdirSync(join(tree.root, name))
    expect(listPids(tree.root, expected)).toEqual([9, 12, 100, 4_194_304])
  } finally {
    tree.remove()
  }
})
