/** What a query may ask for: the columns, and what is known of a process beside them. */
import { type AnyColumn, type ColumnContext, holderOf, IDLE_MS, type NumberKind } from '../columns/column.ts'
import { columns } from '../columns/index.ts'
import { mem } from '../columns/mem.ts'
import { resident } from '../columns/resident.ts'
import { runtimeOf } from '../columns/runtime.ts'
import type { Facet } from '../model/process.ts'
import { runtimeText } from '../model/runtime.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import { surroundingsOf } from '../procfs/container.ts'

/** A number of a process in one unit. */
export interface NumberOf {
  readonly kind: NumberKind
  of(row: ProcessRow, context: ColumnContext): number | undefined
}

interface FieldBase {
  /** The first of {@link names}. */
  readonly name: string
  /** In lower case, each of one field only. */
  readonly names: readonly string[]
  /** Facts beyond the kernel's process line that it looks at. */
  readonly needs: readonly Facet[]
  /** How old it may be of a process that does nothing, as of a column. */
  readonly idleMs: number
}

export interface NumberField extends FieldBase {
  readonly type: 'number'
  /** How the number is told: in the first unit where a query names none. */
  readonly in: readonly NumberOf[]
}

export interface TextField extends FieldBase {
  readonly type: 'text'
  /** All by which it is known: a user by name and number. Undefined is unknown. */
  of(row: ProcessRow, context: ColumnContext): readonly string[] | undefined
  /** Words for its values; no other value is there. */
  readonly words?: ReadonlyMap<string, string>
}

export type Field = NumberField | TextField

/** Words for the letters that the kernel gives, proc_pid_stat(5). */
const STATES: ReadonlyMap<string, string> = new Map([
  ['running', 'R'],
  ['sleeping', 'S'],
  ['blocked', 'D'],
  ['stopped', 'T'],
  ['traced', 't'],
  ['zombie', 'Z'],
  ['idle', 'I'],
  ['dead', 'X'],
])

/** Texts that the table shows otherwise than a query looks at them. */
const TEXTS: Readonly<Record<string, Pick<TextField, 'of' | 'words'>>> = {
  user: {
    of: row => {
      const { user, uid } = (row.threadOf ?? row).facts
      if (user === undefined) return uid === undefined ? undefined : [String(uid)]
      return uid === undefined ? [user] : [user, String(uid)]
    },
  },
  state: { of: ({ record: { state } }) => (state === undefined ? undefined : [state]), words: STATES },
  container: {
    of: row => {
      const { cgroup } = (row.threadOf ?? row).facts
      return cgroup === undefined ? undefined : containerNames(cgroup)
    },
  },
  // With its version and without, as far as it is told.
  runtime: {
    of: row => {
      const known = runtimeOf(row.threadOf ?? row)
      if (known === undefined) return undefined
      const { name, version } = known
      return version === undefined ? [name] : [name, runtimeText(known), `${name} ${version}`]
    },
  },
  // Whole, whatever the table shows of it.
  command: {
    of: row => {
      const { args, command } = (row.threadOf ?? row).facts
      return args === undefined ? undefined : [command]
    },
  },
}

/** What is no column. */
const OTHERS: readonly TextField[] = [
  { ...names('name'), type: 'text', needs: [], idleMs: IDLE_MS, of: row => [row.record.name] },
  {
    ...names('args', 'arguments'),
    type: 'text',
    needs: ['command'],
    idleMs: IDLE_MS,
    of: row => {
      const { args } = (row.threadOf ?? row).facts
      return args && [args.slice(1).join(' ')]
    },
  },
  {
    ...names('thread'),
    type: 'text',
    needs: [],
    idleMs: IDLE_MS,
    of: row => [row.threadOf === undefined ? 'no' : 'yes'],
    words: new Map([
      ['yes', 'yes'],
      ['true', 'yes'],
      ['no', 'no'],
      ['false', 'no'],
    ]),
  },
]

export const fields: readonly Field[] = [...columns.map(fieldOf), ...OTHERS]

const byName: ReadonlyMap<string, Field> = new Map(
  fields.flatMap(field => field.names.map(name => [name, field] as const)),
)

/** The field of that name, in any case. */
export function findField(name: string): Field | undefined {
  return byName.get(name.toLowerCase())
}

function names(name: string, ...others: readonly string[]): Pick<Field, 'name' | 'names'> {
  return { name, names: [name, ...others] }
}

function fieldOf(column: AnyColumn): Field {
  const { id, aliases = [], title, needs, idleMs = IDLE_MS, kind } = column
  const taken = new Set(OTHERS.flatMap(field => field.names))
  const known = [...new Set([id, ...aliases, title.toLowerCase()])].filter(name => !taken.has(name))
  const base = { name: id, names: known, needs, idleMs }
  if (kind !== 'text') return { ...base, type: 'number', in: unitsOf(column, kind) }
  const text = TEXTS[id] ?? { of: (row, context) => listOf(column.value(holderOf(column, row), context)) }
  return { ...base, type: 'text', ...text }
}

/** Memory is told in bytes and as a share, and either is asked for by its unit: `mem > 1GiB`, `rss > 5%`. */
function unitsOf(column: AnyColumn, kind: NumberKind): readonly NumberOf[] {
  const own: NumberOf = {
    kind,
    of: (row, context) => {
      const value = column.value(holderOf(column, row), context)
      return typeof value === 'number' ? value : undefined
    },
  }
  if (column.id === mem.id)
    return [own, { kind: 'bytes', of: (row, context) => resident.value(holderOf(column, row), context) }]
  if (column.id === resident.id)
    return [own, { kind: 'percent', of: (row, context) => mem.value(holderOf(column, row), context) }]
  return [own]
}

function listOf(value: number | string | undefined): readonly string[] | undefined {
  return value === undefined ? undefined : [String(value)]
}

/** So many paths are remembered with what they tell: processes are many, control groups few. */
const MOST_PATHS = 1000
const containers = new Map<string, readonly string[]>()
const SHORT_ID = 12
const NO_CONTAINER = ['none']

/** Id, id as docker shows it, runtime and pod of the innermost container; `none` outside of all. */
function containerNames(path: string): readonly string[] {
  let known = containers.get(path)
  if (known === undefined) {
    const { container, pod } = surroundingsOf([path])
    const told = container === undefined ? [] : [container.id, container.id.slice(0, SHORT_ID), container.runtime]
    if (pod !== undefined) told.push(pod)
    known = told.length === 0 ? NO_CONTAINER : told
    if (containers.size >= MOST_PATHS) containers.clear()
    containers.set(path, known)
  }
  return known
}
