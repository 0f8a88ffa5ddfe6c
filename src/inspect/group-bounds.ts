/** How near the control groups of processes come to their limits of memory. */
import { Track } from '../model/trend.ts'
import { type GroupMount, parseGroupMounts } from '../procfs/cgroup-mounts.ts'
import { type PidCgroup, parsePidCgroup } from '../procfs/pid-cgroup.ts'
import type { ProcessFiles } from '../sources/process-files.ts'
import { type GroupMemoryBound, memoryGroupOf, readMemoryBounds } from './control-group.ts'
import type { MemoryBound } from './memory-bounds.ts'

const TITLES: Readonly<Record<GroupMemoryBound['kind'], string>> = { max: 'control group', high: 'group high' }

/**
 * Limits of memory that control groups set, and what they use: read for those groups only that somebody looks at, each
 * once however many processes are in it. The pace is the group's own, for others in it grow too.
 */
export class GroupBounds {
  readonly #files: ProcessFiles
  #mounts: readonly GroupMount[] | undefined
  /** The group of each process that was last asked for. */
  #groups = new Map<number, string>()
  readonly #bounds = new Map<string, readonly GroupMemoryBound[]>()
  /** Use over time, by the group that the limit is set on. */
  readonly #tracks = new Map<string, Track>()
  #isLooking = false

  constructor(files: ProcessFiles) {
    this.#files = files
  }

  /**
   * Reads anew what the groups of these processes use, unless that is still under way.
   *
   * @returns whether something is known now that was not before
   */
  async look(pids: readonly number[], nowMs: number): Promise<boolean> {
    if (this.#isLooking) return false
    this.#isLooking = true
    try {
      this.#mounts ??= await this.#readMounts()
      const found = this.#groupsOf(pids)
      const read = await Promise.all(
        [...found].map(async ([group, cgroup]) => {
          const bounds = await readMemoryBounds(this.#files, cgroup, this.#mounts ?? [])
          const isNew = !this.#bounds.has(group)
          this.#bounds.set(group, bounds)
          return isNew ? bounds.length > 0 : false
        }),
      )
      this.#note(found.keys(), nowMs)
      return read.includes(true)
    } finally {
      this.#isLooking = false
    }
  }

  /** What bounds the memory of the group that this process is in, as far as it was looked at. */
  of(pid: number): readonly MemoryBound[] {
    const bounds = this.#bounds.get(this.#groups.get(pid) ?? '') ?? []
    return bounds.map(({ kind, of, limitBytes, usedBytes }) => ({
      title: TITLES[kind],
      limitBytes,
      usedBytes,
      pace: this.#tracks.get(of)?.points ?? [],
    }))
  }

  async #readMounts(): Promise<readonly GroupMount[]> {
    const read = await this.#files.large('self', 'mountinfo')
    return read.ok ? parseGroupMounts(read.bytes) : []
  }

  #groupsOf(pids: readonly number[]): Map<string, PidCgroup> {
    const found = new Map<string, PidCgroup>()
    this.#groups = new Map()
    for (const pid of pids) {
      const read = this.#files.prompt(pid, 'cgroup')
      const cgroup = read.ok ? parsePidCgroup(read.bytes) : undefined
      const group = cgroup === undefined ? undefined : memoryGroupOf(cgroup)
      if (cgroup === undefined || group === undefined) continue
      this.#groups.set(pid, group)
      found.set(group, cgroup)
    }
    return found
  }

  /** One point for each limit, though several groups may be below it. */
  #note(groups: Iterable<string>, nowMs: number): void {
    const used = new Map<string, number>()
    for (const group of groups) {
      for (const { of, usedBytes } of this.#bounds.get(group) ?? []) used.set(of, usedBytes)
    }
    for (const [of, level] of used) {
      const track = this.#tracks.get(of) ?? new Track()
      this.#tracks.set(of, track)
      track.add({ atMs: nowMs, level })
    }
  }
}
