/**
 * A program that is attached to: what all runtimes' sessions have in common. Each ability of its {@link Abilities} that is
 * not refused has its method here; what a runtime cannot do at all has none.
 */
import type { ProcessId } from '../model/process.ts'
import type { AllocationSnapshot, CodePlace, HotLine, Tracing, TracingOptions } from './allocations.ts'
import type { Abilities, Effect, RuntimeId } from './detection.ts'
import type { HeapFigures } from './figures.ts'
import type { Holding } from './holding.ts'

/** What became of that which was done to a target, in words. */
export interface Detached {
  readonly restored: readonly string[]
  readonly leftBehind: readonly string[]
}

/** That it is not attached to: why, and what was undone of it all the same. */
export interface NotAttached extends Detached {
  readonly failed: string
  /**
   * Something that was begun may yet happen, and is undone then: resolves with what became of that. Who ends before leaves
   * it behind, unless {@link isSeenTo}. Its timers keep no program running.
   */
  readonly later?: Promise<Detached>
  /** Somebody who outlives ntop undoes that if ntop ends before, so nobody needs to wait for it. */
  readonly isSeenTo?: boolean
}

/** Something that was asked of a target was not answered as it should be: late, with an error, or not at all. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
}

/** By its name: sessions stand in a bundle of their own, which has a class of its own. */
export function isNoAnswer(error: unknown): error is NoAnswer {
  return error instanceof Error && error.name === 'NoAnswer'
}

/** How many objects there are of a type. */
export interface TypeCount {
  /** Clean; as the runtime calls it. */
  readonly type: string
  readonly count: number
  /** Of themselves, without what they hold; undefined where that is not told. */
  readonly bytes: number | undefined
  /** What they alone keep in memory, together; only where that is told. */
  readonly retainedBytes?: number | undefined
}

export interface Types {
  /** Wall clock, milliseconds since 1970. */
  readonly atMs: number
  /** In no order. */
  readonly rows: readonly TypeCount[]
  /** What of all that is in memory is counted, in a sentence. */
  readonly about: string
}

/** A collection that was asked for. */
export interface Collected {
  readonly tookMs: number
  /** Objects that it freed, and could not; undefined where that is not told. */
  readonly freed: number | undefined
  readonly uncollectable: number | undefined
  readonly before: HeapFigures
  readonly after: HeapFigures
}

/** A collection that the program made by itself. */
export interface Collection {
  /** Wall clock of its end, milliseconds since 1970. */
  readonly atMs: number
  /** `generation 2`, `scavenge`, `mark-sweep-compact` */
  readonly kind: string
  readonly pauseMs: number
  readonly collected: number | undefined
  readonly uncollectable: number | undefined
}

/** Where a thread of the program stands. */
export interface ThreadStack {
  /** Clean; undefined where it has none. */
  readonly name: string | undefined
  /** The kernel's id of the thread. */
  readonly tid: number | undefined
  /** Innermost first; empty for one that runs nothing of the runtime's. */
  readonly frames: readonly { readonly file: string; readonly line: number | undefined; readonly function: string }[]
  /** Why it stands there, where the runtime says so: `idle`, `waiting for a lock`. */
  readonly state: string | undefined
}

/** Something that keeps objects so that they need not be made again. */
export interface Cache {
  /** `lru_cache of app.load`, `WeakValueDictionary` */
  readonly name: string
  readonly kind: string
  readonly entries: number
  readonly mostEntries: number | undefined
  readonly hits: number | undefined
  readonly misses: number | undefined
  readonly bytes: number | undefined
}

/** Values of which equal ones stand in memory several times. */
export interface Duplicates {
  readonly rows: readonly {
    /** The value's beginning, clean. */
    readonly text: string
    readonly type: string
    readonly copies: number
    /** Of all but one of them. */
    readonly wastedBytes: number
  }[]
  /** How many values were looked at. */
  readonly looked: number
  readonly wastedBytes: number
  readonly about: string
}

/** Types whose objects nothing but a collector frees, as they hold each other. */
export interface Cyclic {
  readonly rows: readonly TypeCount[]
  readonly unreachable: number
}

/** What of a collector may be set. Undefined is left as it is. */
export interface CollectorSettings {
  readonly enabled?: boolean
  /** All that is alive now is left out from here on; false: it is looked at again. */
  readonly frozen?: boolean
  readonly thresholds?: readonly number[]
  /** Names of what it is to write on stderr: `stats`, `collectable`, `uncollectable`, `saveall`, `leak` */
  readonly debug?: readonly string[]
}

export interface CollectorState {
  readonly enabled: boolean
  readonly frozenCount: number
  readonly thresholds: readonly number[]
  readonly debug: readonly string[]
}

/** A file that the heap was written into. */
export interface Dumped {
  readonly path: string
  readonly bytes: number
}

/** Every method rejects with {@link NoAnswer} where nothing comes of it. */
export interface HeapSession {
  readonly id: ProcessId
  readonly runtime: RuntimeId
  readonly version: string
  readonly abilities: Abilities
  /** Resolves once it is over, with the reason in words; with undefined where we left. */
  readonly ended: Promise<string | undefined>
  stats(): Promise<HeapFigures>
  tracing?(): Promise<Tracing>
  startTracing?(options: TracingOptions): Promise<void>
  stopTracing?(): Promise<void>
  /** Tracing must be on. */
  snapshot?(): Promise<AllocationSnapshot>
  /**
   * The very lines of a function on which it allocated what is alive, for runtimes whose traces have only functions: most first,
   * none where it cannot be told. It may be another function than the one that was named, which that has called. Tracing
   * must be on.
   *
   * @param place a frame of a trace
   * @param ms how long it is measured
   */
  hotLines?(place: CodePlace, ms: number): Promise<readonly HotLine[]>
  types?(): Promise<Types>
  /**
   * Who holds a sample of a type's objects, and what it holds; undefined where there is no object of it.
   *
   * @param anew of what there is now, where it may also be told of what was found out before
   */
  holding?(type: string, anew?: boolean): Promise<Holding | undefined>
  /** Names of the types that {@link holding} may be asked for, once it was. Takes nothing that it does not take. */
  typeNames?(): Promise<readonly string[]>
  /** @param generation all of them if left out */
  collect?(generation?: number): Promise<Collected>
  collector?(): Promise<CollectorState>
  setCollector?(settings: CollectorSettings): Promise<CollectorState>
  /** Tells of each collection from now on; what is returned ends that. */
  events?(listener: (collection: Collection) => void): Promise<() => Promise<void>>
  stacks?(): Promise<readonly ThreadStack[]>
  caches?(): Promise<readonly Cache[]>
  /** @param anew as for {@link holding} */
  duplicates?(anew?: boolean): Promise<Duplicates>
  cyclic?(): Promise<Cyclic>
  /** Writes the whole heap into a file of ours, which must not be there yet. `told` hears how far it is, in bytes. */
  dump?(path: string, told: (bytes: number) => void): Promise<Dumped>
  /** Undoes all that was done, and says what became of it. */
  detach(): Promise<Detached>
}

/** How a runtime's programs are attached to. */
export type Attach<System> = (
  id: ProcessId,
  /** What was agreed to: nothing is done that has another effect. */
  consent: readonly Effect[],
  system: System,
  signal: AbortSignal,
) => Promise<HeapSession | NotAttached>
