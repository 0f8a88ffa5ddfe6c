import { clean } from '../model/text.ts'

/** Of a text no more is shown in a message. */
const MOST_CHARACTERS = 60

/** A value of a file as a message has it: texts in quotes, what is long or has parts in a word. */
export function shownValue(value: unknown): string {
  if (typeof value === 'string') {
    const characters = [...value]
    const isLong = characters.length > MOST_CHARACTERS
    return clean(JSON.stringify(isLong ? `${characters.slice(0, MOST_CHARACTERS).join('')}…` : value))
  }
  if (Array.isArray(value)) return 'a list'
  if (value instanceof Date) return 'a date'
  return typeof value === 'object' ? 'a table' : String(value)
}
