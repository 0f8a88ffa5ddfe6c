/** How much memory a program may take in addition before somebody takes it away, or it ends for the lack of it. */
import { type GroupLevel, groupLevels } from '../procfs/cgroup-levels.ts'
import { type GroupLimit, parseGroupLimit } from '../procfs/cgroup-limit.ts'
import { GROUP_MEMORY, memoryHierarchy, spareCacheBytes } from '../procfs/cgroup-memory.ts'
import { parseGroupMounts } from '../procfs/cgroup-mounts.ts'
import { parseMeminfo } from '../procfs/meminfo.ts'
import { parsePidCgroup } from '../procfs/pid-cgroup.ts'
import { memoryLimits } from '../sources/memory-limits.ts'
import type { GroupFile, ProcessFiles, Refusal } from '../sources/process-files.ts'

type Files = Pick<ProcessFiles, 'prompt' | 'machine' | 'large' | 'groupFile'>

/**
 * The least of what the machine has left, what each control group around the process leaves of its limit, and what its
 * own limits do, in bytes. Undefined where any of it cannot be told: a limit that is not seen may be near.
 */
export async function availableMemory(files: Files, pid: number): Promise<number | undefined> {
  const read = files.machine('meminfo')
  const machine = read.ok ? parseMeminfo(read.bytes.toString('latin1'))?.availableBytes : undefined
  const groups = await leftByGroups(files, pid)
  if (machine === undefined || groups === undefined) return undefined
  const own = memoryLimits(files, pid).map(({ limitBytes, usedBytes }) => limitBytes - usedBytes)
  return Math.max(0, Math.min(machine, groups, ...own))
}

/** What the group that leaves least leaves; infinite where none has a limit. */
async function leftByGroups(files: Files, pid: number): Promise<number | undefined> {
  const read = files.prompt(pid, 'cgroup')
  // A kernel without control groups has no such file; nor has a process that has ended, of which nothing comes anyway.
  if (!read.ok) return isHidden(read.why) ? undefined : Number.POSITIVE_INFINITY
  const cgroup = parsePidCgroup(read.bytes)
  const mounts = await files.large('self', 'mountinfo')
  if (cgroup === undefined || !mounts.ok) return undefined
  const { version, name } = memoryHierarchy(cgroup)
  const path = cgroup.folders.get(name)
  // Of a hierarchy of version 1 that has no memory in it nobody is bounded.
  if (path === undefined) return cgroup.hierarchies.has(name) ? undefined : Number.POSITIVE_INFINITY
  const levels = groupLevels(parseGroupMounts(mounts.bytes), name, path)
  if (typeof levels === 'string') return undefined
  const left = await Promise.all(levels.map(level => leftAt(files, level, version)))
  return left.reduce((least, bytes) =>
    least === undefined || bytes === undefined ? undefined : Math.min(least, bytes),
  )
}

/** Beyond `memory.high` a group is held up until it is all but still: that is no memory to count on. */
async function leftAt(files: Files, { folder }: GroupLevel, version: 1 | 2): Promise<number | undefined> {
  const { used, max, high } = GROUP_MEMORY[version]
  const limits = await Promise.all([max, high].map(file => limitIn(files, folder, file)))
  if (limits.includes(undefined)) return undefined
  const set = limits.filter(limit => typeof limit === 'number')
  if (set.length === 0) return Number.POSITIVE_INFINITY
  const [use, stat] = await Promise.all([files.groupFile(folder, used), files.groupFile(folder, 'memory.stat')])
  const usedBytes = use.ok ? parseGroupLimit(use.bytes.toString('latin1')) : undefined
  if (typeof usedBytes !== 'number') return undefined
  const spareBytes = stat.ok ? spareCacheBytes(stat.bytes.toString('latin1'), version) : 0
  return Math.min(...set) - Math.max(0, usedBytes - spareBytes)
}

/** A group without the file sets none, as the topmost of all. */
async function limitIn(files: Files, folder: string, file: GroupFile | undefined): Promise<GroupLimit | undefined> {
  if (file === undefined) return 'unlimited'
  const read = await files.groupFile(folder, file)
  if (read.ok) return parseGroupLimit(read.bytes.toString('latin1'))
  return isHidden(read.why) ? undefined : 'unlimited'
}

function isHidden(why: Refusal): boolean {
  return why === 'denied' || why === 'locked'
}
