/**
 * Where things stand in a TOML document: which the parser does not tell of values, and which an editor has to know that
 * leaves everything else as it is. https://toml.io/en/v1.1.0
 */

/** From an offset to before another, in UTF-16 units. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** A table's header and what stands below it; the document itself is one, too, without a header. */
export interface Section {
  readonly path: readonly string[]
  /** Where its header begins. */
  readonly start: number
  /** From after the header's line to the next header. */
  readonly body: Span
}

/** A key and its value. */
export interface Pair {
  /** From the root: tables, dotted keys and inline tables are all the same here. */
  readonly path: readonly string[]
  readonly key: Span
  readonly value: Span
  /** The items of an array. */
  readonly items: readonly Span[]
  readonly section: Section
  /** Within an inline table. */
  readonly inline: boolean
}

export interface Places {
  /** The document's own section first. */
  readonly sections: readonly Section[]
  readonly pairs: readonly Pair[]
}

const SPACE = /[ \t]*/y
/** What may stand between values: blanks, ends of lines, comments. */
const VOID = /(?:[ \t\r\n]|#[^\n]*)*/y
const BARE_KEY = /[\w-]+/y
const BASIC_STRING = /"(?:[^"\\\n]|\\.)*"/y
const LITERAL_STRING = /'[^'\n]*'/y
/** The last quotes may be the text's own: up to two of them. */
const BASIC_TEXT = /"""(?:[^"\\]|\\[\s\S]|"{1,2}(?!"))*"{3,5}/y
const LITERAL_TEXT = /'''(?:[^']|'{1,2}(?!'))*'{3,5}/y
const OTHER_VALUE = /[^,\]}#\r\n]*[^,\]}#\r\n \t]/y

/**
 * Reads a document that the parser has taken.
 *
 * @param unquote what a quoted key stands for
 * @throws where it is no TOML
 */
export function placesIn(text: string, unquote: (quoted: string) => string): Places {
  return new Scanner(text, unquote).scan()
}

/** Line and column of an offset, from 1; columns are characters. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).replace(/^\ufeff/, '')
  const lineStart = before.lastIndexOf('\n') + 1
  return { line: before.split('\n').length, column: [...before.slice(lineStart)].length + 1 }
}

/** What stands at a path: the value of a pair, else the header of a table, else the first of what lies below it. */
export function placeOf(places: Places, path: readonly string[]): { offset: number; pair?: Pair } | undefined {
  const pair = places.pairs.find(candidate => isSame(candidate.path, path))
  if (pair !== undefined) return { offset: pair.value.start, pair }
  const below = (candidate: readonly string[]): boolean => isSame(candidate.slice(0, path.length), path)
  const header = places.sections.slice(1).find(section => below(section.path))
  if (header !== undefined) return { offset: header.start }
  const dotted = places.pairs.find(candidate => below(candidate.path))
  return dotted === undefined ? undefined : { offset: dotted.key.start }
}

export function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((part, i) => part === b[i])
}

class Scanner {
  readonly #text: string
  readonly #unquote: (quoted: string) => string
  readonly #pairs: Pair[] = []
  #at = 0

  constructor(text: string, unquote: (quoted: string) => string) {
    this.#text = text
    this.#unquote = unquote
  }

  scan(): Places {
    const sections: { path: readonly string[]; start: number; body: { start: number; end: number } }[] = []
    const open = (path: readonly string[], start: number, bodyStart: number) => {
      const last = sections[sections.length - 1]
      if (last !== undefined) last.body.end = start
      const section = { path, start, body: { start: bodyStart, end: this.#text.length } }
      sections.push(section)
      return section
    }
    if (this.#text.startsWith('\ufeff')) this.#at = 1
    let section = open([], this.#at, this.#at)
    let tables = 0
    for (this.#take(VOID); this.#at < this.#text.length; this.#take(VOID)) {
      const start = this.#at
      if (!this.#skip('[')) {
        this.#pair(section, section.path, false)
        continue
      }
      const isArray = this.#skip('[')
      const path = this.#key()
      this.#expect(isArray ? ']]' : ']')
      // Each table of an array is one of its own, which no path leads to.
      if (isArray) path.push(`\0${tables++}`)
      section = open(path, start, this.#lineEnd())
    }
    return { sections, pairs: this.#pairs }
  }

  #pair(section: Section, table: readonly string[], inline: boolean): void {
    const start = this.#at
    const path = [...table, ...this.#key()]
    const key = { start, end: this.#at }
    this.#expect('=')
    this.#take(SPACE)
    // In the order of the document: a table stands before what is in it.
    const at = this.#pairs.length
    const { value, items } = this.#value(section, path)
    this.#pairs.splice(at, 0, {
      path,
      key: { ...key, end: trimmedEnd(this.#text, key) },
      value,
      items,
      section,
      inline,
    })
  }

  #value(section: Section, path: readonly string[]): { value: Span; items: Span[] } {
    const start = this.#at
    const items: Span[] = []
    if (this.#skip('[')) {
      for (this.#take(VOID); !this.#skip(']'); this.#take(VOID)) {
        // Nothing within has a path of its own.
        items.push(this.#value(section, [...path, `\0${items.length}`]).value)
        this.#take(VOID)
        this.#skip(',')
      }
    } else if (this.#skip('{')) {
      for (this.#take(VOID); !this.#skip('}'); this.#take(VOID)) {
        this.#pair(section, path, true)
        this.#take(VOID)
        this.#skip(',')
      }
    } else {
      const kinds = [BASIC_TEXT, LITERAL_TEXT, BASIC_STRING, LITERAL_STRING, OTHER_VALUE]
      if (!kinds.some(kind => this.#take(kind) !== '')) throw this.#wrong()
    }
    return { value: { start, end: this.#at }, items }
  }

  /** A key, dotted perhaps, and the blanks behind it. */
  #key(): string[] {
    const path: string[] = []
    do {
      this.#take(SPACE)
      const quoted = this.#take(BASIC_STRING) || this.#take(LITERAL_STRING)
      const part = quoted === '' ? this.#take(BARE_KEY) : this.#unquote(quoted)
      if (quoted === '' && part === '') throw this.#wrong()
      path.push(part)
      this.#take(SPACE)
    } while (this.#skip('.'))
    return path
  }

  #lineEnd(): number {
    const end = this.#text.indexOf('\n', this.#at)
    return end < 0 ? this.#text.length : end + 1
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0] ?? ''
    this.#at += found.length
    return found
  }

  #skip(mark: string): boolean {
    if (!this.#text.startsWith(mark, this.#at)) return false
    this.#at += mark.length
    return true
  }

  #expect(mark: string): void {
    if (!this.#skip(mark)) throw this.#wrong()
  }

  #wrong(): Error {
    const { line, column } = lineAndColumn(this.#text, this.#at)
    return new Error(`no TOML at ${line}:${column}`)
  }
}

function trimmedEnd(text: string, { start, end }: Span): number {
  return start + text.slice(start, end).trimEnd().length
}
