import type { ProcessId } from '../model/process.ts'
import type { Source } from '../sources/source.ts'

/** What the sweep finds out is drawn no more often than this, */
const DRAW_MS = 250
/** and rows change places by it only where nothing else has put them in order for this long: samples may be seldom. */
const REORDER_MS = 1500

export interface SweptRowsOptions {
  readonly source: Source
  /** Rows stay where they are. */
  draw(): void
  /** Rows are put in order once more, and drawn. */
  reorder(): void
}

/** Has the true memory of everyone found out in the background, and what comes of it drawn: seldom, and calmly. */
export class SweptRows {
  readonly #options: SweptRowsOptions
  #drawing: NodeJS.Timeout | undefined
  #reordering: NodeJS.Timeout | undefined
  #orderedAtMs = 0
  #closed = false

  constructor(options: SweptRowsOptions) {
    this.#options = options
  }

  /** Begins, or goes on with others in view. Says of the figures of those which are stale. */
  aim(view: readonly ProcessId[], asked: ProcessId | undefined, again: boolean): void {
    if (this.#closed) return
    this.#options.source.sweep({ view, asked, again, onChange: () => this.#onChange() })
  }

  end(): void {
    clearTimeout(this.#drawing)
    clearTimeout(this.#reordering)
    this.#drawing = undefined
    this.#reordering = undefined
    this.#options.source.sweep()
  }

  /** Ends for good: a frame may still be drawn. */
  close(): void {
    this.#closed = true
    this.end()
  }

  /** The rows have just been put in order, for whatever reason. */
  onOrdered(): void {
    clearTimeout(this.#reordering)
    this.#reordering = undefined
    this.#orderedAtMs = performance.now()
  }

  #onChange(): void {
    this.#drawing ??= setTimeout(() => {
      this.#drawing = undefined
      this.#options.draw()
    }, DRAW_MS)
    this.#reordering ??= setTimeout(
      () => {
        this.#reordering = undefined
        this.#options.reorder()
      },
      Math.max(DRAW_MS, this.#orderedAtMs + REORDER_MS - performance.now()),
    )
  }
}
