/** TOML as this program takes it: errors with their line, and as much of a broken text as can be believed. */
import { parse, TomlError, type TomlTable } from 'smol-toml'
import { type Places, placesIn } from './toml-places.ts'

export type { TomlTable } from 'smol-toml'

export interface SyntaxProblem {
  /** From 1. */
  readonly line: number
  readonly column: number
  readonly reason: string
}

export interface TomlDocument {
  readonly table: TomlTable
  /** Where things stand: also true of the text that was given, for what is broken is blanked out. */
  readonly places: Places
  /** Empty where it is TOML from beginning to end. */
  readonly problems: readonly SyntaxProblem[]
}

/** So often a broken line is passed over; of a text with more nothing is believed. */
const MOST_TRIES = 10

/** Reads a document; a line that is broken is named and passed over, with all that follows a broken header. */
export function readToml(text: string): TomlDocument {
  const problems: SyntaxProblem[] = []
  let rest = text
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const read = tryParse(rest)
    if ('table' in read) return { table: read.table, places: tomlPlaces(rest), problems }
    const line = lastWritten(rest, read.line)
    // An error in an empty line is the end of something that began above, where a line was taken out already.
    if (line === read.line || problems.length === 0) problems.push(read)
    rest = without(rest, line)
  }
  return { table: parseToml(''), places: tomlPlaces(''), problems: problems.slice(0, 1) }
}

/** The line, or if it is empty the next above it that is not. */
function lastWritten(text: string, line: number): number {
  const lines = text.split('\n')
  while (line > 1 && (lines[line - 1] ?? '').trim() === '') line--
  return line
}

/** The places of a document that is TOML. */
export function tomlPlaces(text: string): Places {
  return placesIn(text, quoted => String(parse(`key = ${quoted}`)['key']))
}

/** @throws TomlError where it is none */
export function parseToml(text: string): TomlTable {
  // A number that is not ours may be larger than what we can count to.
  return parse(text, { integersAsBigInt: 'asNeeded' })
}

function tryParse(text: string): { table: TomlTable } | SyntaxProblem {
  try {
    return { table: parseToml(text) }
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const { line, column, message } = error
    const isAtEnd = (text.split(/\r?\n/)[line - 1] ?? '').length < column
    return { line, column, reason: reasonIn(message, isAtEnd) }
  }
}

/** What the parser means, where its words are of no help. */
const REASONS: readonly (readonly [theirs: RegExp, atEnd: boolean | undefined, ours: string])[] = [
  [/control characters are not allowed in strings/, true, 'a text without its closing quote'],
  [/^invalid value$/, true, 'a value is missing'],
  [/^trying to redefine/, undefined, 'this is set for the second time'],
]

/**
 * The first line of the parser's message, which goes on with a picture of the place.
 *
 * @param isAtEnd it is about the end of a line
 */
function reasonIn(message: string, isAtEnd: boolean): string {
  const theirs = message.replace(/^Invalid TOML document: /, '').replace(/\n[\s\S]*$/, '')
  const known = REASONS.find(([words, atEnd]) => words.test(theirs) && (atEnd ?? isAtEnd) === isAtEnd)
  return known?.[2] ?? theirs
}

/** The text with a line made blank, and, where that is a header, all that would stand below it. Offsets stay. */
function without(text: string, line: number): string {
  const lines = text.split('\n')
  const isHeader = (at: number): boolean => /^\s*\[/.test(lines[at] ?? '')
  let end = line
  if (isHeader(line - 1)) while (end < lines.length && !isHeader(end)) end++
  return lines.map((other, at) => (at >= line - 1 && at < end ? ' '.repeat(other.length) : other)).join('\n')
}
