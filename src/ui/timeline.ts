import { ENDED_STAY_MS, type EndedRows, endedRows } from '../model/ended-rows.ts'
import { History } from '../model/history.ts'
import type { Wanted } from '../model/moment.ts'
import { type Moment, Past } from '../model/past.ts'
import type { ProcessFacts, ProcessId } from '../model/process.ts'
import type { Snapshot } from '../model/snapshot.ts'
import type { TroubleChoices } from '../model/troubles/detector-kind.ts'
import { detectors } from '../model/troubles/index.ts'
import { type Trouble, type TroubleEvent, Troubles } from '../model/troubles/trouble.ts'

/** The samples as they come, and which of them is before one's eyes: the newest, the one that was paused at, or an earlier one. */
export class Timeline {
  readonly #history = new History()
  readonly #troubles: Troubles
  readonly #past = new Past()
  #newest: Moment | undefined
  #shown: Moment | undefined
  #shownBefore: Snapshot | undefined
  readonly #ended = new WeakMap<Snapshot, EndedRows>()
  /** What the picture is drawn from: while it stands still, the history up to then. */
  #shownHistory = this.#history
  #isFromPast = false

  constructor(chosen: TroubleChoices = {}) {
    this.#troubles = new Troubles(detectors(chosen))
  }

  get newest(): Snapshot | undefined {
    return this.#newest?.snapshot
  }

  get shown(): Snapshot | undefined {
    return this.#shown?.snapshot
  }

  /** The sample before the shown one, if that is kept. */
  get shownBefore(): Snapshot | undefined {
    return this.#shownBefore
  }

  /** Who had ended a moment before this sample. */
  endedBefore(snapshot: Snapshot): EndedRows {
    let ended = this.#ended.get(snapshot)
    if (ended === undefined) {
      ended = endedRows(this.#past.snapshotsBefore(snapshot.sample.monotonicMs, ENDED_STAY_MS), snapshot)
      this.#ended.set(snapshot, ended)
    }
    return ended
  }

  get history(): History {
    return this.#shownHistory
  }

  get troubles(): readonly Trouble[] {
    return this.#shown?.troubles ?? []
  }

  /** All that has been wrong since the program began, the newest first. */
  get events(): readonly TroubleEvent[] {
    return this.#troubles.events
  }

  /** What is kept of the last ten minutes, the oldest first. */
  get snapshots(): readonly Snapshot[] {
    return this.#past.snapshots
  }

  /** What was known of a process when this one of {@link snapshots} was taken. */
  factsThen(snapshot: Snapshot, id: ProcessId): ProcessFacts | undefined {
    return this.#past.factsThen(snapshot, id)
  }

  /** Whether somebody has gone back: what is shown is what was known then. */
  get isPast(): boolean {
    return this.#isFromPast
  }

  /** How long before the newest sample the shown one was taken; 0 for the newest. */
  get behindMs(): number {
    return this.#newest === undefined || this.#shown === undefined ? 0 : timeOf(this.#newest) - timeOf(this.#shown)
  }

  /** Shows what is known of a sample that has only begun. */
  begin(snapshot: Snapshot): void {
    this.#shown = { snapshot, troubles: [], points: 0 }
  }

  /** @param stand the picture is to stand still */
  take(snapshot: Snapshot, everyMs: number, stand: boolean): void {
    const isFirst = this.#newest === undefined
    const troubles = this.#troubles.look(snapshot)
    const follows = isFirst || !stand
    if (!follows && this.#shownHistory === this.#history) this.#shownHistory = new History(this.#history)
    this.#history.push(snapshot, everyMs)
    this.#newest = { snapshot, troubles, points: this.#history.points }
    this.#past.add(this.#newest)
    if (follows) this.catchUp()
  }

  /** Shows the newest sample again. */
  catchUp(): void {
    if (this.#newest !== undefined) this.#show(this.#newest)
    this.#isFromPast = false
  }

  /** Shows the sample before or after the shown one; false where there is none. */
  step(by: -1 | 1): boolean {
    if (this.#shown === undefined) return false
    const ms = timeOf(this.#shown)
    return this.#showKept(by < 0 ? this.#past.before(ms) : this.#past.after(ms))
  }

  /**
   * Shows the last sample at this moment, or else the oldest.
   *
   * @returns since when something is kept, where that is too late for it
   */
  goTo(wanted: Wanted): { readonly sinceMs: number } | undefined {
    if (this.#newest === undefined) return undefined
    const kept =
      'agoMs' in wanted ? this.#past.before(timeOf(this.#newest) - wanted.agoMs + 1) : this.#past.at(wanted.atMs)
    const moment = kept ?? this.#past.after(Number.NEGATIVE_INFINITY)
    this.#showKept(moment)
    return kept === undefined && moment !== undefined ? { sinceMs: moment.snapshot.atMs } : undefined
  }

  #showKept(moment: Moment | undefined): boolean {
    if (moment === undefined) return false
    const newest = this.#newest !== undefined && timeOf(moment) === timeOf(this.#newest) ? this.#newest : undefined
    this.#show(newest ?? moment)
    this.#isFromPast = newest === undefined
    return true
  }

  #show(moment: Moment): void {
    this.#shown = moment
    this.#shownBefore = this.#past.snapshotBefore(timeOf(moment))
    const later = this.#history.points - moment.points
    this.#shownHistory = later === 0 ? this.#history : new History(this.#history, later)
  }
}

function timeOf({ snapshot }: Moment): number {
  return snapshot.sample.monotonicMs
}
