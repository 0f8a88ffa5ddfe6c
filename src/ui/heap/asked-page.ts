import { formatClock } from '../../model/units.ts'
import type { Ability } from '../../runtime/detection.ts'
import { effectTexts } from '../../runtime/effect-text.ts'
import type { HeapSession } from '../../runtime/session.ts'
import type { Body } from '../overlays/inspect-body.ts'
import type { Live } from './live.ts'
import type { HeapPage } from './page.ts'

/** What was answered last, and the time before. */
export interface Asked<T> {
  readonly value: T
  /** Wall clock, milliseconds since 1970. */
  readonly atMs: number
  readonly before: T | undefined
}

export interface AskedPageOptions<T> {
  readonly title: string
  readonly ability: Ability
  /** `objects by type` */
  readonly what: string
  /** @param again it was answered before: what was found out then is not to be told again */
  call(session: HeapSession, again: boolean): Promise<T> | undefined
  /** Shows what was answered; undefined until something was. */
  body(page: AskedPage<T>): Body
  /** Of Enter and the like; what it is given was answered. */
  keys?: Readonly<Record<string, { readonly hint: string; isOff?(): boolean; run(): void }>>
}

/** A page of what is asked for once, and again with `r`: at once where that does nothing that was not agreed to. */
export class AskedPage<T> implements HeapPage {
  readonly title: string
  readonly abilities: readonly Ability[]
  readonly body: Body
  readonly #live: Live
  readonly #options: AskedPageOptions<T>
  #asked: Asked<T> | undefined
  #isAsking = false

  constructor(live: Live, options: AskedPageOptions<T>) {
    this.#live = live
    this.#options = options
    this.title = options.title
    this.abilities = [options.ability]
    this.body = options.body(this)
  }

  get asked(): Asked<T> | undefined {
    return this.#asked
  }

  /** Why there is nothing yet. */
  get note(): string {
    const can = this.#live.beyond(this.#options.ability) ?? { effects: [] }
    if (this.#isAsking && can.effects.length === 0) return `waiting for ${this.#options.what} …`
    const does = effectTexts(can)
    return `r asks for ${this.#options.what}${does.length === 0 ? '' : `: ntop ${does.join(', ')}`}`
  }

  shown(): void {
    if (this.#asked === undefined && this.#live.isAgreed(this.#options.ability)) void this.#ask()
  }

  onKey(key: string): boolean {
    if (key === 'r') {
      void this.#ask()
      return true
    }
    const own = this.#asked === undefined ? undefined : this.#options.keys?.[key]
    own?.run()
    return own !== undefined
  }

  hints(): readonly (readonly [string, string])[] {
    const all = Object.entries(this.#options.keys ?? {})
    const own = all.flatMap(([key, { hint, isOff }]) => (isOff?.() === true ? [] : [[key, hint] as const]))
    return [['r', this.#asked === undefined ? 'Look' : 'Look again'], ...(this.#asked === undefined ? [] : own)]
  }

  async #ask(): Promise<void> {
    if (this.#isAsking) return
    this.#isAsking = true
    const { ability, what, call } = this.#options
    const again = this.#asked !== undefined
    const answer = await this.#live.ask({ ability, what }, session => call(session, again))
    this.#isAsking = false
    if (answer !== undefined) this.#asked = { value: answer.value, atMs: Date.now(), before: this.#asked?.value }
    this.#live.changed()
  }
}

/** `at 12:56:08` */
export function atText({ atMs }: { readonly atMs: number }): string {
  return `at ${formatClock(atMs)}`
}
