/** What a process's control group may use, what it uses and how often it was held up: cgroups(7), both versions. */
import type { PressureLevels } from '../model/sample.ts'
import { parseGroupCounters } from '../procfs/cgroup-counters.ts'
import { groupLevels } from '../procfs/cgroup-levels.ts'
import { type GroupLimit, parseCpuMax, parseCpuQuota, parseGroupLimit } from '../procfs/cgroup-limit.ts'
import { GROUP_MEMORY, memoryHierarchy, spareCacheBytes } from '../procfs/cgroup-memory.ts'
import { type GroupMount, parseGroupMounts } from '../procfs/cgroup-mounts.ts'
import type { PidCgroup } from '../procfs/pid-cgroup.ts'
import { parsePressure } from '../procfs/pressure.ts'
import type { GroupFile, ProcessFiles } from '../sources/process-files.ts'
import { type Field, fromFile, known, knownValue, part, unknown } from './field.ts'
import { type GroupBound, GroupReader } from './group-reader.ts'

/** The group that a controller counts: the process's own, or the nearest above. */
export interface CountedGroup {
  readonly path: string
  readonly isOwn: boolean
}

export interface GroupMemory {
  readonly of: Field<CountedGroup>
  readonly usedBytes: Field<number>
  readonly max: Field<GroupBound>
  /** Above it the group is slowed down and has to give memory back; version 2. */
  readonly high: Field<GroupBound>
  readonly swapUsedBytes: Field<number>
  readonly swapMax: Field<GroupBound>
  /** Times that the limit was run into, which the kernel counts at the group that sets it: those below know nothing of it. */
  readonly timesAtMax: Field<number>
  /** The same of `high`. */
  readonly timesAboveHigh: Field<number>
  /** Processes that the kernel killed for lack of memory. */
  readonly oomKills: Field<number>
  /** Version 2. */
  readonly pressure: Field<PressureLevels>
}

export interface GroupCpu {
  readonly of: Field<CountedGroup>
  /** In processors' worth of time. */
  readonly max: Field<GroupBound>
  /** Of the group that sets the limit: periods of it, and those in which its time was used up. */
  readonly periods: Field<number>
  readonly throttledPeriods: Field<number>
  readonly throttledMs: Field<number>
}

export interface GroupPids {
  readonly of: Field<CountedGroup>
  /** Processes and threads. */
  readonly used: Field<number>
  readonly max: Field<GroupBound>
}

export interface ControlGroup {
  readonly memory: GroupMemory
  readonly cpu: GroupCpu
  readonly pids: GroupPids
}

type Controller = 'memory' | 'cpu' | 'pids'

const CPU_FILES: Readonly<Record<1 | 2, GroupFile>> = { 1: 'cpu.cfs_quota_us', 2: 'cpu.max' }

const UNTOLD = unknown('untold')
const OF_VERSION_2 = unknown('version-1')

/** Reads what there is of the group that a process is in. */
export async function readControlGroup(files: ProcessFiles, cgroup: Field<PidCgroup>): Promise<ControlGroup> {
  const mounts = fromFile(await files.large('self', 'mountinfo'), parseGroupMounts)
  const [memory, cpu, pids] = await Promise.all([
    openGroup(files, cgroup, mounts, 'memory').then(readMemory),
    openGroup(files, cgroup, mounts, 'cpu').then(readCpu),
    openGroup(files, cgroup, mounts, 'pids').then(readPids),
  ])
  return { memory, cpu, pids }
}

/** What bounds the memory of all in a group: its own limit, or that of a group above. */
export interface GroupMemoryBound {
  /** `high`: beyond it the kernel slows the group down; beyond `max` it kills. */
  readonly kind: 'max' | 'high'
  /** Path of the group that it is set on. */
  readonly of: string
  readonly limitBytes: number
  /** What that group uses, without the file cache that the kernel takes back first. */
  readonly usedBytes: number
}

/** Reads the limits of memory that are set on a group or above it; none where they may not be read. */
export async function readMemoryBounds(
  files: ProcessFiles,
  cgroup: PidCgroup,
  mounts: readonly GroupMount[],
): Promise<GroupMemoryBound[]> {
  const { version, reader } = await openGroup(files, known(cgroup), known(mounts), 'memory')
  if ('unknown' in reader) return []
  const group = reader.value
  const { used, max, high } = GROUP_MEMORY[version]
  const usedOf = async (path: string): Promise<Field<number>> => {
    const spare = knownValue(await group.read('memory.stat', text => spareCacheBytes(text, version), path)) ?? 0
    return part(await group.read(used, numberIn, path), bytes => Math.max(0, bytes - spare))
  }
  const boundBy = async (kind: GroupMemoryBound['kind'], file: GroupFile): Promise<GroupMemoryBound[]> => {
    const bound = knownValue(await group.tightest(path => group.read(file, parseGroupLimit, path), usedOf))
    if (typeof bound?.value !== 'number' || bound.used === undefined) return []
    return [{ kind, of: bound.of, limitBytes: bound.value, usedBytes: bound.used }]
  }
  return [...(await boundBy('max', max)), ...(high === undefined ? [] : await boundBy('high', high))]
}

/** The group that counts a process's memory, by a name that no other has. */
export function memoryGroupOf(cgroup: PidCgroup): string | undefined {
  return cgroup.folders.get(memoryHierarchy(cgroup).name)
}

interface Opened {
  readonly version: 1 | 2
  readonly reader: Field<GroupReader>
}

/** Where both versions are in use, a controller is in one of them. */
async function openGroup(
  files: ProcessFiles,
  cgroup: Field<PidCgroup>,
  mounts: Field<readonly GroupMount[]>,
  controller: Controller,
): Promise<Opened> {
  if ('unknown' in cgroup) return { version: 2, reader: cgroup }
  if ('unknown' in mounts) return { version: 2, reader: mounts }
  const { folders, hierarchies } = cgroup.value
  const version = hierarchies.has(controller) ? 1 : 2
  const hierarchy = version === 1 ? controller : ''
  const path = folders.get(hierarchy)
  if (path === undefined) return { version, reader: unknown(hierarchies.has(hierarchy) ? 'untold' : 'unmounted') }
  const levels = groupLevels(mounts.value, hierarchy, path)
  if (typeof levels === 'string') return { version, reader: unknown(levels) }
  const told = { memory: GROUP_MEMORY[version].used, cpu: CPU_FILES[version], pids: 'pids.current' } as const
  return { version, reader: await GroupReader.open(files, levels, told[controller]) }
}

async function readMemory({ version, reader }: Opened): Promise<GroupMemory> {
  if ('unknown' in reader) {
    return {
      of: reader,
      usedBytes: reader,
      max: reader,
      high: reader,
      swapUsedBytes: reader,
      swapMax: reader,
      timesAtMax: reader,
      timesAboveHigh: reader,
      oomKills: reader,
      pressure: reader,
    }
  }
  const group = reader.value
  const { used, max } = GROUP_MEMORY[version]
  const bound = (limit: GroupFile, use: GroupFile): Promise<Field<GroupBound>> =>
    group.tightest(
      path => group.read(limit, parseGroupLimit, path),
      path => group.read(use, numberIn, path),
    )
  const setOn = (of: Field<GroupBound>): string | undefined => knownValue(of)?.of
  const common = {
    of: known({ path: group.path, isOwn: group.isOwn }),
    usedBytes: await group.read(used, numberIn),
    max: await bound(max, used),
  }
  if (version === 1) {
    const control = await group.read('memory.oom_control', parseGroupCounters)
    const stat = await group.read('memory.stat', parseGroupCounters)
    return {
      ...common,
      high: OF_VERSION_2,
      swapUsedBytes: part(stat, counters => counters.get('total_swap') ?? counters.get('swap')),
      swapMax: OF_VERSION_2,
      timesAtMax: await group.read('memory.failcnt', numberIn, setOn(common.max)),
      timesAboveHigh: OF_VERSION_2,
      oomKills: part(control, counters => counters.get('oom_kill')), // since 4.13
      pressure: OF_VERSION_2,
    }
  }
  const high = await bound('memory.high', used)
  const events = (path?: string) => group.read('memory.events', parseGroupCounters, path)
  return {
    ...common,
    high,
    swapUsedBytes: await group.read('memory.swap.current', numberIn),
    swapMax: await bound('memory.swap.max', 'memory.swap.current'),
    timesAtMax: part(await events(setOn(common.max)), counters => counters.get('max')),
    timesAboveHigh: part(await events(setOn(high)), counters => counters.get('high')),
    oomKills: part(await events(), counters => counters.get('oom_kill')),
    pressure: await group.read('memory.pressure', parsePressure),
  }
}

async function readCpu({ version, reader }: Opened): Promise<GroupCpu> {
  if ('unknown' in reader) {
    return { of: reader, max: reader, periods: reader, throttledPeriods: reader, throttledMs: reader }
  }
  const group = reader.value
  const limitOf = version === 2 ? (path: string) => group.read('cpu.max', parseCpuMax, path) : quotaOf(group)
  // What it uses of its time is for the rates of its processes to tell.
  const max = await group.tightest(limitOf, () => Promise.resolve(UNTOLD))
  const stat = await group.read('cpu.stat', parseGroupCounters, knownValue(max)?.of)
  return {
    of: known({ path: group.path, isOwn: group.isOwn }),
    max,
    periods: part(stat, counters => counters.get('nr_periods')),
    throttledPeriods: part(stat, counters => counters.get('nr_throttled')),
    throttledMs: part(stat, throttledMs),
  }
}

function quotaOf(group: GroupReader): (path: string) => Promise<Field<GroupLimit>> {
  return async path => {
    const quota = await group.read('cpu.cfs_quota_us', text => text, path)
    const period = await group.read('cpu.cfs_period_us', text => text, path)
    return 'unknown' in quota ? quota : part(period, text => parseCpuQuota(quota.value, text))
  }
}

/** Microseconds in version 2, nanoseconds in version 1. */
function throttledMs(counters: ReadonlyMap<string, number>): number | undefined {
  const us = counters.get('throttled_usec')
  if (us !== undefined) return us / 1000
  const ns = counters.get('throttled_time')
  return ns === undefined ? undefined : ns / 1_000_000
}

async function readPids({ reader }: Opened): Promise<GroupPids> {
  if ('unknown' in reader) return { of: reader, used: reader, max: reader }
  const group = reader.value
  return {
    of: known({ path: group.path, isOwn: group.isOwn }),
    used: await group.read('pids.current', numberIn),
    max: await group.tightest(
      path => group.read('pids.max', parseGroupLimit, path),
      path => group.read('pids.current', numberIn, path),
    ),
  }
}

function numberIn(text: string): number | undefined {
  const value = parseGroupLimit(text)
  return value === 'unlimited' ? undefined : value
}
