/** Collections of a Node's garbage: one that is asked for, and those that it makes by itself, as they come. */
import { type Collected, type Collection, NoAnswer } from '../session.ts'
import { type Attached, COLLECTING_MS } from './attached.ts'
import { figuresOf } from './stats.ts'

/** How often it is asked for those that came. */
const POLL_MS = 500
/** GCType of v8-callbacks.h. */
const KINDS: ReadonlyMap<unknown, string> = new Map([
  [1, 'scavenge'],
  [2, 'minor mark-sweep'],
  [4, 'mark-sweep-compact'],
  [8, 'incremental marking'],
  [16, 'weak callbacks'],
])

/** All of its main thread's garbage. @throws {NoAnswer} */
export async function collectGarbage(attached: Attached, version: string): Promise<Collected> {
  const before = figuresOf(await attached.stats(), version)
  const start = performance.now()
  await attached.protocol.call('HeapProfiler.collectGarbage', {}, COLLECTING_MS)
  const tookMs = performance.now() - start
  const after = figuresOf(await attached.stats(), version)
  return { tookMs, freed: undefined, uncollectable: undefined, before, after }
}

/** Listens to a Node's own PerformanceObserver, as long as anybody wants to hear of it. */
export class Collections {
  readonly #attached: Attached
  readonly #listeners = new Set<(collection: Collection) => void>()
  #polls: ReturnType<typeof setInterval> | undefined

  constructor(attached: Attached) {
    this.#attached = attached
  }

  /** @throws {NoAnswer} */
  async listen(listener: (collection: Collection) => void): Promise<() => Promise<void>> {
    if (this.#listeners.size === 0) await this.#attached.ask('watch')
    this.#listeners.add(listener)
    this.#polls ??= setInterval(() => void this.#poll(), POLL_MS).unref()
    return async () => {
      if (!this.#listeners.delete(listener) || this.#listeners.size > 0) return
      this.end()
      if (this.#attached.protocol.isOpen) await this.#attached.ask('unwatch')
    }
  }

  /** Asks no more. */
  end(): void {
    clearInterval(this.#polls)
    this.#polls = undefined
  }

  async #poll(): Promise<void> {
    try {
      const taken = await this.#attached.ask('collections')
      for (const collection of Array.isArray(taken) ? taken.flatMap(collectionOf) : []) {
        for (const listener of [...this.#listeners]) listener(collection)
      }
    } catch (error) {
      // A program that is busy tells later.
      if (!(error instanceof NoAnswer)) throw error
    }
  }
}

function collectionOf(entry: unknown): Collection[] {
  if (!Array.isArray(entry)) return []
  const [kind, atMs, pauseMs]: readonly unknown[] = entry
  if (typeof atMs !== 'number' || typeof pauseMs !== 'number') return []
  return [{ atMs, kind: KINDS.get(kind) ?? 'other', pauseMs, collected: undefined, uncollectable: undefined }]
}
