import { describe, expect, it } from 'vitest'
import { groupLevels } from '../../src/procfs/cgroup-levels.ts'
import type { GroupMount } from '../../src/procfs/cgroup-mounts.ts'

const V2: GroupMount = { controllers: [''], root: '/', folder: '/sys/fs/cgroup' }

function paths(mounts: readonly GroupMount[], controller: string, path: string): unknown {
  const levels = groupLevels(mounts, controller, path)
  return typeof levels === 'string' ? levels : levels.map(level => [level.path, level.folder])
}

describe('groupLevels', () => {
  it('go from the group up to the root', () => {
    expect(paths([V2], '', '/system.slice/ssh.service')).toEqual([
      ['/system.slice/ssh.service', '/sys/fs/cgroup/system.slice/ssh.service'],
      ['/system.slice', '/sys/fs/cgroup/system.slice'],
      ['/', '/sys/fs/cgroup'],
    ])
    expect(paths([V2], '', '/')).toEqual([['/', '/sys/fs/cgroup']])
  })

  it('end at what is mounted of the hierarchy: a container’s own group', () => {
    const own = { controllers: ['memory'], root: '/docker/4d1e', folder: '/sys/fs/cgroup/memory' }
    expect(paths([own], 'memory', '/docker/4d1e/jobs')).toEqual([
      ['/docker/4d1e/jobs', '/sys/fs/cgroup/memory/jobs'],
      ['/docker/4d1e', '/sys/fs/cgroup/memory'],
    ])
    expect(paths([own], 'memory', '/docker/4d1e')).toEqual([['/docker/4d1e', '/sys/fs/cgroup/memory']])
    for (const other of ['/docker', '/docker/4d1e8c', '/']) expect(paths([own], 'memory', other)).toBe('outside')
  })

  it('are not seen where the path leads out of our namespace', () => {
    expect(paths([V2], '', '/../system.slice/ssh.service')).toBe('outside')
    expect(paths([V2], '', '/..')).toBe('outside')
  })

  it('are seen there nevertheless where the host’s hierarchy is mounted too', () => {
    const host = { controllers: [''], root: '/../..', folder: '/host/sys/fs/cgroup' }
    expect(paths([host, V2], '', '/../../system.slice')).toEqual([
      ['/../../system.slice', '/host/sys/fs/cgroup/system.slice'],
      ['/../..', '/host/sys/fs/cgroup'],
    ])
    expect(paths([host, V2], '', '/jobs')).toEqual([
      ['/jobs', '/sys/fs/cgroup/jobs'],
      ['/', '/sys/fs/cgroup'],
    ])
  })

  it('are taken from the mount that shows most of them', () => {
    const bound = { controllers: [''], root: '/system.slice', folder: '/mnt/slice' }
    const levels = groupLevels([bound, V2], '', '/system.slice/ssh.service')
    expect(levels).toHaveLength(3)
  })

  it('have a hierarchy of their own for each controller of version 1', () => {
    const memory = { controllers: ['rw', 'memory'], root: '/', folder: '/sys/fs/cgroup/memory' }
    expect(paths([memory, V2], 'memory', '/a')).toEqual([
      ['/a', '/sys/fs/cgroup/memory/a'],
      ['/', '/sys/fs/cgroup/memory'],
    ])
    expect(paths([memory, V2], 'pids', '/a')).toBe('unmounted')
    expect(paths([], '', '/a')).toBe('unmounted')
  })
})
