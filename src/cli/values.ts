/** What the values of flags mean; what cannot be is refused with what was expected. */
import type { AnyColumn } from '../columns/column.ts'
import { columns, findColumn } from '../columns/index.ts'
import { MOST_CELLS, readSizedName } from '../columns/sized-name.ts'
import { suggestion } from '../model/closest.ts'
import { INTERVAL_WORDS, isInterval } from '../model/interval.ts'
import { clean } from '../model/text.ts'
import { THEME_NAMES } from '../model/theme-names.ts'
import { readQuery } from '../query/query.ts'
import { type SavedQueries, savedQuery } from '../query/saved.ts'
import { cellWidth } from '../terminal/width.ts'
import type { Given } from './arguments.ts'
import { UsageError } from './usage-error.ts'

/** The largest pid that a kernel may hand out: PID_MAX_LIMIT, proc_sys_kernel(5). */
const MOST_PIDS = 4_194_304

/** The value that counts: the last one given. */
export function lastValue(given: Given): string {
  return given.values[given.values.length - 1] ?? ''
}

/** Seconds from 0.1 to 3600, as milliseconds. */
export function parseInterval(given: Given): number {
  const value = lastValue(given)
  const seconds = /^(\d+\.?\d*|\.\d+)$/.test(value) ? Number(value) : Number.NaN
  if (!isInterval(seconds)) throw expected(given, `seconds ${INTERVAL_WORDS}`, value)
  return Math.round(seconds * 1000)
}

/** A whole number, one or more. */
export function parseCount(given: Given): number {
  const value = lastValue(given)
  const count = /^\d{1,15}$/.test(value) ? Number(value) : 0
  if (count < 1) throw expected(given, 'a whole number from 1', value)
  return count
}

/** All pids of `-p 1,2 -p 3`. */
export function parsePids(given: Given): ReadonlySet<number> {
  return new Set(given.values.flatMap(value => value.split(',')).map(word => parsePid(word, given.typed)))
}

/** One pid; `where` is the flag or subcommand that it was given to. */
export function parsePid(word: string, where: string): number {
  const pid = /^\d{1,7}$/.test(word) ? Number(word) : 0
  if (pid < 1 || pid > MOST_PIDS) {
    throw new UsageError(`${where} expects a process id, a whole number from 1 to ${MOST_PIDS}, not ${quoted(word)}`)
  }
  return pid
}

/** The columns of `-o pid,user:12,…`, of those with a width that wide. */
export function parseColumns(given: Given): readonly AnyColumn[] {
  return given.values.flatMap(value => value.split(',')).map(word => parseSized(word, given))
}

function parseSized(word: string, given: Given): AnyColumn {
  const { name, size = '', sized } = readSizedName(word)
  if (sized !== undefined) return sized
  parseColumn(name, given.typed)
  throw expected(given, `a width from 1 to ${MOST_CELLS} after ${name}:`, size)
}

/**
 * A query, in the words that it was given in; of one that is saved in the config file, as `@name`, in the words of that.
 * Where it is none, a mark stands below the place.
 *
 * @param saved undefined as long as the config file has not been read: a name stays one then
 */
export function parseFilter(given: Given, saved: SavedQueries | undefined): string {
  const text = lastValue(given)
  const found = savedQuery(text, saved ?? new Map())
  if (found !== undefined && saved === undefined) return text
  if (found?.problem !== undefined)
    throw new UsageError(
      `${given.typed}: ${clean(found.problem)} (${given.typed} '"${clean(text.trim())}"' looks for the text)`,
    )
  if (found !== undefined) return found.query
  const { problem } = readQuery(text)
  if (problem === undefined) return text
  // A line break in it would part the mark from what it marks.
  const before = clean(text.slice(0, problem.at))
  const marked = clean(text.slice(problem.at, problem.end))
  const mark = ' '.repeat(cellWidth(before)) + '^'.repeat(Math.max(1, cellWidth(marked)))
  throw new UsageError(`${given.typed}: ${clean(problem.message)}\n  ${clean(text)}\n  ${mark}`)
}

/** One of these words. */
export function parseWord<T extends string>(given: Given, words: readonly T[]): T {
  const value = lastValue(given)
  const word = words.find(known => known === value) ?? words.find(known => known.toLowerCase() === value.toLowerCase())
  if (word !== undefined) return word
  const hint = suggestion(value, words)
  throw new UsageError(`${given.typed} expects one of ${words.join(', ')}, not ${quoted(value)}${hint}`)
}

/** The name of a theme that comes with the program, or of one of these. */
export function parseTheme(given: Given, themes: readonly string[] | 'not known'): string {
  return themes === 'not known' ? lastValue(given) : parseWord(given, [...THEME_NAMES, ...themes])
}

/** One column by its id or an alias; `where` is the flag it was given to. */
export function parseColumn(word: string, where: string): AnyColumn {
  const column = findColumn(word)
  if (column !== undefined) return column
  const known = columns.map(({ id }) => id)
  throw new UsageError(`${where} knows no column ${quoted(word)}${suggestion(word, known)} (${where} help lists them)`)
}

function expected(given: Given, what: string, value: string): UsageError {
  return new UsageError(`${given.typed} expects ${what}, not ${quoted(value)}`)
}

function quoted(word: string): string {
  return JSON.stringify(word)
}
