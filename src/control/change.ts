/** Something of another process that is changed, and read back: what setting a limit and setting a priority have in common. */
import { type ProcessId, pidOf } from '../model/process.ts'
import type { LookAt, Sighting } from '../sources/sighting.ts'
import type { Outcome } from './outcome.ts'
import { checkIdentity, find, isMissed, refusal } from './target.ts'
import type { ToolAnswer } from './tool.ts'

/** How one thing is changed of a process, whichever. */
export interface Change<V> {
  /** Who changes it: the program's name. */
  readonly by: string
  /** Whose reading back it is, in words to go on with "cannot be read": `its limits`. */
  readonly what: string
  /** Why it cannot be done to a process that looks like this; undefined where it can be tried. */
  whyNot(found: Sighting): string | undefined
  /** Does it. */
  run(pid: number): Promise<ToolAnswer>
  /** What the process has at this moment; undefined where the kernel does not tell. */
  now(pid: number): V | undefined | Promise<V | undefined>
  /** Whether it has what was asked for. */
  isTaken(now: V): boolean
  /** What it has, in words. */
  text(now: V): string
  /** What a complaint means that is not one of the usual ones, or means more here. */
  explain?(complaint: string, now: V): Outcome | undefined
}

export interface Changed<V> {
  readonly outcome: Outcome
  /** What the process has now; undefined where that cannot be read. Done and undefined: it ended right after. */
  readonly now: V | undefined
}

/**
 * Changes it of this very process: pid and start time are compared right before and right after, and what was set is
 * read back. `done` only where the process now has what was asked for.
 */
export async function applyChange<V>(target: ProcessId, change: Change<V>, lookAt: LookAt): Promise<Changed<V>> {
  const pid = pidOf(target)
  const reason = refusal(target, 0)
  if (reason !== undefined) return told({ failed: reason })
  const found = find(target, lookAt)
  if (isMissed(found)) return told(found)
  const why = change.whyNot(found)
  if (why !== undefined) return told({ failed: why })
  const answer = await change.run(pid)
  const now = await change.now(pid)
  const identity = checkIdentity(target, lookAt)
  if (identity === 'same') return { outcome: outcomeOf(answer, now, change), now }
  if (!isDone(answer)) return told(identity)
  if (identity === 'gone') return told('done')
  const who =
    identity === 'reused' ? 'another process has its pid now, and perhaps the change' : 'it cannot be looked at'
  return told({ failed: `after ${change.by} had set it, ${who}` })
}

function told(outcome: Outcome): Changed<never> {
  return { outcome, now: undefined }
}

function isDone(answer: ToolAnswer): answer is { readonly output: string } {
  return typeof answer === 'object' && 'output' in answer
}

/** What the program's answer means, the process being there still. */
function outcomeOf<V>(answer: ToolAnswer, now: V | undefined, change: Change<V>): Outcome {
  const { by, what } = change
  if (answer === 'absent') return { failed: `the program ${by} is missing; it comes with the package util-linux` }
  if (now === undefined) return { failed: `${what} cannot be read, so what is set now is not known` }
  const has = `it has ${change.text(now)} now`
  if (answer === 'late') return { failed: `${by} did not come back, and was ended; ${has}` }
  if (isDone(answer)) return change.isTaken(now) ? 'done' : { failed: `the kernel did not take it: ${has}` }
  const { complaint } = answer
  const explained = change.explain?.(complaint, now)
  if (explained !== undefined) return explained
  if (/Operation not permitted|Permission denied/.test(complaint)) return 'denied'
  return { failed: `${complaint}; ${has}` }
}
