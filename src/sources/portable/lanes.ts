/**
 * Each kind of question by itself: never two of one kind at once, each with a time limit, a least period, and after a failure
 * a pause that doubles. What was answered last is kept.
 */
import { type Answered, type Asker, type Kind, NoAnswer } from './answers.ts'

interface Plan {
  /** From an answer to the next question, at the least. */
  readonly periodMs: number
  readonly limitMs: number
}

/** What is cheap and moves comes with each scan, though not before the libraries look anew. */
const PLANS: { readonly [K in Kind]: Plan } = {
  processes: { periodMs: 0, limitMs: 10_000 },
  memory: { periodMs: 500, limitMs: 5_000 },
  network: { periodMs: 500, limitMs: 5_000 },
  diskIo: { periodMs: 500, limitMs: 5_000 },
  fileSystems: { periodMs: 5_000, limitMs: 5_000 },
  temperature: { periodMs: 5_000, limitMs: 5_000 },
  battery: { periodMs: 30_000, limitMs: 5_000 },
  graphics: { periodMs: 60_000, limitMs: 20_000 },
  cpu: { periodMs: Number.POSITIVE_INFINITY, limitMs: 20_000 },
}

const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 60_000

export interface Clock {
  /** Monotonic milliseconds, of the same clock as {@link Answered.atMs}. */
  now(): number
  /** Calls back after so long, unless what it returns is called before. */
  after(ms: number, call: () => void): () => void
}

/** The clock of this program. What waits for an answer is kept going by the helper's channel, not by the limit. */
export const CLOCK: Clock = {
  now: () => performance.now(),
  after(ms, call) {
    let immediate: NodeJS.Immediate | undefined
    // Where this program stood still, be it paused by ^Z, timers come before what was said meanwhile: that is read first.
    const timer = setTimeout(() => {
      immediate = setImmediate(call)
    }, ms).unref()
    return () => {
      clearTimeout(timer)
      clearImmediate(immediate)
    }
  },
}

interface Lane {
  readonly kind: Kind
  names: readonly string[] | undefined
  latest: Answered<Kind> | undefined
  trouble: string | undefined
  failures: number
  dueAtMs: number
  /** A question whose answer somebody waits for. */
  asking: Asking | undefined
  /** The question that the helper is at, be it past its limit; another object for each. */
  outstanding: object | undefined
}

interface Asking {
  readonly answer: Promise<Answered<Kind>>
  readonly askedAtMs: number
  settle(answered: Answered<Kind> | NoAnswer): void
}

export class Lanes {
  readonly #asker: Asker
  readonly #clock: Clock
  readonly #lanes = new Map<Kind, Lane>()
  /** When the helper last said anything, or was replaced. */
  #heardAtMs = Number.NEGATIVE_INFINITY
  #closed = false

  constructor(asker: Asker, clock: Clock) {
    this.#asker = asker
    this.#clock = clock
  }

  /** What was answered last, with the names that were asked for then. */
  latest<K extends Kind>(kind: K): Answered<K> | undefined {
    return this.#lanes.get(kind)?.latest as Answered<K> | undefined
  }

  /** Why there is nothing newer: what the last question failed of, as long as none has been answered since. */
  trouble(kind: Kind): string | undefined {
    return this.#lanes.get(kind)?.trouble
  }

  /**
   * Asks if it is time to, and nobody is asking already.
   *
   * @returns the answer that is waited for; undefined where it is not time. Rejected with a {@link NoAnswer}.
   */
  refresh<K extends Kind>(kind: K, names?: readonly string[]): Promise<Answered<K>> | undefined {
    const lane = this.#lane(kind)
    if (lane.asking === undefined && !this.#closed && this.#clock.now() >= lane.dueAtMs) {
      lane.names = names
      this.#begin(lane)
    }
    return lane.asking?.answer as Promise<Answered<K>> | undefined
  }

  /** Ends the helper; whoever waits is told so. */
  close(): void {
    this.#closed = true
    for (const lane of this.#lanes.values()) {
      lane.outstanding = undefined
      lane.asking?.settle(new NoAnswer('closed'))
    }
    this.#asker.close()
  }

  #lane(kind: Kind): Lane {
    let lane = this.#lanes.get(kind)
    if (lane === undefined) {
      lane = {
        kind,
        names: undefined,
        latest: undefined,
        trouble: undefined,
        failures: 0,
        dueAtMs: Number.NEGATIVE_INFINITY,
        asking: undefined,
        outstanding: undefined,
      }
      this.#lanes.set(kind, lane)
    }
    return lane
  }

  #begin(lane: Lane): void {
    const { promise, resolve, reject } = withResolvers<Answered<Kind>>()
    // Nobody need wait for it.
    promise.catch(() => {})
    const cancel = this.#clock.after(PLANS[lane.kind].limitMs, () => this.#onLimit(lane))
    lane.asking = {
      answer: promise,
      askedAtMs: this.#clock.now(),
      settle(answered) {
        cancel()
        lane.asking = undefined
        if (answered instanceof NoAnswer) reject(answered)
        else resolve(answered)
      },
    }
    // Never two at once: one that has not come back since its limit goes with its helper.
    if (lane.outstanding === undefined) this.#ask(lane)
    else this.#replaceHelper()
  }

  #ask(lane: Lane): void {
    const question = {}
    const askedAtMs = this.#clock.now()
    lane.outstanding = question
    const { kind, names } = lane
    this.#asker.ask(kind, names).then(
      told => {
        if (lane.outstanding !== question) return
        this.#heard(lane)
        const answered = names === undefined ? told : { ...told, names }
        lane.latest = answered
        lane.trouble = undefined
        lane.failures = 0
        lane.dueAtMs = this.#clock.now() + restMs(PLANS[lane.kind], this.#clock.now() - askedAtMs)
        lane.asking?.settle(answered)
      },
      (error: unknown) => {
        if (lane.outstanding !== question) return
        this.#heard(lane)
        // Past its limit it has failed already.
        if (lane.asking !== undefined) this.#fail(lane, error instanceof NoAnswer ? error : new NoAnswer(String(error)))
      },
    )
  }

  #heard(lane: Lane): void {
    lane.outstanding = undefined
    this.#heardAtMs = this.#clock.now()
  }

  #onLimit(lane: Lane): void {
    const { asking } = lane
    if (asking === undefined) return
    const isBlocked = this.#heardAtMs < asking.askedAtMs
    this.#fail(lane, new NoAnswer(`no answer within ${PLANS[lane.kind].limitMs / 1000} s`))
    if (isBlocked) this.#replaceHelper()
  }

  #fail(lane: Lane, error: NoAnswer): void {
    lane.trouble = error.message
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** lane.failures, LONGEST_PAUSE_MS)
    lane.failures++
    lane.dueAtMs = this.#clock.now() + pauseMs
    lane.asking?.settle(error)
  }

  /** Ends the helper with all that hangs in it. Whoever waits for an answer within its limit is asked for anew. */
  #replaceHelper(): void {
    const lanes = [...this.#lanes.values()]
    for (const lane of lanes) lane.outstanding = undefined
    // Whose limit is up at the same moment asked the one before.
    this.#heardAtMs = this.#clock.now()
    this.#asker.close()
    for (const lane of lanes) if (lane.asking !== undefined) this.#ask(lane)
  }
}

/** What takes long has half of the time at most. What comes with each scan rests with the scans, see model/scan-pace.ts. */
function restMs({ periodMs }: Plan, tookMs: number): number {
  return periodMs === 0 ? 0 : Math.max(periodMs, tookMs)
}

/** Promise.withResolvers(), which Node has from 22 on. */
function withResolvers<T>(): { promise: Promise<T>; resolve(value: T): void; reject(error: Error): void } {
  let resolve: (value: T) => void = () => {}
  let reject: (error: Error) => void = () => {}
  const promise = new Promise<T>((res, rej) => {
    resolve = res
    reject = rej
  })
  return { promise, resolve, reject }
}
