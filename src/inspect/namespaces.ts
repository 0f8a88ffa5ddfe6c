/** Which of a process's namespaces are ours too: namespaces(7). */
import { NAMESPACES, type NamespaceKind, namespaceNumber } from '../procfs/pid-namespace.ts'
import { type Field, fromFile, knownValue } from './field.ts'
import type { Look } from './look.ts'

export interface Namespace {
  readonly kind: NamespaceKind
  /** Names it, among all that there are now. */
  readonly number: Field<number>
  /** Whether we are in the same; undefined where either is unknown. */
  readonly ours: boolean | undefined
}

/** One of each kind that the kernel has. */
export function readNamespaces({ files, record }: Look): readonly Namespace[] {
  return NAMESPACES.map(kind => {
    const number = fromFile(files.namespace(record.pid, kind), namespaceNumber)
    const own = knownValue(fromFile(files.namespace('self', kind), namespaceNumber))
    const its = knownValue(number)
    return { kind, number, ours: own === undefined || its === undefined ? undefined : own === its }
  })
}
