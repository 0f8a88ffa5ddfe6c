/**
 * Regular expressions whose time is bounded by the length of the text, whatever the expression: V8's own go back, and
 * `.*.*.*z` on a command line of a thousand characters takes them a minute, in which no key is answered
 * (docs/decisions/0011-filter-queries.md).
 */
import { Misread } from '../problem.ts'
import { parsePattern } from './parse.ts'
import { programOf, type Step } from './program.ts'
import { type Assertion, isIn, WORD } from './syntax.ts'

/** What has been worked out is thrown away when it is so much, and begun anew. */
const MOST_STATES = 250
const MOST_TRANSITIONS = 20_000
const ASCII = 128

type Neighbour = 'edge' | 'word' | 'other'

/** The steps that are stood on between two characters, and where each next character leads, as far as it was met. */
interface State {
  readonly steps: readonly number[]
  readonly before: Neighbour
  readonly ascii: (State | undefined)[]
  readonly others: Map<number, State>
  /** Whether it is found if the text ends here. */
  atEnd: boolean | undefined
}

/** Where all that is found leads. */
const FOUND: State = { steps: [], before: 'edge', ascii: [], others: new Map(), atEnd: true }

export class Pattern {
  readonly source: string
  readonly #program: readonly Step[]
  /** Case matters only where the pattern has capitals, as in a search. */
  readonly #folds: boolean
  readonly #states = new Map<string, State>()
  #transitions = 0

  /** @throws Misread with the place in the source */
  constructor(source: string) {
    const program = programOf(parsePattern(source))
    if (program === undefined) throw new Misread('this pattern repeats too much', 0, source.length)
    this.source = source
    this.#program = program
    // A letter may be written by its code, too; those behind other backslashes stand for something else.
    const literal = source.replace(/\\(?:x([\da-f]{2})|u([\da-f]{4})|.)/gis, (_, byte?: string, unit?: string) =>
      String.fromCharCode(Number.parseInt(byte ?? unit ?? '0', 16)),
    )
    this.#folds = literal === literal.toLowerCase()
  }

  /** Whether it is found anywhere in the text. */
  isIn(text: string): boolean {
    const hay = this.#folds ? text.toLowerCase() : text
    let state = this.#state([0], 'edge')
    for (let i = 0; i < hay.length; i++) {
      const code = hay.charCodeAt(i)
      const next = (code < ASCII ? state.ascii[code] : state.others.get(code)) ?? this.#go(state, code)
      if (next === FOUND) return true
      state = next
    }
    state.atEnd ??= this.#standing(state, 'edge').found
    return state.atEnd
  }

  #go(state: State, code: number): State {
    if (this.#states.size > MOST_STATES || this.#transitions > MOST_TRANSITIONS) {
      this.#states.clear()
      this.#transitions = 0
    }
    this.#transitions++
    const kind = isIn(WORD, code) ? 'word' : 'other'
    const { found, steps } = this.#standing(state, kind)
    const next = found ? FOUND : this.#state(this.#after(steps, code), kind)
    if (code < ASCII) state.ascii[code] = next
    else state.others.set(code, next)
    return next
  }

  /** The steps after this character. It may as well begin after it. */
  #after(steps: ReadonlySet<number>, code: number): number[] {
    const after = new Set([0])
    for (const at of steps) {
      const step = this.#program[at]
      if (step?.kind === 'characters' && isIn(step.ranges, code)) after.add(at + 1)
    }
    return [...after].sort((a, b) => a - b)
  }

  /** All steps that are reached without a character, and whether the last one is among them. */
  #standing({ steps, before }: State, after: Neighbour): { readonly found: boolean; readonly steps: Set<number> } {
    const reached = new Set(steps)
    // What is added on the way is gone through as well.
    for (const at of reached) {
      const step = this.#program[at]
      if (step?.kind === 'found') return { found: true, steps: reached }
      if (step?.kind === 'split') for (const to of step.to) reached.add(to)
      else if (step?.kind === 'assertion' && holds(step.what, before, after)) reached.add(at + 1)
    }
    return { found: false, steps: reached }
  }

  #state(steps: readonly number[], before: Neighbour): State {
    const key = `${before} ${steps.join()}`
    let state = this.#states.get(key)
    if (state === undefined) {
      // All places at once: an array that grows with holes is four times as slow to look at.
      const ascii = new Array<State | undefined>(ASCII).fill(undefined)
      state = { steps, before, ascii, others: new Map(), atEnd: undefined }
      this.#states.set(key, state)
    }
    return state
  }
}

function holds(what: Assertion, before: Neighbour, after: Neighbour): boolean {
  if (what === 'start') return before === 'edge'
  if (what === 'end') return after === 'edge'
  return ((before === 'word') !== (after === 'word')) === (what === 'boundary')
}
