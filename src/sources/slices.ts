/** Time after which keys get their turn. */
const SLICE_MS = 2
/** Steps between two looks at the clock: few, for one step may be several reads. */
const STEPS = 8

/** Resolves once the event loop has had its turn: what has come meanwhile, a key above all, is done then. */
export function turn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}

/** Cuts long work on the main thread into slices of a few milliseconds: await {@link pause} after each step. */
export class Slices {
  #endMs = performance.now() + SLICE_MS
  #stepsLeft = STEPS

  /** Resolves once the event loop has had its turn; undefined, so that nothing is waited for, while the slice lasts. */
  pause(): Promise<void> | undefined {
    if (--this.#stepsLeft > 0) return undefined
    this.#stepsLeft = STEPS
    return performance.now() < this.#endMs ? undefined : this.#yield()
  }

  async #yield(): Promise<void> {
    await turn()
    this.#endMs = performance.now() + SLICE_MS
  }
}

/** Does something with each of them, a hundred thousand maybe, and lets others run meanwhile. */
export async function eachInSlices<T>(items: Iterable<T>, use: (item: T) => void): Promise<void> {
  const slices = new Slices()
  for (const item of items) {
    use(item)
    const pause = slices.pause()
    if (pause !== undefined) await pause
  }
}
