import { Slices } from '../../../sources/slices.ts'

/** Long work that stops every now and then, so that whoever does it may do something else between. */
export type Work<T> = Generator<undefined, T>

/**
 * Nodes or edges that are looked at before the next stop: a tenth of a millisecond or so, for each may be a miss of the
 * processor's cache.
 */
export const STEP = 2048

/** Does it in slices, between which keys are answered. */
export async function inSlices<T>(work: Work<T>): Promise<T> {
  const slices = new Slices()
  for (;;) {
    const next = work.next()
    if (next.done === true) return next.value
    const pause = slices.pause()
    if (pause !== undefined) await pause
  }
}

/** Calls for pieces of a range, one after the other, and stops after each. */
export function* inSteps(count: number, use: (from: number, to: number) => void): Work<void> {
  for (let from = 0; from < count; from += STEP) {
    use(from, Math.min(count, from + STEP))
    yield
  }
}

/** As `fill` does, which for a large array is a slice of its own: its memory comes from the system page by page. */
export function* filled(array: Uint32Array, value: number): Work<Uint32Array> {
  yield* inSteps(array.length, (from, to) => array.fill(value, from, to))
  return array
}

/** As `slice` does. */
export function* copied<T extends Uint32Array | Float64Array>(array: T, to: T): Work<T> {
  yield* inSteps(array.length, (from, end) => to.set(array.subarray(from, end), from))
  return to
}

/** Tells when it is time to stop, where work is no range. */
export class Budget {
  #left = STEP

  /** To be asked once for each node or edge. */
  spend(): boolean {
    if (--this.#left > 0) return false
    this.#left = STEP
    return true
  }
}
