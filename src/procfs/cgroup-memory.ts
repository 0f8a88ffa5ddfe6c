/**
 * In which files a control group tells of its memory, by the version of its hierarchy:
 * Documentation/admin-guide/cgroup-v2.rst, …/cgroup-v1/memory.rst.
 */
import { parseGroupCounters } from './cgroup-counters.ts'
import type { PidCgroup } from './pid-cgroup.ts'

export const GROUP_MEMORY = {
  1: {
    used: 'memory.usage_in_bytes',
    max: 'memory.limit_in_bytes',
    /** Beyond it a group is slowed down. */
    high: undefined,
    /** In `memory.stat`: file cache that is not in use, of all below. */
    inactive: 'total_inactive_file',
  },
  2: { used: 'memory.current', max: 'memory.max', high: 'memory.high', inactive: 'inactive_file' },
} as const

/** In which hierarchy a process's memory is counted: where both versions are in use, a controller is in one of them. */
export function memoryHierarchy({ hierarchies }: PidCgroup): { readonly version: 1 | 2; readonly name: string } {
  return hierarchies.has('memory') ? { version: 1, name: 'memory' } : { version: 2, name: '' }
}

/** File cache that the kernel takes back before anything else, as `memory.stat` has it; 0 where that is not told. */
export function spareCacheBytes(stat: string, version: 1 | 2): number {
  return parseGroupCounters(stat).get(GROUP_MEMORY[version].inactive) ?? 0
}
