/** What is in memory by the code that asked for it: the same of all runtimes, so that all are compared alike. */
import type { RuntimeId } from './detection.ts'

/** A place in a program's code. */
export interface CodePlace {
  /** A path or a URL, clean; `<string>` and such as the runtime has it. */
  readonly file: string
  /** From 1; undefined where the runtime does not keep it. */
  readonly line: number | undefined
  /** Clean; empty for a function without a name; undefined where the runtime does not keep it, as tracemalloc. */
  readonly function: string | undefined
}

/** What one way through the code has allocated and is still alive. */
export interface Trace {
  /** Where it was allocated first, then who called that. One at least. */
  readonly frames: readonly CodePlace[]
  readonly bytes: number
  /** Allocations; estimated where they are sampled. */
  readonly count: number
}

/** The memory of a process at the moment of a snapshot, to hold what was traced against. */
export interface MemoryBeside {
  readonly rssBytes: number | undefined
  /** What the runtime itself has in use. */
  readonly heapUsedBytes: number | undefined
  /** Outside of the runtime's heap, and known to it: V8's external memory. */
  readonly nativeBytes: number | undefined
  /** What tracing itself takes, which is a part of RSS and in no trace; left out where that is not told. */
  readonly overheadBytes?: number | undefined
}

export interface AllocationSnapshot {
  readonly runtime: RuntimeId
  readonly version: string
  /** Wall clock, milliseconds since 1970. */
  readonly atMs: number
  /** Tracing has gone on since; what is older is in no trace. */
  readonly tracedSinceMs: number
  /**
   * What a line of the first frame is: of the allocation itself, or where the function begins that it was in, which is
   * all that V8 keeps.
   */
  readonly lines: 'allocation' | 'function'
  /** One allocation in about so many bytes was looked at, and all is an estimate from these; undefined where all were. */
  readonly sampledEveryBytes: number | undefined
  readonly traces: readonly Trace[]
  /** The most that was traced at once, where that is kept. */
  readonly peakBytes: number | undefined
  readonly memory: MemoryBeside
  /** What of it may be wrong by more than its being sampled, in a sentence. */
  readonly caveat?: string | undefined
}

export interface TracingOptions {
  /** How many frames of each trace are kept at the most. */
  readonly frames: number
  /** For samplers: one in about so many bytes; if left out what is usual for the runtime. */
  readonly everyBytes?: number
  /** Where it is exact only while the program runs without optimised code: whether it is to do so. If left out it does. */
  readonly exact?: boolean
}

export interface Tracing {
  /** Whether it goes on, whoever has begun it. */
  readonly on: boolean
  /** It was us, so we end it. */
  readonly ours: boolean
  /** Frames that are kept of each trace. */
  readonly frames: number | undefined
  readonly tracedBytes: number | undefined
  readonly peakBytes: number | undefined
  /** What tracing itself takes in the target. */
  readonly overheadBytes: number | undefined
}

/** A line of a function, and what part of that which the function itself allocated and is alive was allocated on it. */
export interface HotLine {
  /** Its line is the very one: where the statement begins, or the last call in it before. */
  readonly place: CodePlace
  /** Of what was told apart by lines, 0 to 1. */
  readonly shareOfBytes: number
  /** Allocations that were looked at to say so. */
  readonly samples: number
}
