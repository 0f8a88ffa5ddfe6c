import type { CodePlace } from '../../runtime/allocations.ts'
import type { GrownPlace } from '../../runtime/compare.ts'
import { mayBeLookedInto } from '../../runtime/very-lines.ts'
import type { KeptSnapshots } from './kept-snapshots.ts'
import type { PageContext } from './page.ts'
import { functionText, wholeRow } from './place-text.ts'

/** Hundreds of samples of a program that leaks a few MB a second. */
const LOOK_MS = 3000

/** Looks for the very lines of functions, where traces have only these. */
export class VeryLineSearch {
  readonly #context: PageContext
  readonly #kept: KeptSnapshots

  constructor(context: PageContext, kept: KeptSnapshots) {
    this.#context = context
    this.#kept = kept
  }

  /** The function that a row is of, if its very line can be looked for. */
  functionOf(row: GrownPlace | undefined): CodePlace | undefined {
    const { newest, by } = this.#kept
    const { live } = this.#context
    const [place] = row?.frames ?? []
    const isOfFunction = newest?.lines === 'function' && by !== 'file'
    if (place === undefined || !isOfFunction || !mayBeLookedInto(place)) return undefined
    return live.session?.hotLines === undefined || live.refusal('lines') !== undefined ? undefined : place
  }

  /** False where there is nothing to look for. */
  find(row: GrownPlace | undefined): boolean {
    const place = this.functionOf(row)
    if (row === undefined || place === undefined) return false
    void this.#find(row, place)
    return true
  }

  async #find({ frames }: GrownPlace, place: CodePlace): Promise<void> {
    const { live, say, changed } = this.#context
    const question = { ability: 'lines', what: `the very line of ${functionText(place)}` } as const
    const answer = await live.ask(question, session => session.hotLines?.(place, LOOK_MS))
    if (answer === undefined) return
    this.#kept.keepHotLines(place, answer.value)
    say(
      answer.value.length === 0
        ? `${question.what} could not be told: too little stayed meanwhile`
        : wholeRow({ frames, hotLines: answer.value }),
    )
    changed()
  }
}
