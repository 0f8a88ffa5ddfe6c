import { expectedAmount } from './amount.ts'
import { type Field, findField, type NumberField, type TextField } from './fields.ts'
import { Misread, type Problem } from './problem.ts'
import { type Operator, Scanner, type Token } from './scanner.ts'
import type { Node } from './syntax.ts'
import { type Amount, inUnitOf, isApart, patternOf, unknownField, wordOf, wrong } from './values.ts'

/** Parentheses within parentheses: more is no query that anybody means. */
const MOST_DEEP = 100

/** A name that is being written at the end of the text: a field's, or a value's of this field. */
export interface Unfinished {
  readonly at: number
  readonly of: Field | undefined
}

export type Parsed = { readonly unfinished: Unfinished | undefined } & (
  | { readonly node: Node; readonly problem?: undefined }
  | { readonly node?: undefined; readonly problem: Problem }
)

/**
 * Parses a query. Words that stand beside each other are one text, blanks and all, as in a search; whatever else stands
 * beside each other must all be true.
 */
export function parse(text: string): Parsed {
  const parser = new Parser(text)
  try {
    return { node: parser.whole(), unfinished: parser.unfinished }
  } catch (error) {
    if (!(error instanceof Misread)) throw error
    const { message, at, end } = error
    return { problem: { message, at, end, from: parser.from }, unfinished: parser.unfinished }
  }
}

class Parser {
  /** Where that begins which is being read. */
  from = 0
  unfinished: Unfinished | undefined
  readonly #scan: Scanner
  /** What was read last, and asks for something after it. */
  #before = tokenOf('', 0, 0)
  #depth = 0

  constructor(text: string) {
    this.#scan = new Scanner(text)
  }

  whole(): Node {
    this.#scan.skipBlanks()
    if (this.#scan.atEnd) {
      this.unfinished = { at: this.#scan.at, of: undefined }
      return { kind: 'all' }
    }
    const node = this.#or()
    const { at } = this.#scan
    this.from = at
    if (!this.#scan.atEnd) throw new Misread('there is no ( for this )', at, at + 1)
    return node
  }

  #or(): Node {
    const parts = [this.#and()]
    while (this.#takes('or', '||', '|')) parts.push(this.#and())
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'or', parts }
  }

  #and(): Node {
    const parts = [this.#term()]
    for (;;) {
      const isSaid = this.#takes('and', '&&')
      if (!isSaid && this.#endsTerms()) break
      parts.push(this.#term())
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'and', parts }
  }

  #endsTerms(): boolean {
    this.#scan.skipBlanks()
    return this.#scan.atEnd || this.#scan.comes(')') || this.#scan.comes('|') || this.#isNext('or')
  }

  #term(): Node {
    this.#scan.skipBlanks()
    const { at } = this.#scan
    let negated = false
    while (this.#scan.takeNot() || this.#takes('not')) {
      // The first of several: what stands before them all is whole.
      this.#before = tokenOf(this.#scan.text.slice(at, this.#scan.at), at, this.#scan.at)
      this.#scan.skipBlanks()
      negated = !negated
    }
    const node = this.#positive()
    return negated ? { kind: 'not', of: node } : node
  }

  #positive(): Node {
    const { at } = this.#scan
    this.from = at
    if (this.#scan.atEnd) throw this.#missing()
    if (this.#scan.startsQuoted) return { kind: 'text', text: this.#quoted().text }
    if (this.#scan.take('(')) return this.#group(at)
    const operator = this.#scan.operator()
    if (operator !== undefined) throw wrong(`a field must stand before ${this.#source(operator)}`, operator)
    const word = this.#isKeyword() ? undefined : this.#scan.word()
    if (word === undefined) throw this.#nothingBefore()
    const compared = this.#operatorAfter(word)
    return compared === undefined ? this.#words(word) : this.#comparison(word, compared)
  }

  #group(at: number): Node {
    const opening = tokenOf('(', at, at + 1)
    if (++this.#depth > MOST_DEEP) throw wrong('too many parentheses', opening)
    this.#before = opening
    const node = this.#or()
    this.#depth--
    this.#scan.skipBlanks()
    if (!this.#scan.take(')')) {
      this.from = at
      throw wrong('this ( is not closed', opening)
    }
    return node
  }

  /** Words beside each other, as they stand there, up to what is none. */
  #words(first: Token): Node {
    let last = first
    for (;;) {
      this.#atEndOf(last, undefined)
      const { at } = this.#scan
      this.#scan.skipBlanks()
      const next = this.#isKeyword() || this.#scan.comes('!') ? undefined : this.#scan.word()
      if (next === undefined || this.#operatorAfter(next) !== undefined) {
        this.#scan.at = at
        return { kind: 'text', text: this.#scan.text.slice(first.at, last.end) }
      }
      last = next
    }
  }

  /** The operator that follows a word, blanks between or not; the scanner is after it then, else where it was. */
  #operatorAfter(word: Token): Token<Operator> | undefined {
    this.#scan.at = word.end
    this.#scan.skipBlanks()
    const operator = this.#scan.operator()
    if (operator === undefined) this.#scan.at = word.end
    return operator
  }

  #comparison(name: Token, operator: Token<Operator>): Node {
    const field = findField(name.text)
    if (field === undefined) throw wrong(unknownField(name.text), name)
    this.#scan.skipBlanks()
    return field.type === 'number' ? this.#amount(field, operator) : this.#textual(field, operator)
  }

  #amount(field: NumberField, operator: Token<Operator>): Node {
    const order = operator.text
    if (order === '~' || order === '!~') {
      throw wrong(`${field.name} is a number: it has = != < <= > >=`, operator)
    }
    const value = this.#value(operator, field)
    const parsed = this.#withUnit(value, field) ?? inUnitOf(field, value.text)
    if (parsed === undefined) {
      const expected = field.in.map(({ kind }) => expectedAmount(kind)).join(', or ')
      throw wrong(`${field.name} is compared with ${expected}`, value)
    }
    return { kind: 'amount', field, order, ...parsed }
  }

  /** The amount and what of it stands beside it: `10 MB`, `1h 30m`. */
  #withUnit(value: Token, field: NumberField): Amount | undefined {
    let amount: Amount | undefined
    let text = value.text
    for (;;) {
      const { at } = this.#scan
      this.#scan.skipBlanks()
      const next = this.#scan.startsQuoted ? undefined : this.#scan.value()
      const joined = next && isApart(text, next.text) ? inUnitOf(field, text + next.text) : undefined
      // Some units are names of fields as well: `time > 10 s = R`.
      if (next === undefined || joined === undefined || this.#operatorAfter(next) !== undefined) {
        this.#scan.at = at
        return amount
      }
      amount = joined
      text = joined.written
    }
  }

  #textual(field: TextField, operator: Token<Operator>): Node {
    const negated = operator.text === '!=' || operator.text === '!~'
    switch (operator.text) {
      case '=':
      case '!=': {
        const value = this.#value(operator, field)
        return { kind: 'equal', field, negated, text: wordOf(field, value) }
      }
      case '~':
      case '!~': {
        const value = this.#scan.startsQuoted ? this.#quoted() : this.#isKeyword() ? undefined : this.#scan.pattern()
        if (value === undefined) throw this.#missingValue(operator)
        return { kind: 'pattern', field, negated, pattern: patternOf(value) }
      }
      default:
        throw wrong(`${field.name} is a text: it has = != ~ !~`, operator)
    }
  }

  #value(operator: Token<Operator>, field: Field): Token {
    if (this.#scan.startsQuoted) return this.#quoted()
    const value = this.#isKeyword() ? undefined : this.#scan.value()
    if (this.#scan.atEnd) this.unfinished = { at: value?.at ?? this.#scan.at, of: field }
    if (value === undefined) throw this.#missingValue(operator)
    return value
  }

  #quoted(): Token {
    const { at } = this.#scan
    const quoted = this.#scan.quoted()
    if (quoted === undefined) throw new Misread('the second quote is missing', at, at + 1)
    return quoted
  }

  /** Takes one of these, words only where they stand by themselves. */
  #takes(...words: readonly string[]): boolean {
    this.#scan.skipBlanks()
    const { at } = this.#scan
    const found = words.some(word => (/\w/.test(word) ? this.#isNext(word) && this.#takeWord() : this.#scan.take(word)))
    if (found) {
      this.#before = tokenOf(this.#scan.text.slice(at, this.#scan.at), at, this.#scan.at)
    }
    return found
  }

  #takeWord(): boolean {
    return this.#scan.word() !== undefined
  }

  #isNext(word: string): boolean {
    const { at } = this.#scan
    const next = this.#scan.word()
    this.#scan.at = at
    return next?.text.toLowerCase() === word
  }

  #isKeyword(): boolean {
    return this.#isNext('and') || this.#isNext('or') || this.#isNext('not')
  }

  /** Notes that a word at the very end may be the beginning of a name. */
  #atEndOf(word: Token, of: Field | undefined): void {
    if (word.end === this.#scan.text.length) this.unfinished = { at: word.at, of }
  }

  #missing(): Misread {
    const { text } = this.#scan
    this.unfinished = { at: text.length, of: undefined }
    this.from = this.#before.at
    return wrong(`something must follow ${this.#before.text}`, this.#before)
  }

  #missingValue(operator: Token<Operator>): Misread {
    return wrong(`a value must follow ${this.#source(operator)}`, operator)
  }

  #nothingBefore(): Misread {
    const { at } = this.#scan
    const next = this.#scan.word() ?? tokenOf(this.#scan.text.charAt(at), at, at + 1)
    return wrong(`something must stand before ${next.text}`, next)
  }

  #source({ at, end }: Token): string {
    return this.#scan.text.slice(at, end)
  }
}

function tokenOf(text: string, at: number, end: number): Token {
  return { text, at, end, quote: undefined }
}
