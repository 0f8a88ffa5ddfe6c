import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { availableMemory } from '../../src/runtime/available-memory.ts'
import { linuxSource } from '../../src/sources/linux/source.ts'
import { type Content, MemoryFiles } from '../support/memory-files.ts'

const MIB = 1024 ** 2
const ROOT = '/sys/fs/cgroup'
const A = `${ROOT}/a.slice`
const B = `${A}/b.service`

const MACHINE: Record<string, Content> = {
  meminfo: { text: `MemTotal: ${9000 * 1024} kB\nMemFree: ${100 * 1024} kB\nMemAvailable: ${8000 * 1024} kB\n` },
}

/** Version 2, without a limit anywhere. */
const UNBOUND: Record<string, Content> = {
  ...MACHINE,
  '7/cgroup': { text: '0::/a.slice/b.service\n' },
  'self/mountinfo': { text: `47 46 0:28 / ${ROOT} rw - cgroup2 cgroup2 rw\n` },
  [`${A}/memory.max`]: { text: 'max\n' },
  [`${A}/memory.high`]: { text: 'max\n' },
  [`${A}/memory.current`]: { text: `${300 * MIB}\n` },
  [`${A}/memory.stat`]: { text: `anon 1\ninactive_file ${50 * MIB}\n` },
  [`${B}/memory.max`]: { text: 'max\n' },
  [`${B}/memory.current`]: { text: `${200 * MIB}\n` },
}

const left = (more: Record<string, Content> = {}, all = UNBOUND): Promise<number | undefined> =>
  availableMemory(new MemoryFiles({ ...all, ...more }), 7)

describe('what a program may take in addition', () => {
  it('is what the machine has left, where nothing else bounds it', async () => {
    expect(await left()).toBe(8000 * MIB)
  })

  it('is what the group that leaves least leaves, be its limit the widest', async () => {
    const wide = { [`${A}/memory.max`]: { text: `${400 * MIB}\n` } }
    expect(await left(wide)).toBe((400 - 300 + 50) * MIB)
    const both = { ...wide, [`${B}/memory.max`]: { text: `${390 * MIB}\n` } }
    expect(await left(both), 'the tighter limit leaves more').toBe(150 * MIB)
    expect(await left({ ...both, [`${B}/memory.current`]: { text: `${389 * MIB}\n` } })).toBe(MIB)
  })

  it('ends where a group would be held up', async () => {
    expect(await left({ [`${A}/memory.high`]: { text: `${270 * MIB}\n` } })).toBe(20 * MIB)
    expect(await left({ [`${A}/memory.high`]: { text: `${200 * MIB}\n` } }), 'past it already').toBe(0)
  })

  it('is what groups of version 1 leave', async () => {
    const folder = `${ROOT}/memory/job`
    const files: Record<string, Content> = {
      ...MACHINE,
      '7/cgroup': { text: '4:memory:/job\n0::/\n' },
      'self/mountinfo': { text: `47 46 0:28 / ${ROOT}/memory rw - cgroup cgroup rw,memory\n` },
      [`${folder}/memory.limit_in_bytes`]: { text: `${100 * MIB}\n` },
      [`${folder}/memory.usage_in_bytes`]: { text: `${90 * MIB}\n` },
      [`${folder}/memory.stat`]: { text: `inactive_file 0\ntotal_inactive_file ${10 * MIB}\n` },
      [`${ROOT}/memory/memory.limit_in_bytes`]: { text: '9223372036854771712\n' },
    }
    expect(await left({}, files)).toBe(20 * MIB)
    expect(await left({ [`${ROOT}/memory/memory.limit_in_bytes`]: 'denied' }, files)).toBeUndefined()
  })

  it('is bounded by no group where the kernel has none', async () => {
    expect(await left({ '7/cgroup': 'gone' })).toBe(8000 * MIB)
  })

  it('is what its own limits leave', async () => {
    const limit = (kb: number) => ({
      '7/limits': { text: `Max address space         ${kb * 1024}              unlimited            bytes     \n` },
      '7/status': { text: 'Name:\tnode\nState:\tS (sleeping)\nVmSize:\t   3000 kB\nVmData:\t   1000 kB\n' },
    })
    expect(await left(limit(5000))).toBe(2000 * 1024)
    expect(await left(limit(2000))).toBe(0)
  })

  it('is not known where a limit may be that is not seen', async () => {
    for (const unseen of [
      { '7/cgroup': 'denied' },
      { 'self/mountinfo': 'locked' },
      { 'self/mountinfo': { text: '' } },
      { '7/cgroup': { text: '0::/../elsewhere\n' } },
      { [`${A}/memory.max`]: 'denied' },
      { [`${A}/memory.max`]: { text: '1000000\n' }, [`${A}/memory.current`]: 'denied' },
      { meminfo: 'denied' },
    ] as const) {
      expect(await left(unseen), JSON.stringify(unseen)).toBeUndefined()
    }
  })

  it('is told of ourselves, and no more than the machine has', async () => {
    const source = linuxSource()
    try {
      if (source.files === undefined) throw new Error('no files')
      const bytes = await availableMemory(source.files, process.pid)
      const total = Number(/^MemTotal:\s+(\d+)/m.exec(readFileSync('/proc/meminfo', 'latin1'))?.[1]) * 1024
      expect(bytes).toBeGreaterThan(0)
      expect(bytes).toBeLessThanOrEqual(total)
    } finally {
      source.close()
    }
  })
})
