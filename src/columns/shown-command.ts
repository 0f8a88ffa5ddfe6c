import type { ProcessRow } from '../model/snapshot.ts'

/**
 * The command as the table shows it: the program without its directory unless the whole path is wanted, and why there
 * is none where there is none.
 */
export function shownCommand({ record, facts }: ProcessRow, fullPath: boolean): string {
  const notes = [facts.trouble, record.state === 'Z' ? 'zombie' : undefined].filter(note => note !== undefined)
  const suffix = notes.length > 0 ? ` (${notes.join(', ')})` : ''
  // In brackets is who has no command line; of this one it is not known yet.
  const isUnknown = facts.args === undefined && facts.command === `[${record.name}]`
  if (isUnknown && suffix === '' && !record.kernelThread) return record.name
  const [program] = facts.args ?? []
  if (fullPath || program === undefined) return facts.command + suffix
  // Titles that programs give themselves ("nginx: master process /usr/sbin/nginx") are no path.
  const end = program.includes(': ')
    ? 0
    : program.lastIndexOf('/', program.indexOf(' ') < 0 ? undefined : program.indexOf(' ')) + 1
  return facts.command.slice(program.startsWith('/') ? end : 0) + suffix
}
