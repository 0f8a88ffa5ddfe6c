import { afterEach, describe, expect, it } from 'vitest'
import { type ControlGroup, readControlGroup } from '../../src/inspect/control-group.ts'
import { type Field, fromFile, unknown } from '../../src/inspect/field.ts'
import { parsePidCgroup } from '../../src/procfs/pid-cgroup.ts'
import { type LinuxSource, linuxSource } from '../../src/sources/linux/source.ts'
import type { ProcessFiles } from '../../src/sources/process-files.ts'
import { procFixture } from '../support/fixtures.ts'
import { type Content, MemoryFiles } from '../support/memory-files.ts'

const MIB = 1024 ** 2
let source: LinuxSource | undefined

afterEach(() => {
  source?.close()
})

function read(files: ProcessFiles, pid: number): Promise<ControlGroup> {
  return readControlGroup(files, fromFile(files.prompt(pid, 'cgroup'), parsePidCgroup))
}

async function recorded(tree: string, pid: number, sysfs: string | undefined = procFixture(`../sys/${tree}`)) {
  source = linuxSource({ procfs: procFixture(tree), sysfs })
  return await read(source.files, pid)
}

/** Fields as what they hold: the value, or why it is unknown. */
function plain(fields: object): Record<string, unknown> {
  const entries = Object.entries(fields as Record<string, Field<unknown>>)
  return Object.fromEntries(entries.map(([key, field]) => [key, 'value' in field ? field.value : field.unknown]))
}

describe('a control group of version 2', () => {
  const path = '/system.slice/docker-0f3c5b8d9e2a7164c1b0a9e8d7f6c5b4a39281706f5e4d3c2b1a09f8e7d6c5b4.scope'

  it('has limits, use and events of its own', async () => {
    const { memory, cpu, pids } = await recorded('linux-6.18', 330)
    expect(plain(memory)).toEqual({
      of: { path, isOwn: true },
      usedBytes: 212 * MIB,
      max: { value: 512 * MIB, of: path, used: 212 * MIB },
      high: { value: 'unlimited', of: path, used: 212 * MIB },
      swapUsedBytes: 7 * MIB,
      swapMax: { value: 512 * MIB, of: path, used: 7 * MIB },
      timesAtMax: 12,
      timesAboveHigh: 0,
      oomKills: 1,
      pressure: {
        some: { avg10: 1.25, avg60: 0.41, avg300: 0.09, totalUs: 4_182_733 },
        full: { avg10: 0.8, avg60: 0.3, avg300: 0.07, totalUs: 3_877_120 },
      },
    })
    expect(plain(cpu)).toEqual({
      of: { path, isOwn: true },
      max: { value: 1.5, of: path, used: undefined },
      periods: 4210,
      throttledPeriods: 388,
      throttledMs: 9120,
    })
    expect(plain(pids)).toEqual({ of: { path, isOwn: true }, used: 6, max: { value: 512, of: path, used: 6 } })
  })

  it('is bound by the tightest of those above, which is named with its own use', async () => {
    const { memory, cpu, pids } = await recorded('linux-6.18', 392)
    const slice = '/user.slice/user-1000.slice'
    expect(plain(memory)).toMatchObject({
      of: { path: `${slice}/session-4.scope`, isOwn: true },
      usedBytes: 100 * MIB,
      max: { value: 1024 * MIB, of: slice, used: 792 * MIB },
      high: { value: 966_367_641, of: slice, used: 792 * MIB },
      // The group itself has run into nothing, as far as it knows.
      timesAboveHigh: 4,
      timesAtMax: 0,
      swapMax: { value: 'unlimited', of: `${slice}/session-4.scope` },
    })
    expect(plain(cpu)).toMatchObject({
      max: { value: 'unlimited', of: `${slice}/session-4.scope` },
      throttledPeriods: 0,
    })
    expect(plain(pids)).toMatchObject({ used: 3, max: { value: 9540, of: slice, used: 60 } })
  })

  it('has run into the limit of a group above as often as that group tells', async () => {
    const folder = '/sys/fs/cgroup/a'
    const { memory } = await read(
      new MemoryFiles({
        '7/cgroup': { text: '0::/a/b\n' },
        'self/mountinfo': { text: '47 46 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n' },
        [`${folder}/b/memory.current`]: { text: '4096\n' },
        [`${folder}/b/memory.max`]: { text: 'max\n' },
        [`${folder}/b/memory.high`]: { text: 'max\n' },
        [`${folder}/b/memory.events`]: { text: 'high 0\nmax 0\noom_kill 2\n' },
        [`${folder}/memory.current`]: { text: '8192\n' },
        [`${folder}/memory.max`]: { text: '12288\n' },
        [`${folder}/memory.high`]: { text: 'max\n' },
        [`${folder}/memory.events`]: { text: 'high 0\nmax 31\noom_kill 5\n' },
      }),
      7,
    )
    expect(plain(memory)).toMatchObject({ timesAtMax: 31, timesAboveHigh: 0, oomKills: 2 })
  })

  it('is uncounted at the root', async () => {
    const { memory, cpu, pids } = await recorded('linux-6.18', 2)
    for (const fields of [memory, cpu, pids])
      expect(new Set(Object.values(plain(fields)))).toEqual(new Set(['uncounted']))
  })

  it('is not looked for among this machine’s where the tree is another’s', async () => {
    source = linuxSource({ procfs: procFixture('linux-6.18') })
    const { memory } = await read(source.files, 330)
    expect(memory.usedBytes).toEqual({ unknown: 'uncounted' })
  })
})

describe('a control group of version 1', () => {
  const path = '/docker/4d1e8c6b2a9f70315e8d7c6b5a49382716f5e4d3c2b1a0998877665544332211'

  it('has each controller in a hierarchy of its own', async () => {
    const { memory, cpu, pids } = await recorded('linux-3.10', 4242)
    expect(plain(memory)).toEqual({
      of: { path, isOwn: true },
      usedBytes: 240 * MIB,
      max: { value: 256 * MIB, of: path, used: 240 * MIB },
      high: 'version-1',
      swapUsedBytes: 4096,
      swapMax: 'version-1',
      timesAtMax: 57,
      timesAboveHigh: 'version-1',
      // Not before 4.13.
      oomKills: 'untold',
      pressure: 'version-1',
    })
    expect(plain(cpu)).toEqual({
      of: { path, isOwn: true },
      max: { value: 4, of: '/docker', used: undefined },
      periods: 120,
      throttledPeriods: 2,
      throttledMs: 30,
    })
    // No controller of pids on that machine.
    expect(new Set(Object.values(plain(pids)))).toEqual(new Set(['unmounted']))
  })
})

describe('what is missing', () => {
  const FOLDER = '/sys/fs/cgroup/system.slice/a.service'
  const content: Readonly<Record<string, Content>> = {
    '7/cgroup': { text: '0::/system.slice/a.service\n' },
    'self/mountinfo': { text: '47 46 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n' },
  }
  const group = (more: Readonly<Record<string, Content>>) => read(new MemoryFiles({ ...content, ...more }), 7)

  it('is told controller by controller', async () => {
    const { memory, cpu, pids } = await group({
      [`${FOLDER}/pids.current`]: { text: '3\n' },
      [`${FOLDER}/memory.current`]: 'denied',
    })
    expect(memory.usedBytes).toEqual({ unknown: 'denied' })
    expect(cpu.max).toEqual({ unknown: 'uncounted' })
    expect(plain(pids)).toEqual({ of: { path: '/system.slice/a.service', isOwn: true }, used: 3, max: 'untold' })
  })

  it('is taken from the nearest group above that is counted', async () => {
    const { memory } = await group({
      '/sys/fs/cgroup/system.slice/memory.current': { text: '4096\n' },
      '/sys/fs/cgroup/system.slice/memory.max': { text: 'max\n' },
    })
    expect(plain(memory)).toMatchObject({
      of: { path: '/system.slice', isOwn: false },
      usedBytes: 4096,
      oomKills: 'untold',
    })
  })

  it.each([
    ['no hierarchy is mounted', { 'self/mountinfo': { text: '1 0 8:1 / / rw - ext4 /dev/sda1 rw\n' } }, 'unmounted'],
    ['the group is outside', { '7/cgroup': { text: '0::/../b.service\n' } }, 'outside'],
    ['the kernel has no groups', { '7/cgroup': 'gone' }, 'untold'],
    ['mounts are hidden', { 'self/mountinfo': 'denied' }, 'denied'],
  ] as const)('where %s', async (_, more, why) => {
    const { memory, cpu, pids } = await group(more)
    expect([memory.max, cpu.max, pids.max]).toEqual([unknown(why), unknown(why), unknown(why)])
  })
})
