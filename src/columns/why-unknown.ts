/** Why a row has a dash, in a line of words. */
import { type Facet, GIANT_BYTES, hasMemory } from '../model/process.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import { NEXT_SAMPLE, NOT_TOLD } from '../model/unknown-parts.ts'
import type { Refusal } from '../sources/process-files.ts'
import type { Told } from '../sources/source.ts'
import { type AnyColumn, type ColumnContext, columnValue, holderOf } from './column.ts'

/** What tells why, beside the row. */
export interface Circumstances {
  readonly context: ColumnContext
  /** Why the source tells this of nobody. */
  whyNot(what: Told): string | undefined
  /** Facts of the process that could not be had when they were asked for. */
  readonly refusals: ReadonlyMap<Facet, Refusal>
  /** Why the list of processes is an old one; undefined where it is not. */
  readonly oldListWhy?: string | undefined
}

/** Undefined where the value is known. */
export function whyUnknown(column: AnyColumn, row: ProcessRow, circumstances: Circumstances): string | undefined {
  const { context, whyNot } = circumstances
  if (columnValue(column, row, context) !== undefined) return undefined
  if (row.threadOf !== undefined && column.ofThread === 'none') return 'of the whole process, not of one of its threads'
  const holder = holderOf(column, row)
  const told: readonly Told[] = column.needs.length === 0 ? ['counters'] : column.needs
  return (
    withoutMemory(column, holder) ??
    ofColumn(column, holder, circumstances) ??
    firstOf(told, whyNot) ??
    firstOf(column.needs, facet => refusalText(circumstances.refusals.get(facet), holder, context)) ??
    holder.facts.trouble ??
    firstOf(column.needs, facet => UNKNOWN[facet]?.(holder)) ??
    NOT_TOLD
  )
}

/** The next sample does not help where it has the same list once more. */
function ofColumn(column: AnyColumn, holder: ProcessRow, { context, oldListWhy }: Circumstances): string | undefined {
  const why = column.why?.(holder, context)
  return why === NEXT_SAMPLE && oldListWhy !== undefined ? `processes cannot be listed anew: ${oldListWhy}` : why
}

function firstOf<T>(items: readonly T[], textOf: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const text = textOf(item)
    if (text !== undefined) return text
  }
  return undefined
}

/** Facts about memory, or about what a program has while it runs. */
const OF_MEMORY: ReadonlySet<Facet> = new Set(['statm', 'rollup', 'limits', 'exe', 'oom'])

function withoutMemory({ id, needs }: AnyColumn, { record }: ProcessRow): string | undefined {
  if (hasMemory(record) || !(id === 'vms' || id === 'grow' || needs.some(facet => OF_MEMORY.has(facet))))
    return undefined
  if (record.kernelThread) return 'a thread of the kernel: it has no program and no memory of its own'
  return 'a zombie: it has ended, and given back all it had'
}

function refusalText(
  refusal: Refusal | undefined,
  { facts: { uid, user } }: ProcessRow,
  { ownUid }: ColumnContext,
): string | undefined {
  if (refusal === undefined) return undefined
  if (refusal === 'gone') return 'the process has ended'
  if (refusal === 'locked') return 'no answer in time: its memory map is locked'
  if (refusal === 'absent') return 'this kernel does not tell it'
  if (uid === undefined) return 'not permitted: ask as root'
  if (uid === ownUid) return 'not permitted, though it is ours: ask as root'
  return `not permitted: it is ${user ?? uid}’s, ask as ${uid === 0 ? 'root' : `${user ?? uid} or root`}`
}

/** What else it may be, of a fact that can be had. */
const UNKNOWN: Partial<Record<Facet, (row: ProcessRow) => string | undefined>> = {
  rollup({ record, facts }) {
    if (facts.rollupRead !== undefined) return undefined
    return record.rssBytes >= GIANT_BYTES
      ? 'so large that looking at all its pages waits until it is selected'
      : 'not looked at yet: memory is gone through process by process'
  },
  limits: () => 'no limit is set of which the use may be known',
  autogroup: () => 'the kernel makes no group of its session',
  label: () => 'no security module labels it',
  ioprio: () => 'ionice(1) does not tell it, or is not here',
}
