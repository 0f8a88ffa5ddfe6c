import type { ProcessId } from '../../model/process.ts'
import { clean } from '../../model/text.ts'
import type { CodePlace } from '../../runtime/allocations.ts'
import type { LiveHeaps } from '../../runtime/heaps.ts'

/** Lines of code that were read, so that none is read twice. */
const MOST_KEPT = 2000

/** The program's own lines of code, read when they are first looked at. */
export class SourceLines {
  readonly #read: ((place: CodePlace) => Promise<string | undefined>) | undefined
  readonly #changed: () => void
  readonly #known = new Map<string, string | undefined>()

  constructor(heaps: LiveHeaps, id: ProcessId, changed: () => void) {
    this.#read = heaps.sourceLine === undefined ? undefined : async place => await heaps.sourceLine?.(id, place)
    this.#changed = changed
  }

  /** Undefined where it cannot be read, or has not been yet. */
  of(place: CodePlace): string | undefined {
    const key = `${place.file}:${place.line}`
    if (this.#read === undefined || place.line === undefined) return undefined
    if (!this.#known.has(key)) {
      if (this.#known.size >= MOST_KEPT) this.#known.clear()
      this.#known.set(key, undefined)
      void this.#read(place).then(line => {
        if (line === undefined) return
        this.#known.set(key, clean(line))
        this.#changed()
      })
    }
    return this.#known.get(key)
  }
}
