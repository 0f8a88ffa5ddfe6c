/** What a value, or a name, of a query means for the field that it stands beside. */
import { closest } from '../model/closest.ts'
import { parseAmount } from './amount.ts'
import { fields, type NumberField, type TextField } from './fields.ts'
import { Pattern } from './pattern/pattern.ts'
import { Misread } from './problem.ts'
import { placeIn, type Token } from './scanner.ts'
import type { Node } from './syntax.ts'

/** What is longer is no field mistyped. */
const MOST_NAME = 20

/** That this is not understood, and where it stands. */
export function wrong(message: string, { at, end }: Token): Misread {
  return new Misread(message, at, end)
}

/** That there is no such field, and which may be meant. */
export function unknownField(name: string): string {
  const known = fields.flatMap(field => field.names)
  const meant = name.length > MOST_NAME ? undefined : closest(name, known)
  const hint = meant === undefined ? 'a text with an operator in it goes in quotes' : `did you mean ${meant}?`
  return `there is no field ${name}; ${hint}`
}

/** An amount with the unit that it is in. */
export type Amount = Pick<Extract<Node, { kind: 'amount' }>, 'number' | 'amount' | 'written'>

/** Whether what stands behind an amount cannot be the rest of its number or of its unit. */
export function isApart(amount: string, next: string): boolean {
  return /[\d.]$/.test(amount) ? /^[a-z%]/i.test(next) : /^\d/.test(next)
}

/** The amount in the first of the field's units that it can be read in; undefined where there is none. */
export function inUnitOf(field: NumberField, text: string): Amount | undefined {
  for (const number of field.in) {
    const amount = parseAmount(text, number.kind)
    if (amount !== undefined) return { number, amount, written: text }
  }
  return undefined
}

/**
 * What is looked for: of a field with words the value that the word means, or the value itself in any case.
 *
 * @throws Misread where there is no such word
 */
export function wordOf(field: TextField, value: Token): string {
  const { words } = field
  if (words === undefined) return value.text
  const values = [...words.values()]
  const same = [value.text, value.text.toUpperCase()].find(text => values.includes(text))
  const meant = words.get(value.text.toLowerCase()) ?? same
  if (meant !== undefined) return meant
  const all = [...words].map(([word, letter]) => `${letter} ${word}`).join(', ')
  throw wrong(`${field.name} is one of ${all}`, value)
}

/** @throws Misread with the place in the query */
export function patternOf(value: Token): Pattern {
  try {
    return new Pattern(value.text)
  } catch (error) {
    if (!(error instanceof Misread)) throw error
    throw new Misread(error.message, placeIn(value, error.at), placeIn(value, error.end))
  }
}
