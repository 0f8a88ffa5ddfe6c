/** A value out of a document that somebody else may have written, with its place in it. */
import { clean } from '../model/text.ts'

/** A document is not what it was taken for: said with its place. */
export class Misfit extends Error {
  override readonly name = 'Misfit'
}

const MOST_SHOWN = 40
/** Date.parse takes nearly anything for a date: of "7" it makes July 2001. */
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/

export class Checked {
  readonly value: unknown
  /** `mappings.rows[12].rssBytes`; empty for the whole. */
  readonly place: string

  constructor(value: unknown, place: string) {
    this.value = value
    this.place = place
  }

  /** What an object has by this name; undefined is a value like others, refused by whoever wants one. */
  key(name: string): Checked {
    const { value, place } = this
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw this.#not('an object')
    const found: unknown = Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined
    return new Checked(found, place === '' ? name : `${place}.${name}`)
  }

  list(): readonly Checked[] {
    if (!Array.isArray(this.value)) throw this.#not('a list')
    return this.value.map((entry: unknown, i) => new Checked(entry, `${this.place}[${i}]`))
  }

  /** One entry of a list, called by what it means. */
  entry(index: number, name: string): Checked {
    if (!Array.isArray(this.value)) throw this.#not('a list')
    const found: unknown = this.value[index]
    return new Checked(found, `${this.place}.${name}`)
  }

  orNull<T>(read: (value: Checked) => T): T | null {
    return this.value === null ? null : read(this)
  }

  /** For what was added later: undefined where it is not there, or null. */
  orAbsent<T>(read: (value: Checked) => T): T | undefined {
    return this.value === undefined ? undefined : (this.orNull(read) ?? undefined)
  }

  /** Cleaned for the screen. */
  text(): string {
    if (typeof this.value !== 'string') throw this.#not('a text')
    return clean(this.value)
  }

  matching(pattern: RegExp, what: string): string {
    if (typeof this.value !== 'string' || !pattern.test(this.value)) throw this.#not(what)
    return this.value
  }

  oneOf<T extends string>(words: readonly T[]): T {
    const found = words.find(word => word === this.value)
    if (found === undefined) throw this.#not(`one of ${words.join(', ')}`)
    return found
  }

  flag(): boolean {
    if (typeof this.value !== 'boolean') throw this.#not('true or false')
    return this.value
  }

  /** A whole number, zero or more; of 64 bits, as inodes have, not every one can be told from the next. */
  count(): number {
    if (typeof this.value !== 'number' || !Number.isInteger(this.value) || this.value < 0)
      throw this.#not('a whole number')
    return this.value
  }

  /** A whole number that can be added up exactly. */
  bytes(): number {
    const bytes = this.count()
    if (!Number.isSafeInteger(bytes)) throw this.#not('a number of bytes')
    return bytes
  }

  /** A number, zero or more; JSON may tell one so large that it is read as infinite. */
  quantity(): number {
    if (typeof this.value !== 'number' || !Number.isFinite(this.value) || this.value < 0) throw this.#not('a number')
    return this.value
  }

  /** Milliseconds since 1970 of a moment in ISO 8601 and UTC, of years that have four digits. */
  time(): number {
    const ms = typeof this.value === 'string' && MOMENT.test(this.value) ? Date.parse(this.value) : Number.NaN
    if (Number.isNaN(ms)) throw this.#not('a time in ISO 8601')
    return ms
  }

  #not(expected: string): Misfit {
    const place = this.place === '' ? 'the whole' : this.place
    if (this.value === undefined) return new Misfit(`${place} is missing`)
    return new Misfit(`${place} is ${shown(this.value)}, not ${expected}`)
  }
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  if (typeof value !== 'string') return String(value)
  const quoted = JSON.stringify(clean(value.slice(0, MOST_SHOWN)))
  return value.length > MOST_SHOWN ? `${quoted.slice(0, -1)}…"` : quoted
}
