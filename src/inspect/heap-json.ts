import type { RuntimeId } from '../runtime/detection.ts'
import type { HeapSeen } from './heap-part.ts'

type Count = number | null

export interface HeapJson {
  readonly runtime: RuntimeId
  readonly version: string | null
  readonly collects: boolean | null
  readonly generations: readonly {
    readonly name: string
    readonly count: Count
    readonly threshold: Count
    readonly collections: Count
    readonly collected: Count
    readonly uncollectable: Count
    readonly timeMs: Count
  }[]
  readonly spaces: readonly {
    readonly name: string
    readonly usedBytes: Count
    readonly committedBytes: Count
    readonly mostBytes: Count
  }[]
  readonly figures: readonly {
    readonly name: string
    readonly value: number
    readonly unit: 'bytes' | 'count' | 'milliseconds'
  }[]
  /** Why nothing is seen; null where something is. */
  readonly why: string | null
}

/** Null where no runtime is known to run it. */
export function heapJson(heap: HeapSeen): HeapJson | null {
  if (heap === undefined || 'why' in heap) return null
  const { runtime, seen } = heap
  if ('why' in seen) {
    return { runtime, version: null, collects: null, generations: [], spaces: [], figures: [], why: seen.why }
  }
  return {
    runtime,
    version: seen.version ?? null,
    collects: seen.collects ?? null,
    generations: seen.generations.map(one => ({
      name: one.name,
      count: one.count ?? null,
      threshold: one.threshold ?? null,
      collections: one.collections ?? null,
      collected: one.collected ?? null,
      uncollectable: one.uncollectable ?? null,
      timeMs: one.timeMs ?? null,
    })),
    spaces: seen.spaces.map(one => ({
      name: one.name,
      usedBytes: one.usedBytes ?? null,
      committedBytes: one.committedBytes ?? null,
      mostBytes: one.mostBytes ?? null,
    })),
    figures: seen.figures.map(({ name, value, unit }) => ({ name, value, unit })),
    why: null,
  }
}
