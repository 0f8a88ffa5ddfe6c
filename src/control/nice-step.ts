/** A nice value up or down, from whatever the process has at this moment. */
import { type ProcessId, pidOf } from '../model/process.ts'
import { type Outcome, outcomeOf } from './outcome.ts'
import { HIGHEST_NICE, LOWEST_NICE, type PrioritySystem, setNice } from './priority.ts'
import { find, isMissed } from './target.ts'

export interface NiceSystem extends PrioritySystem {
  /** getpriority(2): throws with the system's code. `os.getPriority` is one. */
  getPriority(pid: number): number
  readonly platform: NodeJS.Platform
}

/** How it went; from what to what where that came to be known. */
export interface NiceStep {
  readonly outcome: Outcome
  readonly from: number
  readonly to: number
}

/**
 * Changes the nice value of this very process by so many steps.
 *
 * @param listed what it had when it was last listed, where that was told: since then somebody may have changed it
 */
export function stepNice(target: ProcessId, by: number, listed: number | undefined, system: NiceSystem): NiceStep {
  const found = find(target, system.lookAt)
  if (isMissed(found)) return { outcome: found, from: listed ?? 0, to: listed ?? 0 }
  const from = found.nice ?? listed ?? ask(pidOf(target), system)
  if (typeof from === 'object') return { outcome: from.refused, from: 0, to: 0 }
  const to = niceAfter(from, by, system.platform)
  return { outcome: setNice(target, to, system), from, to }
}

function ask(pid: number, system: NiceSystem): number | { readonly refused: Outcome } {
  try {
    return system.getPriority(pid)
  } catch (error) {
    return { refused: outcomeOf(error) }
  }
}

/**
 * What Node makes of the priority classes of Windows, os.constants.priority: what lies between is rounded to one of these.
 * Without realtime, which takes the processor away from the keyboard too.
 */
const CLASSES_OF_WINDOWS = [-14, -7, 0, 10, 19] as const

/** The nice value so many steps on: a step is one, on Windows the next class of priority. */
export function niceAfter(from: number, by: number, platform: NodeJS.Platform): number {
  if (platform !== 'win32') return Math.max(LOWEST_NICE, Math.min(HIGHEST_NICE, from + by))
  let nice = from
  for (let step = 0; step < Math.abs(by); step++) {
    const isNext = (value: number): boolean => (by > 0 ? value > nice : value < nice)
    nice = (by > 0 ? CLASSES_OF_WINDOWS.find(isNext) : CLASSES_OF_WINDOWS.findLast(isNext)) ?? nice
  }
  return nice
}
