import { readParts, showPart } from '../../inspect/inspection.ts'
import type { Look } from '../../inspect/look.ts'
import type { Showing, Shown } from '../../inspect/part.ts'
import type { PartId, Values } from '../../inspect/parts.ts'
import type { Body } from './inspect-body.ts'
import { GridBody } from './inspect-grid.ts'
import { SectionBody } from './inspect-section.ts'
import { hasCostly, type Sweep, withSweep } from './inspect-sweep.ts'

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

/** One part of the process that is looked at: read again and again while it is open, and what it showed last. */
export class Page {
  readonly #id: PartId
  readonly #options: PageOptions
  /** What was read, and by which look. */
  #read: { readonly value: Values[PartId]; readonly look: Look } | undefined
  /** What was read at the last look; without what takes long. */
  #quick: Shown | undefined
  #sweep: Sweep | undefined
  #sweeping = false
  #busy = false
  #restsUntilMs = 0
  /** What is shown: of figures with what the sweep has found. */
  #shown: Shown | undefined
  #body: Body | undefined

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
    return this.#quick !== undefined && this.#quick.kind !== 'grid' && hasCostly(this.#quick)
  }

  /** Whether something that looks like a secret is covered, or would be. */
  get covers(): boolean {
    return this.#quick?.kind === 'grid' && this.#quick.covers === true
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
    if (this.#sweep === undefined && this.hasCostly) void this.sweepThrough()
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
    const shown = value === undefined ? undefined : showPart(this.#id, value, look, this.#options.showing)
    if (shown !== undefined && shown.kind !== 'grid') this.#sweep = { section: shown, atMs: Date.now() }
    this.#compose()
    this.#options.changed()
  }

  /** Shows what was read last, the way it is to be shown now. */
  show(): void {
    if (this.#read === undefined) return
    this.#quick = showPart(this.#id, this.#read.value, this.#read.look, this.#options.showing)
    this.#compose()
  }

  async #readWith(look: Look): Promise<Values[PartId] | undefined> {
    const before = this.#read === undefined ? {} : { [this.#id]: this.#read.value }
    return (await readParts(look, [this.#id], before))?.[this.#id]
  }

  #compose(): void {
    const quick = this.#quick
    if (quick === undefined) return
    this.#shown = quick.kind === 'grid' ? quick : withSweep(quick, this.#sweeping ? undefined : this.#sweep, Date.now())
    // A part is shown the same way each time.
    this.#body ??=
      quick.kind === 'grid' ? new GridBody(() => this.#shownAs(quick)) : new SectionBody(() => this.#shownAs(quick))
  }

  #shownAs<S extends Shown>(fallback: S): S {
    return (this.#shown as S | undefined) ?? fallback
  }
}
