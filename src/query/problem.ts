/** Why a query cannot be understood, and where. */
export interface Problem {
  /** One sentence, without a full stop. */
  readonly message: string
  /** Where it stands in the text, in UTF-16 units: from here up to, but not including, {@link end}. May be its end. */
  readonly at: number
  readonly end: number
  /** Where that begins which is not understood: what stands before it is a query by itself, but for open parentheses. */
  readonly from: number
}

/** Carries a problem out of a parser, to whoever called it; nobody else sees it. */
export class Misread extends Error {
  override readonly name = 'Misread'
  readonly at: number
  readonly end: number

  constructor(message: string, at: number, end: number) {
    super(message)
    this.at = at
    this.end = end
  }
}
