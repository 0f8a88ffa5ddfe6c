import type { Grid } from '../../inspect/grid.ts'
import type { AllocationSnapshot, CodePlace, HotLine, Tracing } from '../../runtime/allocations.ts'
import {
  ALLOCATION_GROUPINGS,
  type AllocationGrouping,
  compareAllocations,
  type GrownPlace,
} from '../../runtime/compare.ts'
import { keyOfPlace } from '../../runtime/place-numbers.ts'
import { lineGrid } from './line-grid.ts'

/** A snapshot may be tens of megabytes. */
const MOST_KEPT = 8

/** Snapshots of allocations that were taken, and how they are looked at. */
export class KeptSnapshots {
  #all: readonly AllocationSnapshot[] = []
  #before: AllocationSnapshot | undefined
  #by: AllocationGrouping = 'line'
  #path = ''
  #tracing: Tracing | undefined
  /** By the functions' places. */
  readonly #hotLines = new Map<string, readonly HotLine[]>()
  /** Made anew when something of it has changed. */
  #grid: Grid<GrownPlace> | undefined

  /** Oldest first. */
  get all(): readonly AllocationSnapshot[] {
    return this.#all
  }

  get newest(): AllocationSnapshot | undefined {
    return this.#all.at(-1)
  }

  /** What the newest is compared with; undefined for nothing. */
  get before(): AllocationSnapshot | undefined {
    return this.#before
  }

  set before(snapshot: AllocationSnapshot | undefined) {
    this.#before = snapshot
    this.#grid = undefined
  }

  get by(): AllocationGrouping {
    return this.#by
  }

  get path(): string {
    return this.#path
  }

  set path(text: string) {
    this.#path = text
    this.#grid = undefined
  }

  get tracing(): Tracing | undefined {
    return this.#tracing
  }

  set tracing(tracing: Tracing | undefined) {
    this.#tracing = tracing
    this.#grid = undefined
  }

  /** What is compared with is kept, however many come after it. */
  add(snapshot: AllocationSnapshot): void {
    const all = [...this.#all, snapshot]
    const oldest = all.find(kept => kept !== this.#before)
    this.#all = all.length <= MOST_KEPT ? all : all.filter(kept => kept !== oldest)
    this.#grid = undefined
  }

  /** The very lines of a function, as they were found. */
  keepHotLines(place: CodePlace, lines: readonly HotLine[]): void {
    this.#hotLines.set(keyOfPlace(place), lines)
    this.#grid = undefined
  }

  /** Those of the function that a row is of; undefined where they were not looked for. */
  hotLinesOf({ frames: [place] }: GrownPlace): readonly HotLine[] | undefined {
    const isNone = place === undefined || this.#by === 'file' || this.#hotLines.size === 0
    return isNone ? undefined : this.#hotLines.get(keyOfPlace(place))
  }

  groupByNext(): void {
    const at = ALLOCATION_GROUPINGS.indexOf(this.#by)
    this.#by = ALLOCATION_GROUPINGS[(at + 1) % ALLOCATION_GROUPINGS.length] ?? 'line'
    this.#grid = undefined
  }

  /** The newest one as a table; undefined where there is none. */
  grid(): Grid<GrownPlace> | undefined {
    const { newest } = this
    if (newest === undefined) return undefined
    this.#grid ??= this.#shown(newest)
    return this.#grid
  }

  #shown(newest: AllocationSnapshot): Grid<GrownPlace> {
    const before = this.#before === newest ? undefined : this.#before
    const path = this.#path === '' ? {} : { path: this.#path }
    const comparison = compareAllocations(before ?? { ...newest, traces: [] }, newest, { by: this.#by, ...path })
    return lineGrid({
      comparison,
      isCompared: before !== undefined,
      other: this.#all.at(-2),
      path: this.#path,
      tracing: this.#tracing,
      hotLines: row => this.hotLinesOf(row),
    })
  }
}
