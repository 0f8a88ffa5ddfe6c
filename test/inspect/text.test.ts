import { describe, expect, it } from 'vitest'
import { inspectProcess } from '../../src/inspect/inspection.ts'
import type { Shown } from '../../src/inspect/part.ts'
import type { Section } from '../../src/inspect/section.ts'
import { inspectionShown, inspectionTitle } from '../../src/inspect/shown.ts'
import { inspectionText } from '../../src/inspect/text.ts'
import { UserTasks } from '../../src/inspect/user-tasks.ts'
import type { DescriptorStat, ProcessFiles } from '../../src/sources/process-files.ts'
import { procText } from '../support/fixtures.ts'
import { firstRow, MemoryFiles, recordOf, snapshotOf, someNames, statLine } from '../support/memory-files.ts'

async function shown(files: ProcessFiles, stat: string): Promise<{ title: string; all: Shown[]; sections: Section[] }> {
  const snapshot = snapshotOf(recordOf(stat))
  const userTasks = new UserTasks(files)
  const context = { snapshot, names: someNames, userTasks, thorough: true }
  const inspection = await inspectProcess(files, firstRow(snapshot), context)
  if (inspection === undefined) throw new Error('gone')
  const all = inspectionShown(inspection)
  return { title: inspectionTitle(inspection), all, sections: all.filter(one => one.kind !== 'grid') }
}

const LIMITS = procText('linux-6.18/330/limits').replace(
  'Max open files            20000                20000',
  'Max open files            1024                 4096 ',
)

const MOUNTS = '1 0 8:1 / / rw - ext4 /dev/sda1 rw\n4 1 0:6 / /dev rw - devtmpfs devtmpfs rw\n'
const NET_TCP = '0: 0100007F:1F90 00000000:0000 0A 00000000:00000002 00:00000000 00000000 0 0 4711 1 0\n'
const OPEN_FILE: DescriptorStat = { type: 'file', sizeBytes: 5000, allocatedBytes: 8192, links: 1, identity: '1:7' }

const FILES = new MemoryFiles(
  {
    '70/stat': { text: statLine() },
    '70/status': { text: procText('linux-6.18/330/status').replace(/Uid:.*/, 'Uid:\t1000\t0\t0\t0') },
    '70/statm': { text: procText('linux-6.18/330/statm') },
    '70/smaps_rollup': { text: procText('linux-6.18/330/smaps_rollup') },
    '70/smaps': { text: procText('linux-6.18/330/smaps') },
    '70/maps': { text: procText('linux-6.18/330/maps') },
    '70/cmdline': { text: "cat\0a b\0it's\0" },
    '70/limits': { text: LIMITS },
    '70/cgroup': { text: '0::/system.slice/cat.service\n' },
    '70/root': { text: '/' },
    'ionice 70': { text: 'none: prio 0\n' },
    '70/oom_score': { text: '667\n' },
    '70/oom_score_adj': { text: '-500\n' },
    'sys/kernel/cap_last_cap': { text: '40\n' },
    '70/ns/pid': { text: 'pid:[4026532645]' },
    'self/ns/pid': { text: 'pid:[4026531836]' },
    'self/mountinfo': { text: '47 46 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n' },
    '/sys/fs/cgroup/system.slice/cat.service/memory.current': { text: '222298112\n' },
    '/sys/fs/cgroup/system.slice/cat.service/memory.max': { text: '536870912\n' },
    '/sys/fs/cgroup/system.slice/cat.service/memory.events': { text: 'low 0\nhigh 0\nmax 12\noom 1\noom_kill 1\n' },
    '/sys/fs/cgroup/system.slice/cat.service/cpu.max': { text: 'max 100000\n' },
    '/sys/fs/cgroup/system.slice/cpu.max': { text: '150000 100000\n' },
    '/sys/fs/cgroup/system.slice/cpu.stat': { text: 'nr_periods 4210\nnr_throttled 388\nthrottled_usec 9120000\n' },
    '70/exe': { text: '/usr/bin/cat' },
    '70/cwd': 'denied',
    '70/io': 'denied',
    '70/mountinfo': { text: MOUNTS },
    '70/fd/0': { text: '/dev/pts/0' },
    '70/fdinfo/0': { text: 'pos:\t0\nflags:\t02\nmnt_id:\t4\n' },
    '70/fd/1': { text: '/var/log/cat.log' },
    '70/fdinfo/1': { text: 'pos:\t5000\nflags:\t02001\nmnt_id:\t1\n' },
    '70/fd/2': { text: '/tmp/removed since (deleted)' },
    '70/fdinfo/2': { text: 'pos:\t0\nflags:\t01\nmnt_id:\t1\n' },
    '70/fd/890': { text: 'socket:[4711]' },
    '70/fdinfo/890': { text: 'pos:\t0\nflags:\t02000002\nmnt_id:\t10\n' },
    '70/net/tcp': { text: NET_TCP },
  },
  [0, 1, 2, 890],
  {
    0: { ...OPEN_FILE, type: 'character-device' },
    1: OPEN_FILE,
    2: { ...OPEN_FILE, links: 0, sizeBytes: 1.2 * 1024 ** 3, allocatedBytes: 1.2 * 1024 ** 3, identity: '1:8' },
  },
)

describe('inspectionText', () => {
  it('shows everything in 80 columns', async () => {
    process.env['TZ'] = 'UTC'
    const { title, all } = await shown(FILES, statLine())
    const text = inspectionText(title, all, 80)
    await expect(text).toMatchFileSnapshot('inspect-80.txt')
    const figures = text.slice(text.indexOf('\nMemory\n'))
    // A path is as long as it likes.
    for (const line of figures.split('\n')) expect(line.replace(/ \/.*/, '').length).toBeLessThanOrEqual(80)
    expect(text).toMatch(/[^\n]\n$/)
  })

  it('has each meaning beside its figure where there is room', async () => {
    const { title, all } = await shown(FILES, statLine())
    const lines = inspectionText(title, all, 0).split('\n')
    expect(lines.find(line => line.startsWith('  NOFILE'))).toBe(
      '  NOFILE                     4 of 1,024 soft · 4,096 hard         0%  ' +
        'One more than the highest file descriptor that it may open. 4 are open.',
    )
  })

  it('says once of a kernel thread that it has no memory', async () => {
    const stat = statLine({ name: 'kthreadd', flags: 0x200000 })
    const { title, all } = await shown(new MemoryFiles({ '70/stat': { text: stat } }), stat)
    expect(inspectionText(title, all, 80)).toContain(
      '\nMemory\n  a kernel thread has no memory of its own\n\nMaps\n  a kernel',
    )
  })

  it('draws no escape code that a process put into its arguments', async () => {
    const evil = new MemoryFiles({ '70/stat': { text: statLine() }, '70/cmdline': { text: 'cat\0\x1b[2J\x9b31m\0' } })
    const { title, all } = await shown(evil, statLine())
    expect(inspectionText(title, all, 80)).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/)
  })
})

describe('sections', () => {
  it('have a meaning for each row that fits beside its figure in 80 columns', async () => {
    const { sections } = await shown(FILES, statLine())
    for (const { kind, title, rows } of sections) {
      for (const { about } of rows) {
        expect(about).not.toBe('')
        if (kind === 'figures' && title !== 'Limits') expect(about.length, about).toBeLessThanOrEqual(48)
      }
    }
  })

  it('split resident memory into its parts', async () => {
    const { sections } = await shown(FILES, statLine())
    const parts = sections.find(({ title }) => title === 'Memory')?.parts ?? []
    expect(parts.map(part => part.kind)).toEqual(['private', 'shared'])
    expect(parts.reduce((sum, part) => sum + part.bytes, 0)).toBe(2027 * 4096)
  })

  it.each([
    [500, 'plain', 49],
    [814, 'plain', 79],
    [815, 'warn', 80],
    [967, 'warn', 94],
    [968, 'bad', 95],
  ] as const)('warn of a limit by its use: %d of 1,024 is %s', async (descriptors, tone, pct) => {
    const files = new MemoryFiles(
      { '70/stat': { text: statLine() }, '70/limits': { text: LIMITS } },
      Array.from({ length: descriptors }, (_, fd) => fd),
    )
    const { sections } = await shown(files, statLine())
    const limits = sections.find(({ title }) => title === 'Limits')
    const nofile = limits?.rows.find(row => row.label === 'NOFILE')
    expect(nofile?.tone).toBe(tone)
    expect(Math.round(nofile?.barPct ?? 0)).toBe(pct)
  })

  it('tells the day of a start that was not today', async () => {
    const snapshot = snapshotOf(recordOf(statLine()))
    const old = { ...snapshot, host: { ...snapshot.host, uptimeSec: 200_000 } }
    const inspection = await inspectProcess(FILES, firstRow(snapshot), {
      snapshot: old,
      names: someNames,
      userTasks: new UserTasks(FILES),
      thorough: true,
    })
    expect(inspection && inspectionTitle(inspection)).toBe('70 cat · root · sleeping · since 2026-01-02 (2d 07h)')
  })
})
