/**
 * What is asked of few processes, while a column of it is shown. In an object of its own, made when first asked for: of
 * thousands of others each field would be kept for nothing.
 */
import type { IoPriority } from './io-priority.ts'
import type { Reading } from './process.ts'
import type { FoundRuntime } from './runtime.ts'

/** The scheduler's group of a session, sched(7). */
export interface Autogroup {
  readonly id: number
  readonly nice: number
}

/** How often its living threads have left a processor, since each was started. */
export interface Switches {
  /** To wait for something. */
  readonly voluntary: number
  /** For others' sake. */
  readonly involuntary: number
}

/** How long its living threads have waited, in milliseconds, all together. */
export interface Delays {
  /** Ready to run, for a processor. */
  readonly cpuMs: number | undefined
  /** For block I/O; unknown where the kernel does not count it. */
  readonly blockMs: number | undefined
}

/** The last two readings of what is counted. */
export interface Readings<T> {
  readonly now: Reading<T>
  readonly before: Reading<T> | undefined
}

/** `undefined` is unknown. */
export interface RareFacts {
  /** How likely it is to be killed when memory runs out, 0 to 2000. */
  oomScore: number | undefined
  /** Of the security module. */
  securityLabel: string | undefined
  autogroup: Autogroup | undefined
  /** Path of the program; one that was removed since ends in ` (deleted)`. */
  exe: string | undefined
  cwd: string | undefined
  /** What its program's file tells of what runs it. */
  runtime: FoundRuntime | undefined
  ioPriority: IoPriority | undefined
  switches: Readings<Switches> | undefined
  delays: Readings<Delays> | undefined
}

export function blankRareFacts(): RareFacts {
  return {
    oomScore: undefined,
    securityLabel: undefined,
    autogroup: undefined,
    exe: undefined,
    cwd: undefined,
    runtime: undefined,
    ioPriority: undefined,
    switches: undefined,
    delays: undefined,
  }
}

/** After one more reading; without one nothing is known any more. */
export function readAgain<T>(
  before: Readings<T> | undefined,
  value: T | undefined,
  atMs: number,
): Readings<T> | undefined {
  return value === undefined ? undefined : { now: { atMs, value }, before: before?.now }
}
