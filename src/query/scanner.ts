import type { Order } from './syntax.ts'

export type Operator = Order | '~' | '!~'

/** A piece of a query with its place. */
export interface Token<T extends string = string> {
  readonly text: T
  readonly at: number
  readonly end: number
  /** The quote round it, which {@link text} is without. */
  readonly quote: string | undefined
}

/** `==` and `=~` are what others write for `=` and `~`. */
const OPERATORS: readonly (readonly [written: string, operator: Operator])[] = [
  ['==', '='],
  ['=~', '~'],
  ['!=', '!='],
  ['!~', '!~'],
  ['<=', '<='],
  ['>=', '>='],
  ['=', '='],
  ['<', '<'],
  ['>', '>'],
  ['~', '~'],
]
/** What may be the name of a field. Other words go on behind a `=`: `--port=80` is one. */
const NAME = /^[a-z][a-z0-9_]*(?:[%+]|\/s)?$/i
const BLANK = /\s/

/** Goes along a text and takes what comes next. Takes nothing that it does not understand. */
export class Scanner {
  readonly text: string
  at = 0

  constructor(text: string) {
    this.text = text
  }

  get atEnd(): boolean {
    return this.at >= this.text.length
  }

  skipBlanks(): void {
    while (BLANK.test(this.text.charAt(this.at))) this.at++
  }

  /** Whether this comes next; it is taken then. */
  take(what: string): boolean {
    if (!this.text.startsWith(what, this.at)) return false
    this.at += what.length
    return true
  }

  comes(what: string): boolean {
    return this.text.startsWith(what, this.at)
  }

  /** An exclamation mark by itself, which turns round what follows. */
  takeNot(): boolean {
    return this.#operatorAt(this.at) === undefined && this.take('!')
  }

  operator(): Token<Operator> | undefined {
    const at = this.at
    const found = this.#operatorAt(at)
    if (found === undefined) return undefined
    this.at += found[0].length
    return { text: found[1], at, end: this.at, quote: undefined }
  }

  /** Up to a blank, a parenthesis, `|` or `&&`; what may be the name of a field also up to an operator. */
  word(): Token | undefined {
    const { at, text } = this
    if (this.#quoteNext() !== undefined) return undefined
    while (!this.atEnd && !this.#wordEnds() && !(this.#operatorAt(this.at) && NAME.test(text.slice(at, this.at))))
      this.at++
    return this.at === at ? undefined : { text: text.slice(at, this.at), at, end: this.at, quote: undefined }
  }

  /** A text in quotes, `'` or `"`, a quote in it written twice; undefined also where the second quote is missing. */
  quoted(): Token | undefined {
    const { at, text } = this
    const quote = this.#quoteNext()
    if (quote === undefined) return undefined
    let end = at
    do end = text.indexOf(quote, end + 1) + 1
    while (end > 0 && text.charAt(end) === quote)
    if (end === 0) return undefined
    this.at = end
    return { text: text.slice(at + 1, end - 1).replaceAll(quote + quote, quote), at, end, quote }
  }

  get startsQuoted(): boolean {
    return this.#quoteNext() !== undefined
  }

  /** What an operator may be followed by, up to a blank, a closing parenthesis that was not opened in it, `|` or `&&`. */
  value(): Token | undefined {
    const at = this.at
    if (this.startsQuoted) return undefined
    while (!this.atEnd && !this.#wordEnds()) this.at++
    return this.#since(at)
  }

  /** A pattern without quotes: `|` and parentheses are its own. */
  pattern(): Token | undefined {
    const at = this.at
    if (this.startsQuoted) return undefined
    let open = 0
    for (; !this.atEnd && !BLANK.test(this.text.charAt(this.at)); this.at++) {
      if (this.comes('\\')) this.at++
      else if (this.comes('(')) open++
      else if (this.comes(')') && --open < 0) break
    }
    this.at = Math.min(this.at, this.text.length)
    return this.#since(at)
  }

  #since(at: number): Token | undefined {
    return this.at === at ? undefined : { text: this.text.slice(at, this.at), at, end: this.at, quote: undefined }
  }

  #quoteNext(): string | undefined {
    const next = this.text.charAt(this.at)
    return next === '"' || next === "'" ? next : undefined
  }

  #wordEnds(): boolean {
    const next = this.text.charAt(this.at)
    return BLANK.test(next) || '()|'.includes(next) || this.comes('&&')
  }

  #operatorAt(at: number): readonly [written: string, operator: Operator] | undefined {
    return OPERATORS.find(([written]) => this.text.startsWith(written, at))
  }
}

/** The place in the query of a place in the token's text. */
export function placeIn(token: Token, at: number): number {
  if (token.quote === undefined) return token.at + at
  const doubled = token.text.slice(0, at).split(token.quote).length - 1
  return token.at + 1 + at + doubled
}
