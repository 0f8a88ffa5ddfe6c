import { Misread } from '../problem.ts'
import { type Assertion, BLANKS, complement, DIGITS, type Expression, type Ranges, WORD } from './syntax.ts'

/** Parentheses within parentheses: more is no pattern that anybody means. */
const MOST_DEEP = 100
/** The most that `{n}` may say: each is a copy. */
const MOST_REPEATS = 1000

const CLASSES: Readonly<Record<string, Ranges>> = {
  d: DIGITS,
  D: complement(DIGITS),
  w: WORD,
  W: complement(WORD),
  s: BLANKS,
  S: complement(BLANKS),
}
const CONTROLS: Readonly<Record<string, number>> = { t: 0x09, n: 0x0a, v: 0x0b, f: 0x0c, r: 0x0d, 0: 0 }
const ASSERTIONS: Readonly<Record<string, Assertion>> = { b: 'boundary', B: 'noBoundary' }
/** A line end, which `.` leaves out. */
const NO_LINE_END = complement([
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x2028, 0x2029],
])
const COUNTS = /^\{(\d{1,9})(,?)(\d{0,9})\}/

/**
 * Parses a regular expression in ECMAScript's notation: alternatives, groups, classes, repeats, `^ $ \b \B \d \w \s` and
 * their opposites. What cannot be decided in one pass over a text is not there: references back, looking ahead.
 *
 * @throws Misread with the place in the source
 */
export function parsePattern(source: string): Expression {
  return new PatternParser(source).whole()
}

class PatternParser {
  readonly #source: string
  #at = 0
  #depth = 0

  constructor(source: string) {
    this.#source = source
  }

  whole(): Expression {
    const expression = this.#choice()
    if (this.#at < this.#source.length) throw this.#wrong('there is no ( for this )', this.#at, this.#at + 1)
    return expression
  }

  #choice(): Expression {
    const parts = [this.#sequence()]
    while (this.#take('|')) parts.push(this.#sequence())
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'choice', parts }
  }

  #sequence(): Expression {
    const parts: Expression[] = []
    while (this.#at < this.#source.length && !'|)'.includes(this.#next)) parts.push(this.#repeated())
    return { kind: 'sequence', parts }
  }

  #repeated(): Expression {
    const start = this.#at
    const of = this.#single()
    const counts = this.#counts()
    if (counts === undefined) return of
    if (of.kind === 'assertion') throw this.#wrong('nothing to repeat', start, this.#at)
    // Whether as much or as little as possible is taken: it is found all the same.
    this.#take('?')
    const [least, most] = counts
    if (least > most) throw this.#wrong('the first number is the larger one', start, this.#at)
    if (least > MOST_REPEATS || (most !== Number.POSITIVE_INFINITY && most > MOST_REPEATS))
      throw this.#wrong(`repeats at most ${MOST_REPEATS} times`, start, this.#at)
    if ('*+?'.includes(this.#next) && this.#next !== '') throw this.#wrong('nothing to repeat', this.#at, this.#at + 1)
    return { kind: 'repeat', of, least, most }
  }

  #counts(): readonly [number, number] | undefined {
    if (this.#take('*')) return [0, Number.POSITIVE_INFINITY]
    if (this.#take('+')) return [1, Number.POSITIVE_INFINITY]
    if (this.#take('?')) return [0, 1]
    // A brace that says no count stands for itself.
    const match = COUNTS.exec(this.#source.slice(this.#at, this.#at + 24))
    if (match === null) return undefined
    this.#at += match[0].length
    const least = Number(match[1])
    if (match[2] === '') return [least, least]
    return [least, match[3] === '' ? Number.POSITIVE_INFINITY : Number(match[3])]
  }

  #single(): Expression {
    const at = this.#at
    const character = this.#next
    this.#at++
    switch (character) {
      case '^':
        return { kind: 'assertion', what: 'start' }
      case '$':
        return { kind: 'assertion', what: 'end' }
      case '.':
        return { kind: 'characters', ranges: NO_LINE_END, negated: false }
      case '(':
        return this.#group(at)
      case '[':
        return this.#class(at)
      case '*':
      case '+':
      case '?':
        throw this.#wrong('nothing to repeat', at, at + 1)
      case '\\':
        return this.#escape(at)
      default:
        return one(character.charCodeAt(0))
    }
  }

  #group(at: number): Expression {
    if (this.#take('?')) {
      if (!this.#take(':')) throw this.#wrong('of groups that begin with (? there is only (?:', at, at + 2)
    }
    if (++this.#depth > MOST_DEEP) throw this.#wrong('too many parentheses', at, at + 1)
    const inside = this.#choice()
    this.#depth--
    if (!this.#take(')')) throw this.#wrong('this ( is not closed', at, at + 1)
    return inside
  }

  #escape(at: number): Expression {
    const what = ASSERTIONS[this.#next]
    if (what !== undefined) {
      this.#at++
      return { kind: 'assertion', what }
    }
    const ranges = this.#escaped(at)
    return { kind: 'characters', ranges, negated: false }
  }

  /** What a backslash, which has been read, and what follows stand for. */
  #escaped(at: number): Ranges {
    const character = this.#next
    if (character === '') throw this.#wrong('a character must follow this \\', at, at + 1)
    this.#at++
    const ranges = CLASSES[character]
    if (ranges !== undefined) return ranges
    const control = CONTROLS[character]
    if (control !== undefined) return [[control, control]]
    if (character === 'x' || character === 'u') return this.#hexadecimal(at, character === 'x' ? 2 : 4)
    if (/[A-Za-z0-9]/.test(character)) throw this.#wrong(`\\${character} means nothing here`, at, this.#at)
    const code = character.charCodeAt(0)
    return [[code, code]]
  }

  #hexadecimal(at: number, digits: number): Ranges {
    const text = this.#source.slice(this.#at, this.#at + digits)
    if (text.length < digits || !/^[0-9a-f]+$/i.test(text))
      throw this.#wrong(`${digits} hexadecimal digits must follow`, at, this.#at)
    this.#at += digits
    const code = Number.parseInt(text, 16)
    return [[code, code]]
  }

  #class(at: number): Expression {
    const negated = this.#take('^')
    const ranges: (readonly [number, number])[] = []
    for (;;) {
      if (this.#next === '') throw this.#wrong('this [ is not closed', at, at + 1)
      if (this.#take(']')) return { kind: 'characters', ranges, negated }
      const from = this.#at
      const first = this.#member()
      const isRange = this.#next === '-' && !['', ']'].includes(this.#source.charAt(this.#at + 1))
      if (!isRange) {
        ranges.push(...first)
        continue
      }
      this.#at++
      const last = this.#member()
      const [low, high] = [only(first), only(last)]
      // As in browsers: `[\w-.]` has a dash in it.
      if (low === undefined || high === undefined) ranges.push(...first, [0x2d, 0x2d], ...last)
      else if (low > high) throw this.#wrong('this range is the wrong way round', from, this.#at)
      else ranges.push([low, high])
    }
  }

  #member(): Ranges {
    const at = this.#at
    const character = this.#next
    this.#at++
    if (character === '\\') {
      // In a class it is the backspace.
      if (this.#take('b')) return [[0x08, 0x08]]
      return this.#escaped(at)
    }
    const code = character.charCodeAt(0)
    return [[code, code]]
  }

  /** The next character, or an empty text at the end. */
  get #next(): string {
    return this.#source.charAt(this.#at)
  }

  #take(character: string): boolean {
    if (this.#next !== character) return false
    this.#at++
    return true
  }

  #wrong(message: string, at: number, end: number): Misread {
    return new Misread(message, at, Math.min(end, this.#source.length))
  }
}

function one(code: number): Expression {
  return { kind: 'characters', ranges: [[code, code]], negated: false }
}

/** The single character of it, if it is one. */
function only(ranges: Ranges): number | undefined {
  const [first] = ranges
  return ranges.length === 1 && first !== undefined && first[0] === first[1] ? first[0] : undefined
}
