/** `locks` of "ntop-inspect/1". */
import type { LockKind } from '../procfs/locks.ts'
import { type Field, isRefused, orNull, part } from './field.ts'
import type { Locks, ProcessLock } from './locks.ts'

export interface LockPartyJson {
  readonly pid: number | null
  readonly name: string | null
}

export interface LockJson {
  readonly held: boolean
  readonly kind: LockKind
  readonly access: 'read' | 'write' | null
  readonly mandatory: boolean
  readonly breaking: boolean
  readonly path: string | null
  readonly file: string
  readonly fds: readonly number[]
  readonly start: number
  readonly end: number | 'unlimited'
  /** Who waits for what it has. */
  readonly waiting: readonly LockPartyJson[]
  /** Who has what it waits for. */
  readonly holder: LockPartyJson | null
}

export function locksJson({ locks }: Locks): readonly LockJson[] | null {
  return orNull(part(locks, all => all.map(lockJson)))
}

function lockJson({
  held,
  kind,
  access,
  mandatory,
  breaking,
  path,
  file,
  fds,
  start,
  end,
  parties,
}: ProcessLock): LockJson {
  const others = parties.map(({ pid, name }) => ({ pid: pid ?? null, name: name ?? null }))
  return {
    held,
    kind,
    access: access ?? null,
    mandatory,
    breaking,
    path: path ?? null,
    file,
    fds,
    start,
    end: end ?? 'unlimited',
    waiting: held ? others : [],
    holder: held ? null : (others[0] ?? null),
  }
}

/** Paths of what was refused. */
export function locksAsked({ locks, table }: Locks): [path: string, field: Field<unknown>][] {
  const waiting: [string, Field<unknown>][] = 'value' in locks && isRefused(table) ? [['locks.waiting', table]] : []
  return [['locks', locks], ...waiting]
}
