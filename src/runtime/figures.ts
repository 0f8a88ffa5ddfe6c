/** The figures of a heap, whoever tells them. What is not told is undefined, never 0. */

/** One generation of a garbage collector, or one collector. */
export interface Generation {
  /** `generation 0`, `G1 Young Generation` */
  readonly name: string
  /** How much has come together since its last collection, in the collector's own unit; see {@link threshold}. */
  readonly count: number | undefined
  /** From where on it collects. */
  readonly threshold: number | undefined
  readonly collections: number | undefined
  /** Objects that it freed, all in all. */
  readonly collected: number | undefined
  /** Objects that it found unreachable and could not free. */
  readonly uncollectable: number | undefined
  /** Time that it took so far. */
  readonly timeMs: number | undefined
}

/** One part of a heap. */
export interface Space {
  /** `eden`, `old` */
  readonly name: string
  readonly usedBytes: number | undefined
  /** What the system has given it for this. */
  readonly committedBytes: number | undefined
  readonly mostBytes: number | undefined
}

/** A figure that only this runtime has. */
export interface OwnFigure {
  readonly name: string
  /** What it is, in a short sentence. */
  readonly about: string
  readonly value: number
  readonly unit: 'bytes' | 'count' | 'milliseconds'
}

export interface HeapFigures {
  /** As the running program has it in memory; undefined where it is not told. */
  readonly version: string | undefined
  /** Whether the collector works by itself. */
  readonly collects: boolean | undefined
  readonly generations: readonly Generation[]
  readonly spaces: readonly Space[]
  readonly figures: readonly OwnFigure[]
}

/** Why nothing can be seen: in words, to be shown. */
export interface NotSeen {
  readonly why: string
}
