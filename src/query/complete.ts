import { type Field, fields } from './fields.ts'
import { parse } from './parse.ts'

export interface Completion {
  /** The text with as much added as all {@link candidates} have in common; with a blank behind where there is only one. */
  readonly text: string
  /** The names that the word at the end may become, in the order of their kind. */
  readonly candidates: readonly string[]
}

/** Completes the name of a field, or of a state, at the end of a query. */
export function complete(text: string): Completion {
  const { unfinished } = parse(text)
  if (unfinished === undefined) return { text, candidates: [] }
  const { at, of } = unfinished
  const typed = text.slice(at).toLowerCase()
  const candidates = namesOf(of, typed)
  const [first] = candidates
  if (first === undefined) return { text, candidates }
  const common = candidates.reduce(commonBeginning)
  if (common.length < typed.length) return { text, candidates }
  const completed = candidates.length === 1 ? `${first} ` : common
  // Right behind a word like `and` a name would become one with it.
  const blank = typed === '' && /\w$/.test(text) && completed !== '' ? ' ' : ''
  return { text: text.slice(0, at) + blank + completed, candidates }
}

/** Names that begin so: of fields those by which they are known first, others only where none of those does. */
function namesOf(of: Field | undefined, beginning: string): readonly string[] {
  const begins = (name: string): boolean => name.startsWith(beginning)
  if (of !== undefined) return of.type === 'text' ? [...(of.words?.keys() ?? [])].filter(begins) : []
  const names = fields.map(field => field.name).filter(begins)
  return names.length > 0 ? names : fields.flatMap(field => field.names).filter(begins)
}

export function commonBeginning(a: string, b: string): string {
  let length = 0
  while (length < a.length && a[length] === b[length]) length++
  return a.slice(0, length)
}
