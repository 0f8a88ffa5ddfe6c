import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { derive } from '../../src/model/derive.ts'
import type { Snapshot } from '../../src/model/snapshot.ts'
import { detectors } from '../../src/model/troubles/index.ts'
import { Troubles } from '../../src/model/troubles/trouble.ts'
import { parsePidCgroup } from '../../src/procfs/pid-cgroup.ts'
import { GroupBounds } from '../../src/sources/linux/bound-groups.ts'
import { linuxSource } from '../../src/sources/linux/source.ts'
import { GROUP_NAME, makeGroup, removeGroups } from '../support/control-groups.ts'

afterEach(removeGroups)

/** Bounds over files that are given, and which of them have been read since the last time that this was asked. */
function boundsOver(files: Record<string, string>, controllers: readonly string[]) {
  let nowMs = 5000
  let asked: string[] = []
  const read = async (path: string): Promise<string | undefined> => {
    if (path in files) asked.push(path)
    return files[path]
  }
  const bounds = new GroupBounds(read, [{ controllers, root: '/', folder: '/cg' }], () => nowMs)
  const visit = async (line: string): Promise<void> => {
    const cgroup = parsePidCgroup(Buffer.from(line))
    if (cgroup !== undefined) await bounds.visit(cgroup)
  }
  return {
    bounds,
    visit,
    pass: (ms: number): void => {
      nowMs += ms
    },
    askedSince: (): string[] => {
      const since = asked
      asked = []
      return since
    },
  }
}

describe('the limits of groups', () => {
  test('are those of version 2, of the group and of those above it', async () => {
    const files = {
      '/cg/a/cpu.max': '50000 100000\n',
      '/cg/a/cpu.stat': 'usage_usec 9\nnr_periods 40\nnr_throttled 12\nthrottled_usec 4000\n',
      '/cg/a/pids.max': 'max\n',
      '/cg/a/b/cpu.max': 'max 100000\n',
      '/cg/a/b/pids.max': '20\n',
      '/cg/a/b/pids.current': '17\n',
    }
    const { bounds, visit, pass, askedSince } = boundsOver(files, [''])
    await visit('0::/a/b\n')
    askedSince()
    expect(await bounds.look()).toEqual({
      cpu: [{ path: '/a', readAtMs: 5000, processors: 0.5, periodMs: 100, throttledPeriods: 12 }],
      tasks: [{ path: '/a/b', used: 17, most: 20 }],
    })
    // Only what changes is read again, until the limits may have been set anew.
    expect(askedSince()).toEqual(['/cg/a/b/pids.current', '/cg/a/cpu.stat'])
    await visit('0::/a\n')
    expect(askedSince()).toEqual([])
    files['/cg/a/cpu.max'] = 'max 100000\n'
    pass(31_000)
    await visit('0::/a\n')
    expect(await bounds.look()).toEqual({ cpu: [], tasks: [{ path: '/a/b', used: 17, most: 20 }] })
    // Nobody busy has been there for long.
    pass(300_000)
    askedSince()
    expect(await bounds.look()).toEqual({ cpu: [], tasks: [] })
    expect(askedSince()).toEqual([])
  })

  test('are those of version 1', async () => {
    const files = {
      '/cg/a/cpu.cfs_quota_us': '25000\n',
      '/cg/a/cpu.cfs_period_us': '50000\n',
      '/cg/a/cpu.stat': 'nr_periods 40\nnr_throttled 12\nthrottled_time 4000000\n',
      '/cg/cpu.cfs_quota_us': '-1\n',
    }
    const { bounds, visit } = boundsOver(files, ['cpu', 'cpuacct'])
    await visit('3:cpu,cpuacct:/a\n2:pids:/elsewhere\n')
    const cpu = [{ path: '/a', readAtMs: 5000, processors: 0.5, periodMs: 50, throttledPeriods: 12 }]
    expect(await bounds.look()).toEqual({ cpu, tasks: [] })
  })

  test.each(['', 'rubbish', '50000', '50000 0', 'max'])('are none where cpu.max says %j', async max => {
    const { bounds, visit } = boundsOver({ '/cg/a/cpu.max': max, '/cg/a/cpu.stat': 'nr_throttled 12\n' }, [''])
    await visit('0::/a\n')
    expect(await bounds.look()).toEqual({ cpu: [], tasks: [] })
  })
})

test('a real group that is throttled is told, with its limit', async () => {
  const group = makeGroup('cpu', 'cpu.cfs_quota_us') ?? makeGroup('cpu', 'cpu.max')
  // Without leave to make groups there is nothing to be seen here.
  if (group === undefined) return
  if (existsSync(`${group}/cpu.max`)) writeFileSync(`${group}/cpu.max`, '10000 100000')
  else writeFileSync(`${group}/cpu.cfs_quota_us`, '10000')
  const busy = spawn('sh', ['-c', `echo $$ > ${group}/cgroup.procs && while :; do :; done`], { stdio: 'ignore' })
  const source = linuxSource()
  const troubles = new Troubles(detectors({ throttled: { after: 0 } }))
  let snapshot: Snapshot | undefined
  try {
    await vi.waitFor(
      async () => {
        const sample = await source.scan({ everyone: new Set() })
        // Others of this machine may be throttled, too.
        const cpu = sample.groups?.cpu.filter(({ path }) => path === `/${GROUP_NAME}`) ?? []
        snapshot = derive(snapshot, { ...sample, groups: { cpu, tasks: [] } })
        const [told] = troubles.look(snapshot).filter(({ id }) => id === 'throttled')
        expect(told?.wordings[0]).toMatch(
          new RegExp(`^/${GROUP_NAME} throttled \\d+% of the time by its CPU limit of 0.1 cores$`),
        )
      },
      { timeout: 18_000, interval: 200 },
    )
  } finally {
    source.close()
    const ended = once(busy, 'close')
    busy.kill('SIGKILL')
    await ended
  }
})
