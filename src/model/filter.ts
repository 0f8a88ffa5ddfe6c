import type { ProcessRow } from './snapshot.ts'

/** Whether the text stands in the row's command, name, user or pid, as {@link indexIn} looks for it. */
export function matches(row: ProcessRow, text: string): boolean {
  if (text === '') return true
  const { record, facts } = row
  const hay = `${record.pid} ${record.name} ${facts.user ?? ''} ${facts.command}`
  return indexIn(hay, text) >= 0
}

/** Where the text stands, or -1. Case matters only where it has capitals. */
export function indexIn(hay: string, text: string): number {
  return text === text.toLowerCase() ? hay.toLowerCase().indexOf(text) : hay.indexOf(text)
}

/** Whether the process belongs to a user, given by name or number. */
export function isOf({ facts }: ProcessRow, user: string): boolean {
  return facts.user === user || (facts.uid !== undefined && String(facts.uid) === user)
}
