import { busiest } from '../../model/busiest.ts'
import type { ProcessFacts, ProcessRecord } from '../../model/process.ts'
import type { BoundGroups } from '../../model/sample.ts'
import { parseGroupMounts } from '../../procfs/cgroup-mounts.ts'
import { parsePidCgroup } from '../../procfs/pid-cgroup.ts'
import { GroupBounds } from './bound-groups.ts'
import type { LinuxFiles } from './files.ts'
import { SlowFiles } from './hardware/slow-files.ts'
import type { Reader } from './reader.ts'

/** A limit of processor time holds for a tenth of a second, mostly. */
const LOOK_MS = 2_000
/** The groups of so many of the busiest are looked at, and of so many others of whom it is not known: these come in turn. */
const BUSIEST = 5
const OTHERS = 3
/** Processes seldom change their group. */
const GROUP_MS = 30_000

/**
 * Looks for control groups that hold their processes up: groups of those who are busy, for nobody else runs into a limit of
 * processor time or makes many others. In the background, one file after the other, for `cpu.stat` of version 2 adds up what is
 * below the group, and the kernel may take its time for that. Where no group has a limit there is nothing to be read again. See docs/decisions/0020-groups-watched.md.
 */
export class GroupWatch {
  readonly #files: LinuxFiles
  readonly #slow: SlowFiles
  readonly #bounds: GroupBounds
  readonly #now: () => number
  readonly #visitedAtMs = new WeakMap<ProcessFacts, number>()
  #records: readonly ProcessRecord[] | undefined
  #lookedAtMs = Number.NEGATIVE_INFINITY
  #latest: BoundGroups | undefined
  #isBusy = false
  #closed = false

  /**
   * @param mountinfo this process's own
   * @param now monotonic milliseconds
   */
  constructor(files: LinuxFiles, reader: Reader, mountinfo: Buffer, now: () => number) {
    this.#files = files
    this.#slow = new SlowFiles('', reader)
    this.#bounds = new GroupBounds(path => this.#slow.text(path.slice(1)), parseGroupMounts(mountinfo), now)
    this.#now = now
  }

  /** Undefined before anything was looked at. */
  get latest(): BoundGroups | undefined {
    return this.#latest
  }

  /** After each scan: who there is, in ascending order of pid. Resolves once what is due is read; undefined where nothing is. */
  see(records: readonly ProcessRecord[]): Promise<void> | undefined {
    const nowMs = this.#now()
    if (this.#isBusy || this.#closed || nowMs - this.#lookedAtMs < LOOK_MS) return undefined
    const before = this.#records
    this.#records = records
    this.#lookedAtMs = nowMs
    // The first time nobody knows who is busy.
    if (before === undefined) return undefined
    this.#isBusy = true
    return this.#look(busiest(before, records)).finally(() => {
      this.#isBusy = false
    })
  }

  /** What is under way ends after its file. */
  close(): void {
    this.#closed = true
    this.#slow.close()
  }

  async #look(busy: readonly ProcessRecord[]): Promise<void> {
    this.#slow.forgive()
    const others = busy.slice(BUSIEST).filter(({ facts }) => this.#isDue(facts))
    for (const record of [...busy.slice(0, BUSIEST), ...others.slice(0, OTHERS)]) await this.#visit(record)
    const latest = await this.#bounds.look()
    // Of a look that was broken off half is unknown.
    if (!this.#closed) this.#latest = latest
  }

  #isDue(facts: ProcessFacts): boolean {
    return this.#now() - (this.#visitedAtMs.get(facts) ?? Number.NEGATIVE_INFINITY) >= GROUP_MS
  }

  async #visit({ pid, facts }: ProcessRecord): Promise<void> {
    this.#visitedAtMs.set(facts, this.#now())
    const read = this.#files.prompt(pid, 'cgroup')
    const cgroup = read.ok ? parsePidCgroup(read.bytes) : undefined
    if (cgroup !== undefined) await this.#bounds.visit(cgroup)
  }
}
