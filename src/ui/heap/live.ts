import type { ProcessRow } from '../../model/snapshot.ts'
import { clean } from '../../model/text.ts'
import { type Ability, type Can, type Detection, type Effect, longestPauseMs } from '../../runtime/detection.ts'
import type { Granted } from '../../runtime/effect-text.ts'
import type { LiveHeaps } from '../../runtime/heaps.ts'
import type { Detached, HeapSession, NotAttached } from '../../runtime/session.ts'
import { nameOf } from '../whom.ts'
import type { Attached, OpenSessions } from './open-sessions.ts'
import { cleaned, detach, reasonOf, told } from './outcomes.ts'

/** What is answered sooner is not said to be waited for. */
const TELL_MS = 300
/** A pause that nobody is asked about. */
const NO_PAUSE_MS = 10

/** What it is asked for. */
export interface Question {
  readonly ability: Ability
  /** `objects by type`: goes on after "waiting for". */
  readonly what: string
  /** Nobody waits for it: asked again and again. */
  readonly quiet?: true
}

export interface Answer<T> {
  readonly value: T
  /** It was not waited for any more. */
  readonly late: boolean
}

interface Waiting {
  readonly what: string
  readonly sinceMs: number
  isSeen: boolean
  /** How far it is, in words. */
  told: string
}

export interface LiveOptions {
  readonly heaps: LiveHeaps
  readonly sessions: OpenSessions
  readonly row: ProcessRow
  readonly detection: Detection
  say(text: string): void
  /** Asks whether it may be done; resolves to the answer. */
  agree(ability: Ability, can: Granted): Promise<boolean>
  /** Something new is to be seen. */
  changed(): void
  /** It is attached to. */
  attached(session: HeapSession): void
  /** It could not be attached to. */
  failed(why: NotAttached): void
  /** It is left: undone is what could be. */
  left(detached: Detached): void
}

/** One program that is attached to: what may be asked, what was agreed to, what is waited for; and left exactly once. */
export class Live implements Attached {
  readonly whom: string
  readonly detection: Detection
  readonly attachedAtMs = Date.now()
  readonly #options: LiveOptions
  readonly #abort = new AbortController()
  readonly #attaching: Promise<HeapSession | NotAttached>
  /** Whoever is attached to looks into it: it grows. */
  readonly #consent: Effect[]
  /** What attaching does. */
  readonly #statsEffects: readonly Effect[]
  /** What was to be known before attaching. */
  readonly #statsWarnings: readonly string[]
  readonly #agreed = new Set<Ability>(['stats'])
  /** So long it may stop it without anybody's being asked: as long as attaching does. */
  readonly #agreedPauseMs: number
  #session: HeapSession | undefined
  #waiting: Waiting | undefined
  #ended: string | undefined
  #left: Promise<Detached> | undefined

  /** Attaches to it, which was agreed to with the effects of its figures. */
  constructor(options: LiveOptions) {
    this.#options = options
    const { heaps, row, detection, sessions } = options
    this.whom = nameOf(row)
    this.detection = detection
    const { stats } = detection.abilities
    this.#statsEffects = 'refusal' in stats ? [] : stats.effects
    this.#consent = [...this.#statsEffects]
    this.#agreedPauseMs = Math.max(NO_PAUSE_MS, ('refusal' in stats ? 0 : stats.estimatedPauseMs) ?? 0)
    this.#statsWarnings = 'refusal' in stats ? [] : (stats.warnings ?? [])
    sessions.add(this)
    this.#wait('it to let us in')
    this.#attaching = told(heaps.attach(row.id, this.#consent, this.#abort.signal))
    void this.#attaching.then(result => this.#onAttached(result))
  }

  get session(): HeapSession | undefined {
    return this.#session
  }

  /** Why and that it is over, in words; undefined while it is attached to. */
  get ended(): string | undefined {
    return this.#ended
  }

  /** Whether an answer is waited for, however short. */
  get isBusy(): boolean {
    return this.#waiting !== undefined
  }

  /** What was agreed to so far. */
  get consent(): readonly Effect[] {
    return this.#consent
  }

  /** What is waited for long enough to be said, and since when, in monotonic milliseconds. */
  get waiting(): Readonly<Waiting> | undefined {
    return this.#waiting?.isSeen === true ? this.#waiting : undefined
  }

  /** Something new is to be seen. */
  changed(): void {
    this.#options.changed()
  }

  can(ability: Ability): Can {
    return (this.#session ?? this.detection).abilities[ability]
  }

  /** Why it cannot be had; undefined where it can. */
  refusal(ability: Ability): string | undefined {
    const can = this.can(ability)
    return 'refusal' in can ? clean(can.refusal) : undefined
  }

  /**
   * What it does beyond attaching, where anything of that was not agreed to yet, else nothing; undefined where it cannot be
   * had.
   */
  beyond(ability: Ability): Granted | undefined {
    const can = this.can(ability)
    if ('refusal' in can) return undefined
    if (this.#agreed.has(ability)) return { effects: [] }
    const isLonger = longestPauseMs(can) > this.#agreedPauseMs
    const isBeyond = (effect: Effect, known: readonly Effect[]): boolean =>
      !known.includes(effect) || (effect === 'pause' && isLonger)
    const effects = can.effects.filter(effect => isBeyond(effect, this.#statsEffects))
    const isAsked = effects.some(effect => isBeyond(effect, this.#consent))
    const warnings = (can.warnings ?? []).filter(text => !this.#statsWarnings.includes(text))
    return { ...can, effects: isAsked ? effects : [], warnings }
  }

  /** Whether it does no more to the program than was agreed to. */
  isAgreed(ability: Ability): boolean {
    return this.beyond(ability)?.effects.length === 0
  }

  /** It was agreed to, with all that it does. */
  agreeTo(ability: Ability): void {
    const can = this.can(ability)
    if ('refusal' in can) return
    this.#agreed.add(ability)
    this.#consent.push(...can.effects.filter(effect => !this.#consent.includes(effect)))
  }

  /** How far that is which is waited for, in words. */
  tell(text: string): void {
    if (this.#waiting !== undefined) this.#waiting.told = text
  }

  /** Stops waiting; false where nothing is waited for. What comes of it later is shown all the same. */
  stopWaiting(): boolean {
    const isWaiting = this.#waiting !== undefined
    this.#waiting = undefined
    return isWaiting
  }

  /**
   * Asks it for something, once what that does is agreed to. Undefined where nothing comes of it, which is said unless
   * it is quiet.
   *
   * @param call undefined where this runtime has no such thing
   */
  async ask<T>(
    question: Question,
    call: (session: HeapSession) => Promise<T> | undefined,
  ): Promise<Answer<T> | undefined> {
    const say = (text: string): void => {
      if (question.quiet !== true) this.#options.say(text)
    }
    const why = this.#whyNot(question)
    if (why !== undefined) {
      say(why)
      return undefined
    }
    if (!(await this.#isAllowed(question)) || this.#session === undefined || this.#ended !== undefined) return undefined
    const waiting = question.quiet === true ? undefined : this.#wait(question.what)
    try {
      const asked = call(this.#session)
      if (asked === undefined) {
        say(`${question.what}: this runtime has no such thing`)
        return undefined
      }
      const value = await asked
      return { value, late: waiting !== undefined && waiting !== this.#waiting }
    } catch (error) {
      const reason = reasonOf(error)
      if (this.#ended === undefined) say(`${question.what}: ${reason}`)
      return undefined
    } finally {
      if (waiting !== undefined && this.#waiting === waiting) this.#waiting = undefined
      this.#options.changed()
    }
  }

  /** Undoes all that was done, once, and tells of it. It is still there with what it has shown. */
  leave(why: string): Promise<Detached> {
    this.#left ??= this.#leave(why)
    return this.#left
  }

  async #leave(why: string): Promise<Detached> {
    this.#ended = why
    this.#waiting = undefined
    this.#abort.abort()
    this.#options.changed()
    const detached = cleaned(await detach(await this.#attaching))
    this.#options.sessions.delete(this)
    this.#options.left(detached)
    return detached
  }

  #onAttached(result: HeapSession | NotAttached): void {
    this.#waiting = undefined
    if (this.#ended !== undefined) return
    if ('failed' in result) {
      // There is nothing to be left: what was done is undone already.
      this.#ended = 'not attached'
      this.#left = Promise.resolve(result)
      this.#options.sessions.delete(this)
      this.#options.failed({ failed: clean(result.failed), ...cleaned(result) })
      return
    }
    this.#session = result
    void result.ended.then(reason => this.leave(reason === undefined ? 'detached' : clean(reason)))
    this.#options.attached(result)
    this.#options.changed()
  }

  #whyNot({ ability, what }: Question): string | undefined {
    const refusal = this.refusal(ability)
    if (refusal !== undefined) return `${what}: ${refusal}`
    if (this.#ended !== undefined) return `${what}: it is detached`
    if (this.#session === undefined) return `${what}: it is not attached to yet`
    const waiting = this.#waiting
    return waiting === undefined ? undefined : `still waiting for ${waiting.what}: Esc stops that`
  }

  async #isAllowed({ ability, quiet }: Question): Promise<boolean> {
    const can = this.beyond(ability)
    if (this.isAgreed(ability)) return true
    if (quiet === true || can === undefined || !(await this.#options.agree(ability, can))) return false
    this.agreeTo(ability)
    return true
  }

  #wait(what: string): Waiting {
    const waiting: Waiting = { what, sinceMs: performance.now(), isSeen: false, told: '' }
    this.#waiting = waiting
    setTimeout(() => {
      waiting.isSeen = true
      if (this.#waiting === waiting) this.#options.changed()
    }, TELL_MS)
    return waiting
  }
}
