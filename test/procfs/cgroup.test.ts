import { describe, expect, it } from 'vitest'
import { parseGroupCounters } from '../../src/procfs/cgroup-counters.ts'
import { parseCpuMax, parseCpuQuota, parseGroupLimit } from '../../src/procfs/cgroup-limit.ts'
import { parseGroupMounts } from '../../src/procfs/cgroup-mounts.ts'
import { procFile } from '../support/fixtures.ts'

describe('limits of control groups', () => {
  it.each([
    ['536870912\n', 536_870_912],
    ['0\n', 0],
    ['max\n', 'unlimited'],
    // What v1 prints for none, and kernels before 3.19.
    ['9223372036854771712\n', 'unlimited'],
    ['9223372036854775807\n', 'unlimited'],
    ['', undefined],
    ['-1\n', undefined],
    ['maximum\n', undefined],
  ])('memory.max and the like: %j', (text, limit) => {
    expect(parseGroupLimit(text)).toBe(limit)
  })

  it.each([
    ['50000 100000\n', 0.5],
    ['250000 100000\n', 2.5],
    ['max 100000\n', 'unlimited'],
    ['50000\n', undefined],
    ['50000 0\n', undefined],
    ['', undefined],
  ])('cpu.max: %j', (text, limit) => {
    expect(parseCpuMax(text)).toBe(limit)
  })

  it.each([
    ['-1\n', '100000\n', 'unlimited'],
    ['150000\n', '100000\n', 1.5],
    ['', '100000\n', undefined],
    ['1000\n', '', undefined],
  ])('cpu.cfs_quota_us %j in %j', (quota, period, limit) => {
    expect(parseCpuQuota(quota, period)).toBe(limit)
  })
})

describe('counters of control groups', () => {
  it('are read by their keys', () => {
    const events = parseGroupCounters('low 0\nhigh 12\nmax 7\noom 1\noom_kill 1\noom_group_kill 0\n')
    expect(events.get('high')).toBe(12)
    expect(events.get('oom_kill')).toBe(1)
    expect(parseGroupCounters('nr_periods 10\n\nthrottled_usec\n x\nkey -3\n')).toEqual(new Map([['nr_periods', 10]]))
  })
})

describe('mounts of control groups', () => {
  it('are told by version, each of v1 with its controllers', () => {
    expect(parseGroupMounts(procFile('linux-6.18/self/mountinfo'))).toEqual([
      { controllers: [''], root: '/', folder: '/sys/fs/cgroup' },
    ])
    const old = parseGroupMounts(procFile('linux-3.10/self/mountinfo'))
    const folderOf = (controller: string) => old.find(({ controllers }) => controllers.includes(controller))?.folder
    expect(folderOf('memory')).toBe('/sys/fs/cgroup/memory')
    expect(folderOf('cpu')).toBe('/sys/fs/cgroup/cpu,cpuacct')
    expect(folderOf('name=systemd')).toBe('/sys/fs/cgroup/systemd')
    expect(folderOf('')).toBeUndefined()
  })

  it('keep a name as it is', () => {
    const line = '47 46 0:28 /a\\134x2d /sys/fs/my\\040cgroup rw - cgroup2 cgroup2 rw\n'
    expect(parseGroupMounts(Buffer.from(line))).toEqual([
      { controllers: [''], root: '/a\\x2d', folder: '/sys/fs/my cgroup' },
    ])
  })
})
