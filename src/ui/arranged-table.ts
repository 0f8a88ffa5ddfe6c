import { type ColumnContext, momentOf } from '../columns/column.ts'
import { type Arrangement, arrange } from '../model/arrange.ts'
import { type EndedRows, NO_ENDED } from '../model/ended-rows.ts'
import { processesOf, type RowId } from '../model/group.ts'
import { layoutOf } from '../model/layouts.ts'
import type { MemoryWatch } from '../model/memory-watch.ts'
import { OrderedRows } from '../model/ordered-rows.ts'
import type { RowOrder } from '../model/row-order.ts'
import { rowsOf } from '../model/rows-of.ts'
import type { ProcessRow, Snapshot } from '../model/snapshot.ts'
import { showsThreads, type View } from '../model/view.ts'
import { KeptOrder } from './kept-order.ts'
import { ColumnPlaces } from './table.ts'
import type { Timeline } from './timeline.ts'

export interface ArrangedTableOptions {
  readonly view: View
  readonly timeline: Timeline
  readonly ownUid: number | undefined
  /** Rows before the first drawing tells: rather too many, for their facts belong into the first frame. */
  readonly height: number
  width(): number
  /** What growth is counted from, where somebody has chosen it. */
  since(): MemoryWatch | undefined
  /** Rows have been put in order. */
  onOrdered(): void
}

const NO_ROWS = new OrderedRows([], { value: () => undefined, descending: false })

/** The table as it stands: which rows in which order, which of them fit, which one is selected, and in which columns. */
export class ArrangedTable {
  readonly #options: ArrangedTableOptions
  readonly #kept: KeptOrder
  readonly #columns = new ColumnPlaces()
  #arrangement: Arrangement | undefined
  /** What the last frame was drawn from: whoever presses a key has that before their eyes, not a newer sample. */
  #drawn: { readonly snapshot: Snapshot; readonly arrangement: Arrangement } | undefined
  /** Something was typed or clicked since the last frame. */
  #touched = false
  #height: number

  constructor(options: ArrangedTableOptions) {
    this.#options = options
    this.#kept = new KeptOrder(() => options.onOrdered())
    this.#height = options.height
  }

  get now(): Arrangement | undefined {
    return this.#arrangement
  }

  get order(): RowOrder {
    return this.#arrangement?.order ?? NO_ROWS
  }

  get selectedIndex(): number {
    return this.#arrangement?.selectedIndex ?? 0
  }

  get height(): number {
    return this.#height
  }

  /** All that it may show, in ascending order of number. */
  get rows(): readonly ProcessRow[] {
    const { timeline, view } = this.#options
    return timeline.shown === undefined ? [] : rowsOf(timeline.shown, showsThreads(view))
  }

  /** Those that fit. */
  get inView(): readonly ProcessRow[] {
    return processesOf(this.#arrangement?.visible ?? [])
  }

  get context(): ColumnContext {
    return this.#contextOf(this.#options.timeline.shown)
  }

  #contextOf(snapshot: Snapshot | undefined): ColumnContext {
    const { ownUid, view } = this.#options
    const { cpuOfMachine, fullPath, mergeNames, tree } = view
    const cores = Math.max(1, snapshot?.cpu?.cores.length ?? 1)
    const shown = { cpuOfMachine, fullPath, mergeNames, tree }
    return { ownUid, cores, ...shown, since: this.#options.since(), ...momentOf(snapshot) }
  }

  /** The columns that fit, with their places. */
  get columns(): ColumnPlaces {
    const { view } = this.#options
    const chosen = view.columns ?? layoutOf(view).columns
    this.#columns.update(this.#options.width(), view.sort.columnId, chosen, view.mergeNames)
    return this.#columns
  }

  /** Who ended before this sample and stays for a while; a group has only those who are there. */
  endedBefore(snapshot: Snapshot | undefined): EndedRows {
    const { timeline, view } = this.#options
    const keeps = view.keepEnded && view.group === 'none'
    return keeps && snapshot !== undefined ? timeline.endedBefore(snapshot) : NO_ENDED
  }

  /** Rows have to be put in order once more, by facts that have come since. */
  forget(): void {
    this.#kept.forget()
  }

  /** As it would stand with this sample. */
  with(snapshot: Snapshot): Arrangement {
    const { view } = this.#options
    const order = this.#kept.of(snapshot, view, this.#contextOf(snapshot), this.endedBefore(snapshot))
    return arrange(order, {
      selected: view.selected,
      selectedIndex: view.selectedIndex,
      top: view.top,
      height: this.#height,
      reveal: view.reveal || view.follow,
    })
  }

  /** Arranges it anew, as a rule for the sample that is shown. */
  arrange(snapshot = this.#options.timeline.shown): Arrangement | undefined {
    if (snapshot === undefined) return undefined
    const { view } = this.#options
    this.#arrangement = this.with(snapshot)
    // What is gone leaves the selection on its place, with whoever comes there.
    view.selected = this.#arrangement.held
    view.selectedIndex = this.#arrangement.selectedIndex
    view.top = this.#arrangement.top
    view.reveal = false
    return this.#arrangement
  }

  /** Puts the selection on a process or a group, for what is done next; whether it is there. */
  select(id: RowId): boolean {
    this.#options.view.selected = id
    return this.arrange(this.#drawn?.snapshot)?.held === id
  }

  /** So many rows have room. A line that comes above must not push the selected one out of view. */
  fit(height: number): void {
    const { selectedIndex = 0, top = 0 } = this.#arrangement ?? {}
    const wasInView = selectedIndex >= top && selectedIndex < top + this.#height
    if (height < this.#height && wasInView) this.#options.view.reveal = true
    this.#height = height
  }

  /** A frame shows it as it stands. */
  onDrawn(): void {
    const [snapshot, arrangement] = [this.#options.timeline.shown, this.#arrangement]
    this.#drawn = snapshot !== undefined && arrangement !== undefined ? { snapshot, arrangement } : undefined
    this.#touched = false
  }

  /**
   * As the last frame showed it, before something that was typed or clicked is obeyed. Keys come faster than frames, too:
   * each finds what the one before has left, still of the rows that were drawn.
   */
  backToDrawn(): void {
    if (this.#drawn === undefined) return
    if (this.#touched) this.arrange(this.#drawn.snapshot)
    else this.#arrangement = this.#drawn.arrangement
    this.#touched = true
  }
}
