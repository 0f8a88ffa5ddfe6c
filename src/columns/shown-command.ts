import type { ProcessRow } from '../model/snapshot.ts'

/**
 * The command as the table shows it: the program without its directory unless the whole path is wanted, and why there
 * is none where there is none.
 */
export function shownCommand(row: ProcessRow, fullPath: boolean): string {
  const { record, facts } = row
  const notes = [facts.trouble, record.state === 'Z' ? 'zombie' : undefined].filter(note => note !== undefined)
  const suffix = notes.length > 0 ? ` (${notes.join(', ')})` : ''
  if (isUnread(row)) return suffix === '' && !record.kernelThread ? record.name : `[${record.name}]${suffix}`
  return readCommand(row, fullPath) + suffix
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

function isName(command: string): boolean {
  return command.startsWith('[') && command.endsWith(']')
}

function readCommand({ facts }: ProcessRow, fullPath: boolean): string {
  const [program] = facts.args ?? []
  if (fullPath || program === undefined) return facts.command
  // Titles that programs give themselves ("nginx: master process /usr/sbin/nginx") are no path.
  const end = program.includes(': ')
    ? 0
    : program.lastIndexOf('/', program.indexOf(' ') < 0 ? undefined : program.indexOf(' ')) + 1
  return facts.command.slice(program.startsWith('/') ? end : 0)
}
