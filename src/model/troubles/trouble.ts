import type { Snapshot } from '../snapshot.ts'
import { formatSpan } from '../units.ts'

export type Severity = 'warning' | 'critical'

/** What a detector sees. */
export interface Finding {
  readonly severity: Severity
  /** The same sentence in full and then shorter and shorter, for less room. */
  readonly wordings: readonly [full: string, ...shorter: string[]]
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

/** Since when, to go behind the sentence: ` for 40s`, or ` for 40s, until 3s ago`. */
export function sinceWhen({ lastedMs, overForMs }: Trouble): string {
  const until = overForMs === undefined ? '' : `, until ${formatSpan(overForMs)} ago`
  return ` for ${formatSpan(lastedMs)}${until}`
}

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

  constructor(detectors: readonly Detector[]) {
    this.#detectors = detectors
  }

  /** What is wrong in the newest snapshot, in the detectors' order, and what was wrong until a moment ago. */
  look(snapshot: Snapshot): Trouble[] {
    return this.#detectors.flatMap(detector => this.#ask(detector, snapshot) ?? [])
  }

  #ask({ id, look }: Detector, snapshot: Snapshot): Trouble | undefined {
    const { atMs, intervalMs = 0, sample } = snapshot
    const nowMs = sample.monotonicMs
    const last = this.#known.get(id)
    const idleMs = last === undefined ? Number.POSITIVE_INFINITY : nowMs - last.seenMs
    const before = idleMs >= 0 && idleMs - intervalMs < LINGERS_MS ? last : undefined
    const found = look(snapshot, before !== undefined)
    if (found !== undefined) {
      const { sinceMs, beganMs } = before ?? { sinceMs: atMs - intervalMs, beganMs: nowMs - intervalMs }
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
