/** What the table can be grouped by: what the processes of a group have in common, and what the group is called. */
import type { GroupName } from '../model/group.ts'
import type { Facet } from '../model/process.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import type { AnyColumn, ColumnContext } from './column.ts'
import { command } from './command.ts'
import { containerOf } from './container.ts'
import { pid } from './pid.ts'
import { DIFFERENT, togetherOf } from './total.ts'

export interface Grouping {
  readonly name: Exclude<GroupName, 'none'>
  readonly one: string
  readonly many: string
  /** For the menu. */
  readonly about: string
  /** Facts of everyone that {@link keyOf} looks at. */
  readonly needs: readonly Facet[]
  /** Empty for a process that has no such thing, undefined where it is not known. */
  keyOf(row: ProcessRow): string | undefined
  /** What those are called who have none, */
  readonly none: string
  /** and those of whom it is not known, with the reason. */
  readonly unknown: string
}

export const groupings: readonly Grouping[] = [
  {
    name: 'program',
    one: 'program',
    many: 'programs',
    about: 'The name of its file, else what it calls itself',
    needs: ['exe'],
    keyOf: programOf,
    none: 'without a name',
    unknown: 'program unknown',
  },
  {
    name: 'user',
    one: 'user',
    many: 'users',
    about: 'Effective user: the one whose rights it has',
    needs: ['owner'],
    keyOf: row => row.facts.user,
    none: 'no user',
    unknown: 'user unknown: not read',
  },
  {
    name: 'container',
    one: 'container',
    many: 'containers',
    about: 'As its control group names it; the others together',
    needs: ['cgroup'],
    keyOf: ({ facts }) => facts.cgroup && (containerOf(facts.cgroup) ?? ''),
    none: 'no container',
    unknown: 'container unknown: control group not read',
  },
  {
    name: 'cgroup',
    one: 'control group',
    many: 'control groups',
    about: 'By its path, for services, sessions and scopes',
    needs: ['cgroup'],
    keyOf: row => row.facts.cgroup,
    none: 'no control group',
    unknown: 'control group unknown: not read',
  },
]

export function findGrouping(name: GroupName): Grouping | undefined {
  return groupings.find(grouping => grouping.name === name)
}

export function nameOfGroup({ none, unknown }: Grouping, key: string | undefined): string {
  return key === undefined ? unknown : key === '' ? none : key
}

/**
 * The name of a program's file, as the column EXE has it, where that may be known; else what the kernel calls it. Kernel
 * threads of one kind are many: they go by what stands before the number of their processor.
 */
function programOf({ facts, record }: ProcessRow): string {
  const { kernelThread, name } = record
  if (kernelThread) return `[${name.split('/', 1)[0]}]`
  const path = facts.rare?.exe?.replace(/ \(deleted\)$/, '')
  return path?.slice(path.lastIndexOf('/') + 1) || name
}

/** What a group is ordered by: what it shows in that column. */
export function orderedBy(column: AnyColumn | undefined, context: ColumnContext) {
  return (name: string, members: readonly ProcessRow[]): number | string | undefined => {
    if (column === undefined) return undefined
    if (column.id === pid.id) return members.length
    if (column.id === command.id) return name
    const together = togetherOf(column, members, context)
    if (together === undefined || together === DIFFERENT) return undefined
    return column.order === undefined ? together.value : column.order(together.value)
  }
}
