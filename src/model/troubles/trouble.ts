import type { Snapshot } from '../snapshot.ts'
import { formatSpan } from '../units.ts'

export type Severity = 'warning' | 'critical'

/** What a detector sees. */
export interface Finding {
  readonly severity: Severity
  /** The same sentence in full and then shorter and shorter, for less room. */
  readonly wordings: readonly [full: string, ...shorter: string[]]
  /** How long it has been so, where that is known better than by when it was found. */
  readonly forMs?: number
  /** It happened and was over at once: it does not last, however long it is told, and the sentence says when it was. */
  readonly momentary?: boolean
  /** What may be done about it, and what to press: a command in braces stands for its key, `{sort-by-memory}`. */
  readonly advice?: string
}

/** Looks for one kind of trouble. */
export interface Detector {
  readonly id: string
  /**
   * What is wrong in this snapshot, if anything is.
   *
   * @param lasting whether it was wrong in the one before: it takes more to begin than to go on
   */
  look(snapshot: Snapshot, lasting: boolean): Finding | undefined
}

/** Something that is wrong, or was a moment ago. */
export interface Trouble extends Finding {
  readonly id: string
  /** When it began, wall clock. */
  readonly sinceMs: number
  readonly lastedMs: number
  /** For how long it has been over; undefined while it is true. */
  readonly overForMs: number | undefined
}

/** Since when, to go behind the sentence: ` for 40s`, or ` for 40s, until 3s ago`; nothing of what happened in a moment. */
export function sinceWhen({ lastedMs, overForMs, momentary }: Trouble): string {
  if (momentary) return ''
  const until =
    overForMs === undefined ? '' : `, until ${overForMs < 1000 ? 'just now' : `${formatSpan(overForMs)} ago`}`
  return ` for ${formatSpan(lastedMs)}${until}`
}

/** Advice with the keys of the commands that it names, as they are. */
export function adviceText(advice: string, keyOf: (commandId: string) => string): string {
  return advice.replace(/\{([a-z-]+)\}/g, (_, id: string) => keyOf(id))
}

/** Something that was wrong, or still is. */
export interface TroubleEvent extends Finding {
  readonly id: string
  /** Wall clock. */
  readonly sinceMs: number
  readonly lastedMs: number
  readonly isOver: boolean
}

/** So many are remembered. */
const MOST_EVENTS = 200

/** So long what is over can still be read; when it comes back before, it is the same trouble. */
const LINGERS_MS = 5_000

interface Known {
  readonly finding: Finding
  /** Wall clock. */
  readonly sinceMs: number
  /** Monotonic. */
  readonly beganMs: number
  readonly seenMs: number
}

/** Keeps since when each trouble lasts, over the snapshots of a machine. */
export class Troubles {
  readonly #detectors: readonly Detector[]
  readonly #known = new Map<string, Known>()
  #events: TroubleEvent[] = []

  constructor(detectors: readonly Detector[]) {
    this.#detectors = detectors
  }

  /** All that has been wrong, the newest first, what still is before the others. */
  get events(): readonly TroubleEvent[] {
    return this.#events
  }

  /** What is wrong in the newest snapshot and what was wrong until a moment ago, the worst first. */
  look(snapshot: Snapshot): Trouble[] {
    const troubles = this.#detectors.flatMap(detector => this.#ask(detector, snapshot) ?? [])
    this.#remember(troubles)
    return troubles.sort((a, b) => rankOf(a) - rankOf(b))
  }

  #remember(troubles: readonly Trouble[]): void {
    if (troubles.length === 0 && this.#events[0]?.isOver !== false) return
    const now = troubles.map(({ overForMs, ...trouble }) => ({
      ...trouble,
      lastedMs: trouble.momentary ? 0 : trouble.lastedMs,
      isOver: overForMs !== undefined || trouble.momentary === true,
    }))
    const isNow = new Set(now.map(keyOf))
    const before = this.#events.filter(event => !isNow.has(keyOf(event)))
    const past = before.map(event => (event.isOver ? event : { ...event, isOver: true }))
    const all = [...now, ...past].sort((a, b) => Number(a.isOver) - Number(b.isOver) || b.sinceMs - a.sinceMs)
    this.#events = all.slice(0, MOST_EVENTS)
  }

  #ask({ id, look }: Detector, snapshot: Snapshot): Trouble | undefined {
    const { atMs, intervalMs = 0, sample } = snapshot
    const nowMs = sample.monotonicMs
    const last = this.#known.get(id)
    const idleMs = last === undefined ? Number.POSITIVE_INFINITY : nowMs - last.seenMs
    const before = idleMs >= 0 && idleMs - intervalMs < LINGERS_MS ? last : undefined
    const found = look(snapshot, before !== undefined)
    if (found !== undefined) {
      const forMs = found.forMs ?? intervalMs
      const { sinceMs, beganMs } = before ?? { sinceMs: atMs - forMs, beganMs: nowMs - forMs }
      this.#known.set(id, { finding: found, sinceMs, beganMs, seenMs: nowMs })
      return { id, ...found, sinceMs, lastedMs: nowMs - beganMs, overForMs: undefined }
    }
    if (before === undefined || idleMs >= LINGERS_MS) {
      this.#known.delete(id)
      return undefined
    }
    const { finding, sinceMs, beganMs, seenMs } = before
    return { id, ...finding, sinceMs, lastedMs: seenMs - beganMs, overForMs: idleMs }
  }
}

/** What still is wrong comes first, then what is worse. */
function rankOf({ overForMs, severity }: Trouble): number {
  return (overForMs === undefined ? 0 : 2) + (severity === 'critical' ? 0 : 1)
}

function keyOf({ id, sinceMs }: { readonly id: string; readonly sinceMs: number }): string {
  return `${id} ${sinceMs}`
}
