import type { BoundGroups, CpuBound, TaskBound } from '../../model/sample.ts'
import { parseGroupCounters } from '../../procfs/cgroup-counters.ts'
import { type GroupLevel, groupLevels } from '../../procfs/cgroup-levels.ts'
import { parseCpuMax, parseCpuQuota, parseGroupLimit } from '../../procfs/cgroup-limit.ts'
import type { GroupMount } from '../../procfs/cgroup-mounts.ts'
import { count, wordsOf } from '../../procfs/lines.ts'
import type { PidCgroup } from '../../procfs/pid-cgroup.ts'

/** A group's limits are set seldom. */
const LIMITS_MS = 30_000
/** Where nobody busy has been for so long a group is not looked at any more. */
const UNSEEN_MS = 300_000
/** So many with a limit are looked at, those seen last. */
const MOST_GROUPS = 32

const MS_PER_US = 1 / 1000

interface Limits {
  readonly cpu: { readonly processors: number; readonly periodMs: number } | undefined
  readonly tasks: number | undefined
}

interface Known {
  readonly level: GroupLevel
  limits: Limits
  limitsAtMs: number
  seenAtMs: number
}

/** A file's text; undefined where it cannot be read, or does not answer in time. */
export type ReadText = (path: string) => Promise<string | undefined>

/** Control groups of both versions that set a limit of processor time or of processes, and how they fare. */
export class GroupBounds {
  readonly #read: ReadText
  readonly #mounts: readonly GroupMount[]
  readonly #now: () => number
  readonly #known = new Map<string, Known>()

  /** @param now monotonic milliseconds */
  constructor(read: ReadText, mounts: readonly GroupMount[], now: () => number) {
    this.#read = read
    this.#mounts = mounts
    this.#now = now
  }

  /** Finds out the limits of a process's group, and of those above it. */
  async visit({ hierarchies, folders }: PidCgroup): Promise<void> {
    for (const controller of new Set(['cpu', 'pids'].map(name => (hierarchies.has(name) ? name : '')))) {
      const path = folders.get(controller)
      const levels = path === undefined ? [] : groupLevels(this.#mounts, controller, path)
      if (typeof levels !== 'string') for (const level of levels) await this.#visitLevel(level)
    }
  }

  /** Reads those that have a limit. */
  async look(): Promise<BoundGroups> {
    const nowMs = this.#now()
    for (const [folder, { seenAtMs }] of this.#known) if (nowMs - seenAtMs >= UNSEEN_MS) this.#known.delete(folder)
    const bound = [...this.#known.values()].filter(
      ({ limits }) => limits.cpu !== undefined || limits.tasks !== undefined,
    )
    const looked = bound.sort((a, b) => b.seenAtMs - a.seenAtMs).slice(0, MOST_GROUPS)
    const cpu: CpuBound[] = []
    const tasks: TaskBound[] = []
    for (const { level, limits } of looked) {
      if (limits.cpu !== undefined) cpu.push(...(await this.#throttling(level, limits.cpu)))
      if (limits.tasks !== undefined) tasks.push(...(await this.#tasks(level, limits.tasks)))
    }
    return { cpu, tasks }
  }

  async #visitLevel(level: GroupLevel): Promise<void> {
    const nowMs = this.#now()
    const known = this.#known.get(level.folder)
    if (known !== undefined) known.seenAtMs = nowMs
    if (known !== undefined && nowMs - known.limitsAtMs < LIMITS_MS) return
    const limits = { cpu: await this.#cpuLimit(level), tasks: await this.#taskLimit(level) }
    this.#known.set(level.folder, { level, limits, limitsAtMs: nowMs, seenAtMs: nowMs })
  }

  async #cpuLimit({ folder }: GroupLevel): Promise<Limits['cpu']> {
    const max = await this.#read(`${folder}/cpu.max`)
    const quota = max ?? (await this.#read(`${folder}/cpu.cfs_quota_us`))
    if (quota === undefined || wordsOf(quota)[0] === '-1') return undefined
    const period = max === undefined ? await this.#read(`${folder}/cpu.cfs_period_us`) : wordsOf(max)[1]
    const processors = max === undefined ? parseCpuQuota(quota, period ?? '') : parseCpuMax(max)
    const periodUs = count(wordsOf(period ?? '')[0])
    if (typeof processors !== 'number' || periodUs === undefined) return undefined
    return { processors, periodMs: periodUs * MS_PER_US }
  }

  async #taskLimit({ folder }: GroupLevel): Promise<number | undefined> {
    const most = parseGroupLimit((await this.#read(`${folder}/pids.max`)) ?? '')
    return typeof most === 'number' ? most : undefined
  }

  async #throttling({ path, folder }: GroupLevel, limit: NonNullable<Limits['cpu']>): Promise<CpuBound[]> {
    const readAtMs = this.#now()
    const text = await this.#read(`${folder}/cpu.stat`)
    const throttledPeriods = parseGroupCounters(text ?? '').get('nr_throttled')
    return throttledPeriods === undefined ? [] : [{ path, readAtMs, ...limit, throttledPeriods }]
  }

  async #tasks({ path, folder }: GroupLevel, most: number): Promise<TaskBound[]> {
    const used = count(wordsOf((await this.#read(`${folder}/pids.current`)) ?? '')[0])
    return used === undefined ? [] : [{ path, used, most }]
  }
}
