import { MemoryWatch } from '../model/memory-watch.ts'
import type { Snapshot } from '../model/snapshot.ts'

/** The snapshot of everyone's memory that growth is counted from: the first one, until somebody keeps another. */
export class KeptMemory {
  #watch: MemoryWatch | undefined
  #isChosen = false

  get watch(): MemoryWatch | undefined {
    return this.#watch
  }

  /** The same, if somebody has chosen the moment. */
  get chosen(): MemoryWatch | undefined {
    return this.#isChosen ? this.#watch : undefined
  }

  see(snapshot: Snapshot): void {
    if (this.#watch === undefined) this.#watch = new MemoryWatch(snapshot)
    else this.#watch.see(snapshot)
  }

  keep(snapshot: Snapshot): MemoryWatch {
    this.#watch = new MemoryWatch(snapshot)
    this.#isChosen = true
    return this.#watch
  }
}
