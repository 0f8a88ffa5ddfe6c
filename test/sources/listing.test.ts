/** When everyone has to be listed again, by this kernel's own counters. */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Listing, listPids } from '../../src/sources/linux/listing.ts'
import { bundleProgram } from '../support/bundle.ts'
import { inNamespace } from './namespace.ts'
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

describe('everyone is listed again', () => {
  it('within a pid namespace, whenever somebody forked anywhere', async () => {
    expect(await inNamespace(program, compiled.program)).toEqual({
      namespace: expect.not.stringMatching(FIRST),
      nobody: false,
      nobodyForLong: true,
      clockBack: true,
      birth: true,
      birthThatIsKnown: true,
      birthAndDeath: true,
      thread: true,
    })
  })

  it('in the first pid namespace, only when the links of /proc tell that somebody is not known', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [program, compiled.program])
    const found = JSON.parse(stdout)
    // In a container there is no first namespace to be in.
    const isFirst = found.namespace === FIRST
    expect(found).toEqual({
      namespace: found.namespace,
      nobody: false,
      nobodyForLong: true,
      clockBack: true,
      birth: true,
      birthThatIsKnown: !isFirst,
      birthAndDeath: !isFirst,
      thread: !isFirst,
    })
  })
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
      const list = (): number => listing.list(forks, 3, 0).length
      const isDue = (alive: number): boolean => listing.isDue({ forks, links: listing.links(), alive, nowMs: 1 })
      expect(list()).toBe(3)
      forks++
      expect(isDue(3)).toBe(true)
      list()
      forks++
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
      forks++
      expect(isDue(3)).toBe(true)
      list()
      forks++
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
      for (let i = 0; i < 3; i++) listing.list(1, 1, 0)
      expect(listing.isDue({ forks: 2, links: listing.links(), alive: 1, nowMs: 1 })).toBe(true)
      expect(listing.isDue({ forks: undefined, links: listing.links(), alive: 1, nowMs: 1 })).toBe(true)
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
