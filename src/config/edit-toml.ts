/** Changes single values of a TOML document and leaves every other byte as it is. */
import { isDeepStrictEqual } from 'node:util'
import { parseToml, type TomlTable, tomlPlaces } from './toml.ts'
import { isSame, type Pair, type Places, type Section } from './toml-places.ts'

export type TomlChoice = string | number | boolean | readonly string[]

export interface Change {
  /** Tables and the key, from the root. */
  readonly path: readonly string[]
  readonly value: TomlChoice
}

/**
 * The text with these values set. A value that is there is replaced where it stands; another is added below the last of
 * its table, or below a line that has it commented out. Comments, order, blank lines and ends of lines stay; a list with
 * comments between its items stays as a comment itself.
 *
 * @param text valid TOML
 * @throws where the text is none, or has something else where a table would have to be: nothing has been lost then
 */
export function editToml(text: string, changes: readonly Change[]): string {
  const wanted = parseToml(text)
  let edited = text
  for (const { path, value } of changes) {
    put(wanted, path, value)
    edited = withValue(edited, path, value)
  }
  // Whatever a document may hold that was not thought of here: rather not saved than saved wrongly.
  if (!isDeepStrictEqual(parseToml(edited), wanted))
    throw new Error('this file is written in a way that cannot be edited here')
  return edited
}

/** A value as TOML writes it, on one line. */
export function formatToml(value: TomlChoice): string {
  if (typeof value === 'string') return quoted(value)
  return typeof value === 'object' ? `[${value.map(quoted).join(', ')}]` : String(value)
}

function quoted(text: string): string {
  // JSON's escapes are TOML's as well, but for DEL, which JSON leaves as it is.
  return JSON.stringify(text.replace(/\p{Surrogate}/gu, '\ufffd')).replaceAll('\x7f', '\\u007f')
}

/** A key as TOML writes it. */
export function formatKey(key: string): string {
  return /^[\w-]+$/.test(key) ? key : quoted(key)
}

function withValue(text: string, path: readonly string[], value: TomlChoice): string {
  const places = tomlPlaces(text)
  const pair = places.pairs.find(candidate => isSame(candidate.path, path))
  if (pair !== undefined) return replaced(text, pair, formatToml(value))
  return added(text, places, path, formatToml(value))
}

function replaced(text: string, pair: Pair, value: string): string {
  const { start, end } = pair.value
  if (pair.inline || !hasComment(text, pair)) return splice(text, start, end, value)
  const line = lineStart(text, pair.key.start)
  const kept = text.slice(line, end).split('\n')
  return splice(text, line, end, `# ${kept.join('\n# ')}${eolOf(text)}${text.slice(line, start)}${value}`)
}

/** Whether anything is said between the items of a list. */
function hasComment(text: string, { items, value: { start, end } }: Pair): boolean {
  if (text[start] !== '[') return false
  const ends = [start, ...items.map(item => item.end)]
  return ends.some((from, i) => text.slice(from, items[i]?.start ?? end).includes('#'))
}

function added(text: string, places: Places, path: readonly string[], value: string): string {
  const table = path.slice(0, -1)
  const written = (from: number): string => `${path.slice(from).map(formatKey).join('.')} = ${value}`
  const inline = places.pairs.find(pair => isSame(pair.path, table) && text[pair.value.start] === '{')
  if (inline !== undefined) return addedInline(text, inline, places, written(table.length))

  const eol = eolOf(text)
  const section = places.sections.find(candidate => isSame(candidate.path, table))
  const neighbour = places.pairs.findLast(pair => isSame(pair.path.slice(0, -1), table))
  if (section === undefined && neighbour === undefined) return appended(text, table, written(table.length), eol)
  const home = section ?? neighbour?.section
  if (home === undefined) return text
  const commented = section && commentedOut(text, places, section, path[path.length - 1] ?? '')
  const last = places.pairs.findLast(pair => pair.section === home && isSame(pair.path.slice(0, -1), table))
  const at = commented ?? (last === undefined ? beginning(text, home) : lineEnd(text, last.value.end))
  return insertedLine(text, at, written(home.path.length), eol)
}

/** Behind the last of an inline table: a line of its own may not be meant. */
function addedInline(text: string, { path, value }: Pair, { pairs }: Places, written: string): string {
  const last = pairs.findLast(
    pair =>
      pair.inline &&
      isSame(pair.path.slice(0, path.length), path) &&
      pair.path.length > path.length &&
      pair.value.end < value.end,
  )
  return last === undefined
    ? splice(text, value.start + 1, value.start + 1, ` ${written} `)
    : splice(text, last.value.end, last.value.end, `, ${written}`)
}

function appended(text: string, table: readonly string[], written: string, eol: string): string {
  const gap = text === '' || text.endsWith('\n') ? '' : eol
  const blank = text.trim() === '' ? '' : eol
  return `${text}${gap}${blank}[${table.map(formatKey).join('.')}]${eol}${written}${eol}`
}

/** Where the first value of a section goes: below its header, or below the words that a document begins with. */
function beginning(text: string, { path, body }: Section): number {
  if (path.length > 0) return body.start
  // Words without a blank line below them are about what comes next.
  const words = /^(?:[ \t]*#[^\n]*\n)+(?=\r?\n|$)/.exec(text.slice(body.start))
  return body.start + (words?.[0].length ?? 0)
}

/** Behind a line of the section that has this key commented out, as the file that `--default-config` prints has it. */
function commentedOut(text: string, { pairs }: Places, { body }: Section, key: string): number | undefined {
  const pattern = new RegExp(`^[ \\t]*#[ \\t]*${key.replace(/[^\w-]/g, '\\$&')}[ \\t]*=[^\\n]*(?:\\n|$)`, 'gm')
  for (const { index, 0: line } of text.slice(body.start, body.end).matchAll(pattern)) {
    const at = body.start + index
    // A text of several lines may look like anything.
    if (!pairs.some(({ value }) => value.start < at && at < value.end)) return at + line.length
  }
  return undefined
}

function insertedLine(text: string, at: number, line: string, eol: string): string {
  const isWithin = at > 0 && text[at - 1] !== '\n' && text[at - 1] !== '\ufeff'
  return splice(text, at, at, `${isWithin ? eol : ''}${line}${eol}`)
}

function eolOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n'
}

function lineStart(text: string, from: number): number {
  return Math.max(text.lastIndexOf('\n', from) + 1, text.startsWith('\ufeff') ? 1 : 0)
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end < 0 ? text.length : end + 1
}

function splice(text: string, start: number, end: number, by: string): string {
  return text.slice(0, start) + by + text.slice(end)
}

/** Sets a value in what the parser gave. */
function put(root: TomlTable, path: readonly string[], value: TomlChoice): void {
  let table = root
  for (const part of path.slice(0, -1)) {
    const next = Object.hasOwn(table, part) ? table[part] : undefined
    if (next !== undefined && !isTable(next)) throw new Error(`${part} is no table`)
    const inner = next ?? parseToml('')
    table[part] = inner
    table = inner
  }
  const key = path[path.length - 1] ?? ''
  if (Object.hasOwn(table, key) && isTable(table[key])) throw new Error(`${key} is a table`)
  table[key] = typeof value === 'object' ? [...value] : value
}

function isTable(value: unknown): value is TomlTable {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
}
