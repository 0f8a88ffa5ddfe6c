import type { Grid } from '../../inspect/grid.ts'
import { canBeCompared, readParts, showPart, showSince } from '../../inspect/inspection.ts'
import type { Look } from '../../inspect/look.ts'
import type { Baseline, Showing, Shown } from '../../inspect/part.ts'
import type { PartId, Values } from '../../inspect/parts.ts'
import type { Body } from './inspect-body.ts'
import { GridBody } from './inspect-grid.ts'
import { SectionBody } from './inspect-section.ts'
import { beingRead, hasCostly, type Sweep, withAge, withSweep } from './inspect-sweep.ts'

/** Of the time that passes a part is read in so much at most: what takes long is read seldom. */
const MOST_SHARE = 0.1

export interface PageOptions {
  /** A new look at the process. */
  look(thorough: boolean): Look
  readonly showing: Showing
  /** Something new is to be seen. */
  changed(): void
  /** The process is not there any more. */
  ended(): void
}

/** What was read, and by which look. */
interface Reading {
  readonly value: Values[PartId]
  readonly look: Look
}

/** One part of the process that is looked at: read again and again while it is open, and what it showed last. */
export class Page {
  readonly #id: PartId
  readonly #options: PageOptions
  /** What was read, and by which look. */
  #read: Reading | undefined
  /** What was read at the last look; without what takes long. */
  #quick: Shown | undefined
  #sweep: Sweep | undefined
  #sweeping = false
  /** A table of what takes long stays as it was read last, until it is read again. */
  #sweptTable: Reading | undefined
  #hasCostly = false
  #busy = false
  #restsUntilMs = 0
  /** What is shown: of figures with what the sweep has found. */
  #shown: Shown | undefined
  #body: Body | undefined
  /** What it is shown beside. */
  #baseline: Baseline<Values[PartId]> | undefined
  /** The next reading that can be compared with is to be the baseline. */
  #keepsNext = false

  constructor(id: PartId, options: PageOptions) {
    this.#id = id
    this.#options = options
  }

  /** Undefined until it has been read for the first time. */
  get body(): Body | undefined {
    return this.#body
  }

  /** Whether there is something that the kernel takes long for, to be read again when asked. */
  get hasCostly(): boolean {
    return this.#hasCostly
  }

  /** Whether something that looks like a secret is covered, or would be. */
  get covers(): boolean {
    return this.#quick?.kind === 'grid' && this.#quick.covers === true
  }

  /** Whether it has been read, whatever came of it. */
  get isRead(): boolean {
    return this.#read !== undefined
  }

  /** Whether it may be shown beside what it was. */
  get canBeCompared(): boolean {
    return canBeCompared(this.#id)
  }

  get hasBaseline(): boolean {
    return this.#baseline !== undefined || this.#keepsNext
  }

  /** From now on it is shown beside what is to be seen of it now; false where that is nothing to compare with. */
  keepShown(): boolean {
    if (this.#read === undefined) return false
    const { value, look } = this.#read
    const baseline = { value, atMs: look.atMs, clockMs: look.snapshot.atMs }
    if (showSince(this.#id, value, look, baseline) === undefined) return false
    this.#baseline = baseline
    this.#keepsNext = false
    this.show()
    return true
  }

  /** The same of one that is not open, and is read for that. */
  async keepNext(): Promise<void> {
    this.#baseline = undefined
    this.#keepsNext = true
    await this.renew()
  }

  dropBaseline(): void {
    this.#baseline = undefined
    this.#keepsNext = false
    this.show()
  }

  /** Reads it anew, unless that is under way or has taken so long that it is given a rest. */
  async renew(): Promise<void> {
    const startedMs = performance.now()
    if (this.#busy || startedMs < this.#restsUntilMs) return
    this.#busy = true
    const look = this.#options.look(false)
    const value = await this.#readWith(look)
    this.#busy = false
    const nowMs = performance.now()
    this.#restsUntilMs = nowMs + (nowMs - startedMs) * (1 / MOST_SHARE - 1)
    if (value === undefined) {
      this.#options.ended()
      return
    }
    this.#read = { value, look }
    this.show()
    this.#hasCostly = this.#quick !== undefined && hasCostly(this.#quick)
    if (this.#hasCostly && this.#sweptTable !== undefined) {
      this.#read = this.#sweptTable
      this.show()
    }
    this.#keepIfAsked()
    if (this.#hasCostly && this.#sweep === undefined && this.#sweptTable === undefined) void this.sweepThrough()
    this.#options.changed()
  }

  /** Reads also what takes long, beside the samples and once: a giant is not held up every second for being looked at. */
  async sweepThrough(): Promise<void> {
    if (this.#sweeping) return
    this.#sweeping = true
    this.#compose()
    const look = this.#options.look(true)
    const value = await this.#readWith(look)
    this.#sweeping = false
    if (value !== undefined) {
      const shown = showPart(this.#id, value, look, this.#options.showing)
      if (shown.kind === 'grid') this.#read = this.#sweptTable = { value, look }
      else this.#sweep = { section: shown, atMs: Date.now() }
    }
    this.show()
    this.#keepIfAsked()
    this.#options.changed()
  }

  /** Shows what was read last, the way it is to be shown now. */
  show(): void {
    if (this.#read === undefined) return
    const { value, look } = this.#read
    this.#quick = showPart(this.#id, value, look, this.#options.showing, this.#baseline)
    this.#compose()
  }

  #keepIfAsked(): void {
    if (this.#keepsNext) this.keepShown()
  }

  async #readWith(look: Look): Promise<Values[PartId] | undefined> {
    const before = this.#read === undefined ? {} : { [this.#id]: this.#read.value }
    return (await readParts(look, [this.#id], before))?.[this.#id]
  }

  #compose(): void {
    const quick = this.#quick
    if (quick === undefined) return
    this.#shown =
      quick.kind === 'grid'
        ? this.#composeTable(quick)
        : withSweep(quick, this.#sweeping ? undefined : this.#sweep, Date.now())
    // A part is shown the same way each time.
    this.#body ??=
      quick.kind === 'grid' ? new GridBody(() => this.#shownAs(quick)) : new SectionBody(() => this.#shownAs(quick))
  }

  #composeTable(grid: Grid): Grid {
    if (this.#sweeping) return beingRead(grid)
    const swept = this.#sweptTable
    return swept !== undefined && this.#read === swept ? withAge(grid, performance.now() - swept.look.atMs) : grid
  }

  #shownAs<S extends Shown>(fallback: S): S {
    return (this.#shown as S | undefined) ?? fallback
  }
}
