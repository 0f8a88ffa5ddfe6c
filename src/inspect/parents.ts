import type { ProcessId, ProcessRecord } from '../model/process.ts'
import { rowOfPid } from '../model/row-of-pid.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import { type Field, knownValue, withoutMemory } from './field.ts'
import { readArguments } from './identity.ts'
import type { Look } from './look.ts'

/** One of the processes that a process comes from. */
export interface Parent {
  readonly pid: number
  /** Undefined where it is not among the processes that are seen, as are name and command. */
  readonly id: ProcessId | undefined
  readonly name: string | undefined
  /** Its arguments on one line, or the name in brackets where it has none; undefined where they may not be read. */
  readonly command: string | undefined
}

/** Deeper than any tree of processes that makes sense. */
const MOST = 64

/**
 * Parent, its parent and so on up to the first that has none.
 *
 * @param before what was found at the last look: a command line is read once, and again when the name has changed
 */
export async function readParents(look: Look, before: readonly Parent[] = []): Promise<readonly Parent[]> {
  const parents: Parent[] = []
  const seen = new Set([look.record.pid])
  let pid = look.record.ppid
  while (pid > 0 && !seen.has(pid) && parents.length < MOST) {
    seen.add(pid)
    const row = rowOfPid(look.snapshot.processes, pid)
    if (row === undefined) {
      parents.push({ pid, id: undefined, name: undefined, command: undefined })
      break
    }
    const { id, name, ppid } = row.record
    const known = before.find(parent => parent.id === id && parent.name === name && parent.command !== undefined)
    parents.push(known ?? { pid, id, name, command: await commandOf(look, row) })
    pid = ppid
  }
  return parents
}

async function commandOf({ files }: Look, { record, facts }: ProcessRow): Promise<string | undefined> {
  const args = facts.args ?? argumentsOf(record, await readArguments(files, record))
  return args?.length === 0 ? `[${record.name}]` : args?.join(' ')
}

/** Whoever has no memory has no arguments either, which is no refusal. */
function argumentsOf(record: ProcessRecord, read: Field<readonly string[]>): readonly string[] | undefined {
  return withoutMemory(record) === undefined ? knownValue(read) : []
}
