/** A process that ends while all are listed: Node looks at its entry, finds nothing and forgets what it has read. */
import type * as FileSystem from 'node:fs'
import { statSync } from 'node:fs'
import { expect, it, vi } from 'vitest'
import { listPids } from '../../src/sources/linux/listing.ts'
import { Tree } from './tree.ts'

/** Entries that are read until one is of a process that has ended. */
let good = 0
let looks = 0

vi.mock('node:fs', async importOriginal => {
  const real = await importOriginal<typeof FileSystem>()
  const opendirSync: typeof real.opendirSync = (path, options) => {
    const folder = real.opendirSync(path, options)
    let left = good
    return Object.assign(Object.create(folder), {
      readSync: () => (left-- > 0 ? folder.readSync() : statSync(`${String(path)}/${++looks}-gone`)),
      closeSync: () => folder.closeSync(),
    })
  }
  return { ...real, opendirSync }
})

it.each([0, 2, 3])('loses nobody else when it is found out after %i entries', entries => {
  good = entries
  looks = 0
  const tree = new Tree()
  try {
    for (const pid of [4, 10, 300]) tree.add(pid)
    expect(listPids(tree.root, 5000)).toEqual([4, 10, 300])
    expect(looks).toBe(1)
  } finally {
    tree.remove()
  }
})
