/** Both read the same recorded kernel: every figure must be the same, to the byte. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { builtNtop } from '../support/build.ts'
import { procFixture } from '../support/fixtures.ts'
import { jsonOfNtop } from '../support/ntop.ts'
import { inNtopsWords, type ProcessMemory, type Psutil, startPsutil } from './psutil.ts'

interface Moment {
  readonly memory: Readonly<Record<string, number>>
  readonly swap: Readonly<Record<string, number>>
  readonly network: readonly { readonly interface: string; readonly [counter: string]: unknown }[]
  readonly processes: readonly ({
    readonly pid: number
    readonly kernelThread: boolean
    readonly state: string
  } & ProcessMemory)[]
}

const KERNELS = ['linux-6.18', 'linux-3.10', 'linux-2.6.32']

let psutil: Psutil
beforeAll(async () => {
  psutil = startPsutil()
  await builtNtop()
})
afterAll(() => psutil.end())

async function momentOf(kernel: string): Promise<Moment> {
  const tree = procFixture(kernel)
  return (await jsonOfNtop('--once', '--json', '--full', '-d', '0.1', '--procfs', tree)) as Moment
}

describe.each(KERNELS)('%s', kernel => {
  let ours: Moment
  beforeAll(async () => {
    ours = await momentOf(kernel)
  })

  test('memory: every field but used, which psutil counted otherwise before 7.1', async () => {
    const { percent, ...virtual } = (await psutil.ask('memory', procFixture(kernel))).virtual
    expect({
      total: ours.memory['totalBytes'],
      available: ours.memory['availableBytes'],
      free: ours.memory['freeBytes'],
      active: ours.memory['activeBytes'],
      inactive: ours.memory['inactiveBytes'],
      buffers: ours.memory['buffersBytes'],
      cached: ours.memory['cachedBytes'],
      shared: ours.memory['sharedBytes'],
      slab: ours.memory['slabBytes'],
      used: ours.memory['usedBytes'],
    }).toEqual({ ...virtual, used: virtual.total - virtual.available })
    expect(ours.memory['usedPct']?.toFixed(1)).toBe(percent.toFixed(1))
  })

  test('swap', async () => {
    const { swap } = await psutil.ask('memory', procFixture(kernel))
    expect(ours.swap).toMatchObject({
      totalBytes: swap.total,
      usedBytes: swap.used,
      freeBytes: swap.free,
      inBytes: swap.sin,
      outBytes: swap.sout,
    })
  })

  test('network counters', async () => {
    const theirs = await psutil.ask('network', procFixture(kernel))
    expect(ours.network.map(link => link.interface).sort()).toEqual(Object.keys(theirs).sort())
    for (const link of ours.network) {
      const { bytes_recv, bytes_sent, errin, errout } = theirs[link.interface] ?? {}
      expect(link).toMatchObject({ rxBytes: bytes_recv, txBytes: bytes_sent, rxErrors: errin, txErrors: errout })
    }
  })
})

describe('processes of linux-6.18', () => {
  const tree = procFixture('linux-6.18')
  test('the list: memory of each', async () => {
    const { processes } = await momentOf('linux-6.18')
    const alive = processes.filter(process => !process.kernelThread && process.state !== 'Z')
    expect(alive.length).toBeGreaterThan(15)
    const theirs = await psutil.ask(
      'process_memory',
      tree,
      alive.map(process => process.pid),
    )
    for (const process of alive) {
      const expected = theirs[process.pid]
      if (expected === undefined) throw new Error(`psutil left out ${process.pid}`)
      // The kernel's line in `stat`, which a list is made from, holds an estimate of resident memory.
      const { rssBytes: _, ...exact } = inNtopsWords(expected)
      expect(process, String(process.pid)).toMatchObject(exact)
    }
  })

  test.each([1, 320, 330])('inspecting %i: all ten of memory_full_info', async pid => {
    const theirs = await psutil.ask('process_memory', tree, [pid])
    const expected = theirs[pid]
    if (expected === undefined) throw new Error(`psutil left out ${pid}`)
    expect(await jsonOfNtop('inspect', String(pid), '--json', '--procfs', tree)).toMatchObject({
      memory: inNtopsWords(expected),
    })
  })
})
