/** Looks at one hierarchy of control groups, from a process's group up to the topmost that can be seen. */

import type { GroupLevel } from '../procfs/cgroup-levels.ts'
import type { GroupLimit } from '../procfs/cgroup-limit.ts'
import type { GroupFile, ProcessFiles } from '../sources/process-files.ts'
import { type Field, fromFile, isRefused, known, unknown } from './field.ts'

/** The tightest limit of a group and those above it. */
export interface GroupBound {
  readonly value: GroupLimit
  /** Path of the group that it is set on: its own, or one above. */
  readonly of: string
  /** What that group, with all below it, uses of it; undefined where that is not known. */
  readonly used: number | undefined
}

type Parse<T> = (text: string) => T | undefined

export class GroupReader {
  readonly #files: ProcessFiles
  readonly #levels: readonly GroupLevel[]
  /** Whether figures are of the process's own group, not of one above. */
  readonly isOwn: boolean

  private constructor(files: ProcessFiles, levels: readonly GroupLevel[], isOwn: boolean) {
    this.#files = files
    this.#levels = levels
    this.isOwn = isOwn
  }

  /**
   * A reader that begins at the nearest group which the controller counts: a group may leave that to the one above.
   *
   * @param told a file that every group has which the controller counts
   */
  static async open(files: ProcessFiles, levels: readonly GroupLevel[], told: GroupFile): Promise<Field<GroupReader>> {
    for (let i = 0; i < levels.length; i++) {
      const read = await files.groupFile(levels[i]?.folder ?? '', told)
      if (read.ok) return known(new GroupReader(files, levels.slice(i), i === 0))
      if (read.why === 'denied' || read.why === 'locked') return unknown(read.why)
    }
    return unknown('uncounted')
  }

  /** Path of the group that figures are of. */
  get path(): string {
    return this.#levels[0]?.path ?? '/'
  }

  /** What a file of this group says, or of the one with this path. */
  async read<T>(file: GroupFile, parse: Parse<T>, path = this.path): Promise<Field<T>> {
    const level = this.#levels.find(candidate => candidate.path === path)
    if (level === undefined) return unknown('uncounted')
    const read = await this.#files.groupFile(level.folder, file)
    return fromFile(read, bytes => parse(bytes.toString('utf8')))
  }

  /**
   * The tightest limit on the way up; the group's own where several are alike. A group without the file sets none: the
   * topmost of all has none.
   *
   * @param limitOf reads what a group sets
   * @param usedOf reads what a group uses
   */
  async tightest(
    limitOf: (path: string) => Promise<Field<GroupLimit>>,
    usedOf: (path: string) => Promise<Field<number>>,
  ): Promise<Field<GroupBound>> {
    const set = await Promise.all(this.#levels.map(async ({ path }) => ({ path, limit: await limitOf(path) })))
    let tightest: { readonly path: string; readonly value: GroupLimit } | undefined
    for (const { path, limit } of set) {
      if ('unknown' in limit) {
        if (isRefused(limit)) return limit
        continue
      }
      if (tightest === undefined || isTighter(limit.value, tightest.value)) tightest = { path, value: limit.value }
    }
    if (tightest === undefined) return unknown('untold')
    const used = await usedOf(tightest.path)
    return known({ value: tightest.value, of: tightest.path, used: 'value' in used ? used.value : undefined })
  }
}

function isTighter(limit: GroupLimit, other: GroupLimit): boolean {
  return limit !== 'unlimited' && (other === 'unlimited' || limit < other)
}
