import {
  type Group,
  type GroupId,
  type GroupName,
  groupId,
  isGroup,
  isGroupId,
  type RowId,
  type TableRow,
} from './group.ts'
import { compareValues, type SortKey, sorted } from './order.ts'
import { pidOf } from './process.ts'
import { rowOfPid } from './row-of-pid.ts'
import type { RowOrder } from './row-order.ts'
import type { ProcessRow } from './snapshot.ts'

export interface GroupOptions {
  /** Those that are there, in ascending order of pid. */
  readonly rows: readonly ProcessRow[]
  readonly by: GroupName
  /** What a process has in common with the others of its group, see {@link groupId}. */
  readonly keyOf: (row: ProcessRow) => string | undefined
  readonly nameOf: (key: string | undefined) => string
  /** What members are ordered by, */
  readonly key: SortKey
  /** and the groups, the same way round: by what they have of it together. */
  readonly togetherOf: (name: string, members: readonly ProcessRow[]) => number | string | undefined
  /** Groups whose members have rows. */
  readonly open: ReadonlySet<GroupId>
}

/** The rows in groups, in their order; each row is in one. Pure. */
export function groupsOf({ rows, by, keyOf, nameOf, key, togetherOf, open }: GroupOptions): Group[] {
  const members = new Map<string | undefined, ProcessRow[]>()
  for (const row of rows) {
    const own = keyOf(row)
    const others = members.get(own)
    if (others === undefined) members.set(own, [row])
    else others.push(row)
  }
  return [...members]
    .map(([own, those]) => {
      const [id, name] = [groupId(by, own), nameOf(own)]
      const group: Group = { id, name, members: those, isOpen: open.has(id) }
      return { group, value: togetherOf(name, those) }
    })
    .sort(
      (a, b) =>
        compareValues(a.value, b.value, key.descending) ||
        compareValues(a.group.name, b.group.name, false) ||
        compareValues(a.group.id, b.group.id, false),
    )
    .map(({ group }) => group)
}

/** Groups in their order, with the rows of their members beneath those that are open. */
export class GroupOrder implements RowOrder {
  readonly nodes = undefined
  readonly groups: readonly Group[]
  readonly count: number
  readonly #given: readonly ProcessRow[]
  readonly #options: GroupOptions
  /** Where each group's own row is. */
  readonly #starts: readonly number[]
  readonly #places = new Map<GroupId, number>()
  readonly #sorted = new Map<Group, readonly ProcessRow[]>()
  #everyone: readonly TableRow[] | undefined

  constructor(options: GroupOptions) {
    this.#options = options
    this.#given = options.rows
    this.groups = groupsOf(options)
    const starts: number[] = []
    let count = 0
    this.groups.forEach((group, place) => {
      this.#places.set(group.id, place)
      starts.push(count)
      count += 1 + (group.isOpen ? group.members.length : 0)
    })
    this.#starts = starts
    this.count = count
  }

  whole(): readonly TableRow[] {
    return this.between(0, this.count)
  }

  between(from: number, to: number): readonly TableRow[] {
    const rows: TableRow[] = []
    for (let place = this.#placeOf(from); place < this.groups.length; place++) {
      const group = this.groups[place]
      const start = this.#starts[place] ?? 0
      if (group === undefined || start >= to) break
      if (start >= from) rows.push(group)
      if (group.isOpen) rows.push(...this.#membersOf(group).slice(Math.max(0, from - start - 1), to - start - 1))
    }
    return rows
  }

  at(index: number): TableRow | undefined {
    return index < 0 ? undefined : this.between(index, index + 1)[0]
  }

  rowOf(id: RowId): TableRow | undefined {
    if (isGroupId(id)) return this.groups[this.#places.get(id) ?? -1]
    const row = rowOfPid(this.#given, pidOf(id))
    if (row?.id !== id) return undefined
    const group = this.groupOf(row)
    return group?.isOpen ? row : group
  }

  indexOf(row: TableRow): number {
    const group = isGroup(row) ? row : this.groupOf(row)
    const start = this.#starts[(group && this.#places.get(group.id)) ?? -1] ?? -1
    if (group === undefined || isGroup(row) || !group.isOpen) return start
    return start + 1 + this.#membersOf(group).indexOf(row)
  }

  groupOf(row: ProcessRow): Group | undefined {
    const { by, keyOf } = this.#options
    return this.groups[this.#places.get(groupId(by, keyOf(row))) ?? -1]
  }

  everyone(): readonly TableRow[] {
    this.#everyone ??= this.groups.flatMap(group => [group, ...this.#membersOf(group)])
    return this.#everyone
  }

  /** In their order, which is found only of those that somebody looks at. */
  #membersOf(group: Group): readonly ProcessRow[] {
    let members = this.#sorted.get(group)
    if (members === undefined) {
      members = sorted(group.members, this.#options.key)
      this.#sorted.set(group, members)
    }
    return members
  }

  /** The last group whose row is not below this one. */
  #placeOf(index: number): number {
    let low = 0
    let high = this.#starts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#starts[middle] ?? 0) <= index) low = middle + 1
      else high = middle
    }
    return Math.max(0, low - 1)
  }
}
