import type { ProcessRecord } from '../../model/process.ts'
import type { Sweeping } from '../source.ts'
import { Budget } from './budget.ts'
import { SweepOrder, type SweepOrderOptions } from './sweep-order.ts'

/** What may be spent at once: the processes of a small machine, or a screenful of those of a large one. */
const CREDIT_MS = 250
/** What a reading costs the main thread, which hands it on and takes the answer: 0.15 to 0.35 ms, of a giant up to 0.8. */
const OWN_MS = 0.2
/** Figures older than this may well be others by now. */
const STALE_MS = 10_000

export interface SweepOptions extends SweepOrderOptions {
  /** Reads the true memory of the process; whether anything that is known of it has changed. */
  read(record: ProcessRecord): Promise<boolean>
  /** Processor time that reading has taken so far beside the main thread, in milliseconds. */
  spentMs(): number
  /** The share of one core that may be spent. */
  readonly share: number
  onError(error: unknown): void
}

/**
 * Finds out the true memory of everyone little by little: the kernel walks through all pages of a process for it, half a
 * millisecond for 50 MB, so that it cannot be read of thousands at each scan. One process after the other, with rests in
 * between, so that it all takes no more than its share of a core. See docs/decisions/0007-true-memory-sweep.md.
 */
export class Sweep {
  readonly #options: SweepOptions
  readonly #order: SweepOrder
  readonly #budget: Budget
  /** What is wanted; undefined while it is off. */
  #wanted: Sweeping | undefined
  #timer: NodeJS.Timeout | undefined
  #reading = false
  #spentMs = 0
  #closed = false

  constructor(options: SweepOptions) {
    this.#options = options
    this.#order = new SweepOrder(options)
    this.#budget = new Budget(options.share, CREDIT_MS, () => options.now())
  }

  /** Begins, goes on with others in view, or, where nothing is wanted any more, ends. */
  aim(wanted: Sweeping | undefined): void {
    if (this.#closed || (wanted === undefined && this.#wanted === undefined)) return
    if (this.#wanted === undefined) this.#spentMs = this.#options.spentMs()
    this.#wanted = wanted
    this.#order.aim(wanted?.view ?? [], wanted?.asked)
    if (wanted === undefined) this.#stopResting()
    else if (wanted.again) this.#markStale()
    this.#next()
  }

  /** After each scan: who there is. */
  see(records: readonly ProcessRecord[]): void {
    this.#order.see(records)
    this.#next()
  }

  close(): void {
    this.#closed = true
    this.#stopResting()
  }

  #stopResting(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #markStale(): void {
    const nowMs = this.#options.now()
    for (const { facts } of this.#order.view) {
      if (facts.rollupStale || facts.rollupRead === undefined) continue
      if (nowMs - facts.rollupRead.atMs < STALE_MS) continue
      facts.rollupStale = true
      facts.revision++
    }
  }

  /** Reads the next one, or rests first. Where nobody is due, the next scan or another view goes on. */
  #next(): void {
    if (this.#closed || this.#wanted === undefined || this.#reading || this.#timer !== undefined) return
    const restMs = this.#budget.restMs()
    if (restMs > 0) {
      this.#timer = setTimeout(() => {
        this.#timer = undefined
        this.#next()
      }, restMs)
      this.#timer.unref()
      return
    }
    const record = this.#order.next(!this.#wanted.again)
    if (record !== undefined) void this.#read(record)
  }

  async #read(record: ProcessRecord): Promise<void> {
    this.#reading = true
    const isFirst = record.facts.rollupRead === undefined
    try {
      const changed = await this.#options.read(record)
      if (this.#closed) return
      const costMs = this.#cost()
      const inView = this.#order.isInView(record)
      this.#budget.spend(costMs)
      if (!isFirst || !inView) this.#order.spent(inView, costMs)
      if (changed && (isFirst || inView)) this.#wanted?.onChange()
    } catch (error) {
      this.close()
      this.#options.onError(error)
    } finally {
      this.#reading = false
    }
    this.#next()
  }

  /**
   * Counted on from the reading before, the rest in between included: when an answer is here, its thread may not yet have
   * been put down in the scheduler's account.
   */
  #cost(): number {
    const spentMs = this.#options.spentMs()
    const costMs = Math.max(0, spentMs - this.#spentMs) + OWN_MS
    this.#spentMs = spentMs
    return costMs
  }
}
