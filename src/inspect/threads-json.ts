import { type Field, isRefused, knownValue, orNull } from './field.ts'
import type { Thread, Threads } from './threads.ts'

/** A thread in "ntop-inspect/1". */
export interface ThreadJson {
  readonly tid: number
  readonly name: string
  readonly state: string
  /** Of one processor; null where the thread was not there at the look before. */
  readonly cpuPct: number | null
  readonly userSec: number
  readonly systemSec: number
  readonly lastCpu: number | null
  readonly priority: number
  readonly nice: number
  readonly voluntarySwitches: number | null
  readonly involuntarySwitches: number | null
  /** The kernel function that it waits in; null where it runs, or where that may not be told. */
  readonly waitsIn: string | null
  /** The kernel functions that it is in, the innermost first; null where that may not be told. */
  readonly stack: readonly string[] | null
}

export function threadJson(thread: Thread): ThreadJson {
  const { tid, name, state, cpuPct, userMs, systemMs, lastCpu, priority, nice } = thread
  return {
    tid,
    name,
    state,
    cpuPct: cpuPct === undefined ? null : Math.round(cpuPct * 1000) / 1000,
    userSec: userMs / 1000,
    systemSec: systemMs / 1000,
    lastCpu: lastCpu ?? null,
    priority,
    nice,
    voluntarySwitches: knownValue(thread.voluntarySwitches) ?? null,
    involuntarySwitches: knownValue(thread.involuntarySwitches) ?? null,
    waitsIn: knownValue(thread.waitsIn) || null,
    stack: orNull(thread.stack),
  }
}

/** Paths of what was refused of each, once. */
export function threadsAsked(threads: Threads): [path: string, field: Field<unknown>][] {
  const stack = knownValue(threads)
    ?.map(thread => thread.stack)
    .find(isRefused)
  return stack === undefined ? [] : [['threads.stack', stack]]
}
