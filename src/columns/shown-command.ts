import type { ProcessFacts } from '../model/process.ts'
import type { ProcessRow } from '../model/snapshot.ts'
import type { ColumnContext } from './column.ts'
import { isTitle, programIn } from './program-name.ts'

/**
 * The command as the table shows it: the program without its directory unless the whole path is wanted, and why there
 * is none where there is none.
 */
export function shownCommand(row: ProcessRow, fullPath: boolean): string {
  return bareCommand(row, fullPath) + notesOn(row)
}

/** The same without notes behind it. */
export function bareCommand(row: ProcessRow, fullPath: boolean): string {
  const { name, kernelThread } = row.record
  if (isUnread(row)) return notesOn(row) === '' && !kernelThread ? name : `[${name}]`
  return readCommand(row, fullPath)
}

function notesOn({ record, facts }: ProcessRow): string {
  const notes = [facts.trouble, record.state === 'Z' ? 'zombie' : undefined].filter(note => note !== undefined)
  return notes.length > 0 ? ` (${notes.join(', ')})` : ''
}

/** A thread by its own name, and the process that it is one of where that is not seen anyway. */
export function shownThread({ record, threadOf }: ProcessRow, { tree }: Pick<ColumnContext, 'tree'>): string {
  if (threadOf === undefined) return record.name
  const isMain = record.pid === threadOf.record.pid
  const whose = tree === true ? [] : [`of ${threadOf.record.pid} ${threadOf.record.name}`]
  return [`{${record.name}}`, ...(isMain ? ['main thread'] : []), ...whose].join(' ')
}

/**
 * The same of a process that has ended, as far as it was read while it lived. A zombie has no command line any more;
 * brackets would say that there never was one, as of a kernel thread.
 */
export function lastCommand(row: ProcessRow): string {
  const { record, facts } = row
  const isNameless = isUnread(row) || (facts.args?.length === 0 && isName(facts.command))
  return isNameless && !record.kernelThread ? record.name : readCommand(row, false)
}

/** In brackets is who has no command line; of this one it is not known yet, and what it was called may be out of date. */
function isUnread({ facts }: ProcessRow): boolean {
  return facts.args === undefined && isName(facts.command)
}

/**
 * Its arguments; where nobody tells them one by one, the whole line as if it were the first. None where the command is a
 * name in brackets.
 */
export function argumentsOf({ args, command }: ProcessFacts): readonly string[] {
  return args ?? (isName(command) ? [] : [command])
}

function isName(command: string): boolean {
  return command.startsWith('[') && command.endsWith(']')
}

function readCommand({ record, facts }: ProcessRow, fullPath: boolean): string {
  const [program] = argumentsOf(facts)
  if (fullPath || program?.startsWith('/') !== true || isTitle(program)) return facts.command
  return facts.command.slice(programIn(program, record.name).from)
}
