/** What comes from a program is foreign: of another shape than was agreed, too long, or not there at all. */
import { clean } from '../../../model/text.ts'
import { NoAnswer } from '../../session.ts'

/** As long as a path may be; names are cut by who sends them. */
const MOST_TEXT = 4096

export type Fields = Readonly<Record<string, unknown>>

/** @throws {NoAnswer} of what has no fields */
export function fieldsOf(value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw strange()
  return value as Fields
}

/** @throws {NoAnswer} of what is no list, or a longer one than was agreed */
export function listOf(value: unknown, most: number): readonly unknown[] {
  if (!Array.isArray(value) || value.length > most) throw strange()
  return value
}

/** Of something that is counted: whole and not below zero. */
export function countOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}

/** @throws {NoAnswer} */
export function knownCount(value: unknown): number {
  const count = countOf(value)
  if (count === undefined) throw strange()
  return count
}

export function millisecondsOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined
}

/** Clean. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? clean(value.slice(0, MOST_TEXT)) : undefined
}

/** @throws {NoAnswer} */
export function knownText(value: unknown): string {
  const text = textOf(value)
  if (text === undefined) throw strange()
  return text
}

/** @throws {NoAnswer} */
export function flagOf(value: unknown): boolean {
  if (typeof value !== 'boolean') throw strange()
  return value
}

function strange(): NoAnswer {
  return new NoAnswer('it answered something that cannot be understood')
}
