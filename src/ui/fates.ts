import type { Signal } from '../control/signals.ts'
import { afterLook, fatesText, fateText, isSettled, PATIENCE_MS, type Watch, watchEnd } from '../control/watch-end.ts'
import type { ProcessRecord } from '../model/process.ts'
import type { LookAt } from '../sources/sighting.ts'

/** Between two looks at a process that was told to end: what it says is right to a tenth of a second. */
const LOOK_MS = 50
/** One that takes its time is looked at more seldom, and not for ever. */
const SELDOM_LOOK_MS = 500
const LONGEST_WATCH_MS = 60_000

export interface FatesOptions {
  /** Looks often, so it has to be cheap. */
  readonly glanceAt: LookAt
  nameOf(pid: number): string | undefined
  say(text: string): void
  /** How a process that is still alive is ended for good, to follow that sentence; as on the screen when left out. */
  readonly killHint?: string
}

/** Those that were sent a signal together are told of together. */
type Group = readonly Watch[]

/** Watches those that were sent a signal, and says what became of them. */
export class Fates {
  readonly #options: FatesOptions
  #groups: readonly Group[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(options: FatesOptions) {
    this.#options = options
  }

  /** @param sentAtMs monotonic milliseconds right before the signal was sent */
  watch(records: readonly ProcessRecord[], signal: Signal, sentAtMs: number): void {
    if (records.length === 0) return
    const ids = new Set(records.map(({ id }) => id))
    this.#groups = [
      ...this.#groups.map(group => group.filter(watch => !ids.has(watch.target))),
      records.map(record => watchEnd(record, signal, sentAtMs)),
    ].filter(group => group.length > 0)
    this.#lookSoon()
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  #lookSoon(): void {
    clearTimeout(this.#timer)
    const nowMs = performance.now()
    const fresh = this.#groups.some(group => group.some(watch => nowMs - watch.sentAtMs < PATIENCE_MS + 1000))
    this.#timer = setTimeout(() => this.#lookNow(), fresh ? LOOK_MS : SELDOM_LOOK_MS)
  }

  #lookNow(): void {
    this.#groups = this.#groups
      .map(group => this.#lookAt(group))
      // A zombie that nobody collects, and one that lives on, is not watched for ever.
      .filter(group => group.some(watch => !isSettled(watch) && performance.now() - watch.sentAtMs < LONGEST_WATCH_MS))
    if (this.#groups.length > 0) this.#lookSoon()
  }

  #lookAt(group: Group): Group {
    const { glanceAt, say, nameOf, killHint } = this.#options
    const next = group.map(watch => {
      const seen = glanceAt(watch.pid)
      // Hidden or unreadable is not ended: the next look may tell.
      if (seen === 'denied' || seen === 'unreadable') return watch
      return afterLook(watch, typeof seen === 'string' ? undefined : seen, performance.now())
    })
    if (next.every((watch, i) => watch.fate.kind === group[i]?.fate.kind)) return next
    const [only] = next
    const text = next.length === 1 && only !== undefined ? fateText(only, nameOf, killHint) : fatesText(next)
    if (text !== undefined) say(text)
    return next
  }
}
