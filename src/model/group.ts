/** Processes that have something in common, for which one row of the table stands. */
import type { ProcessId } from './process.ts'
import type { ProcessRow } from './snapshot.ts'

/** What the table may be grouped by. */
export const GROUP_NAMES = ['none', 'program', 'user', 'container', 'cgroup'] as const
export type GroupName = (typeof GROUP_NAMES)[number]

/** `@user:root`: the same group in each sample, whoever is in it. */
export type GroupId = string & { readonly group: unique symbol }

/** @param key what its members have in common; empty for those who have no such thing, undefined where it is unknown */
export function groupId(by: GroupName, key: string | undefined): GroupId {
  return `@${by}${key === undefined ? '?' : key === '' ? '' : `:${key}`}` as GroupId
}

export interface Group {
  readonly id: GroupId
  readonly name: string
  /** One at least, in ascending order of pid. */
  readonly members: readonly ProcessRow[]
  /** Their own rows stand beneath. */
  readonly isOpen: boolean
}

/** What a row of the table is about. */
export type TableRow = ProcessRow | Group
export type RowId = ProcessId | GroupId

export function isGroup(row: TableRow): row is Group {
  return 'members' in row
}

export function isGroupId(id: RowId): id is GroupId {
  return id.startsWith('@')
}

/** The processes among these. */
export function processesOf(rows: readonly TableRow[]): ProcessRow[] {
  return rows.filter((row): row is ProcessRow => !isGroup(row))
}
