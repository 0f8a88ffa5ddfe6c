import { type ProcessId, pidOf } from '../model/process.ts'
import type { Refusal } from '../sources/process-files.ts'
import type { LookAt } from '../sources/sighting.ts'
import { type Outcome, outcomeOf } from './outcome.ts'
import { checkIdentity, refusal } from './target.ts'

export const LOWEST_NICE = -20
export const HIGHEST_NICE = 19

export interface PrioritySystem {
  readonly lookAt: LookAt
  /** The process's threads, or why they cannot be listed; absent where its value is that of all of them. */
  threads?: ((pid: number) => readonly number[] | Refusal) | undefined
  /** setpriority(2) for one thread, or for a process that has one value: throws with the system's code. `os.setPriority` is one. */
  setPriority(tid: number, nice: number): void
}

/**
 * Sets the nice value (−20 … 19) of this very process. On Linux the value belongs to the single thread, sched(7), so it
 * is set for all that the process has now; those that they make inherit it. Elsewhere it is the process's, as
 * setpriority(2) of POSIX has it.
 */
export function setNice(target: ProcessId, nice: number, system: PrioritySystem): Outcome {
  if (!Number.isInteger(nice) || nice < LOWEST_NICE || nice > HIGHEST_NICE) {
    return { failed: `nice goes from ${LOWEST_NICE} to ${HIGHEST_NICE}` }
  }
  const pid = pidOf(target)
  // Unlike a signal, a nice value does ntop itself no harm.
  const reason = refusal(target, 0)
  if (reason !== undefined) return { failed: reason }
  const identity = checkIdentity(target, system.lookAt)
  if (identity !== 'same') return identity
  const leader = setOne(pid, nice, system)
  if (leader !== 'done') return leader
  const threads = system.threads?.(pid) ?? []
  if (typeof threads === 'string') return { failed: `only its first thread was changed: the others are ${threads}` }
  for (const tid of threads) {
    if (tid === pid) continue
    const outcome = setOne(tid, nice, system)
    if (outcome !== 'done' && outcome !== 'gone') return { failed: `only some of its threads were changed` }
  }
  return 'done'
}

function setOne(tid: number, nice: number, system: PrioritySystem): Outcome {
  try {
    system.setPriority(tid, nice)
    return 'done'
  } catch (error) {
    return outcomeOf(error)
  }
}
