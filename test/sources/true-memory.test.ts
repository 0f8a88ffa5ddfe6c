/** What the sweep finds out of real processes, and what it takes of the processor. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Facet, ProcessFacts, ProcessRecord } from '../../src/model/process.ts'
import { PoolTime } from '../../src/sources/linux/pool-time.ts'
import { Reader } from '../../src/sources/linux/reader.ts'
import { type LinuxOptions, type LinuxSource, linuxSource } from '../../src/sources/linux/source.ts'
import { childrenNamed, fixtureTree, recordOf, Tree } from './tree.ts'

const NOBODY = { everyone: new Set<Facet>() }

let source: LinuxSource

function open(options: LinuxOptions): LinuxSource {
  source = linuxSource(options)
  return source
}

afterEach(() => source.close())

const scanned = async (): Promise<readonly ProcessRecord[]> => (await source.scan(NOBODY)).processes

/** Looks at these, and waits until all of it is known. */
async function swept(...records: readonly ProcessRecord[]): Promise<void> {
  await new Promise<void>(resolve => {
    const onChange = (): void => {
      if (records.every(({ facts }) => facts.rollupRead !== undefined)) resolve()
    }
    source.sweep({ view: records.map(({ id }) => id), asked: undefined, again: true, onChange })
  })
}

function byKernel(pid: number): Partial<ProcessFacts> {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1')
  const bytes = (label: string): number => 1024 * Number(new RegExp(`^${label}: +(\\d+) kB$`, 'm').exec(text)?.[1] ?? 0)
  return {
    ussBytes: bytes('Private_Clean') + bytes('Private_Dirty') + bytes('Private_Hugetlb'),
    pssBytes: bytes('Pss'),
    swapBytes: bytes('Swap'),
  }
}

describe('a real process', () => {
  let child: ChildProcess
  let pid: number

  beforeAll(async () => {
    child = spawn('sleep', ['1000'])
    pid = child.pid ?? 0
    await vi.waitFor(() => expect(readFileSync(`/proc/${pid}/stat`, 'latin1')).toContain('(sleep) S '))
  })

  afterAll(() => {
    child.kill('SIGKILL')
  })

  it('has the memory that the kernel says it has', async () => {
    const { facts } = await vi.waitFor(
      async () => {
        open({ sweepShare: 1 })
        const before = byKernel(pid)
        const record = recordOf(await scanned(), pid)
        await swept(record).finally(() => source.close())
        const after = byKernel(pid)
        // Others who share its pages come and go: it lies between what was before and what was after.
        for (const figure of ['ussBytes', 'pssBytes', 'swapBytes'] as const) {
          const bounds = [Number(before[figure]), Number(after[figure])]
          expect(record.facts[figure]).toBeGreaterThanOrEqual(Math.min(...bounds))
          expect(record.facts[figure]).toBeLessThanOrEqual(Math.max(...bounds))
        }
        return record
      },
      { timeout: 15_000 },
    )
    expect(facts.ussBytes).toBeGreaterThan(0)
    expect(facts.pssBytes).toBeGreaterThan(facts.ussBytes ?? 0)
  })

  it('has none any more that is known once it has ended', async () => {
    open({ sweepShare: 1 })
    const ending = spawn('sleep', ['1000'])
    const record = recordOf(await scanned(), ending.pid ?? 0)
    const gone = once(ending, 'exit')
    ending.kill('SIGKILL')
    await gone
    await swept(record)
    expect(record.facts).toMatchObject({ ussBytes: undefined, pssBytes: undefined, swapBytes: undefined })
  })
})

describe('recorded processes', () => {
  let tree: Tree

  beforeEach(() => {
    tree = new Tree()
    const rollup = readFileSync(`${fixtureTree('linux-6.18')}/320/smaps_rollup`, 'latin1')
    for (let pid = 1; pid <= 8; pid++) tree.add(pid, {}, { cmdline: `p${pid}\0`, smaps_rollup: rollup })
    open({ procfs: tree.root, sysfs: tree.root, sweepShare: 1 })
  })

  afterEach(() => tree.remove())

  it('that are stuck say so, and do not keep the sweep from the others', async () => {
    tree.pipe(7, 'smaps_rollup')
    const records = await scanned()
    await swept(...records)
    for (const { pid, facts } of records) {
      if (pid === 7) expect(facts).toMatchObject({ trouble: 'memory map locked', pssBytes: undefined })
      else expect(facts).toMatchObject({ trouble: undefined, pssBytes: expect.any(Number) })
    }
  })

  it('leave nothing behind when the source is closed amid a reading', async () => {
    for (const pid of [1, 2]) tree.pipe(pid, 'smaps_rollup')
    const records = (await scanned()).filter(({ pid }) => pid <= 2)
    const onChange = (): void => {}
    source.sweep({ view: records.map(({ id }) => id), asked: undefined, again: true, onChange })
    await vi.waitFor(() => expect(childrenNamed('cat')).toHaveLength(1))
    source.close()
    await vi.waitFor(() => expect(childrenNamed('cat')).toEqual([]))
    await source.settled()
    expect(childrenNamed('cat')).toEqual([])
  })

  it('are read by whoever fills them too, at once', async () => {
    const records = await scanned()
    await source.fill(
      records.map(({ id }) => id),
      new Set<Facet>(['rollup']),
    )
    for (const { facts } of records) expect(facts).toMatchObject({ pssBytes: expect.any(Number), rollupStale: false })
  })
})

describe('the time of the pool', () => {
  it('is what reading takes there, and not what the main thread does meanwhile', async () => {
    open({})
    const poolTime = new PoolTime()
    const reader = new Reader()
    try {
      // Memory of our own that the kernel walks through, page by page.
      const memory = Buffer.alloc(64 * 1024 * 1024, 1)
      const before = poolTime.spentMs()
      const { user, system } = process.cpuUsage()
      for (let i = 0; i < 20; i++) {
        await reader.read('/proc/self/smaps_rollup', 'pool', 10_000)
        for (const endMs = performance.now() + 5; performance.now() < endMs; );
      }
      const spentMs = poolTime.spentMs() - before
      const all = process.cpuUsage({ user, system })
      expect(memory).toHaveLength(64 * 1024 * 1024)
      expect(spentMs).toBeGreaterThan(1)
      expect((all.user + all.system) / 1000 - spentMs).toBeGreaterThan(50)
    } finally {
      reader.close()
      poolTime.close()
    }
  })
})
