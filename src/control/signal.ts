import { type ProcessId, pidOf } from '../model/process.ts'
import type { LookAt } from '../sources/sighting.ts'
import { type Outcome, outcomeOf } from './outcome.ts'
import { signalByNumber, whyNotSendable } from './signals.ts'
import { checkIdentity, refusal, secondQuestion } from './target.ts'

export interface SignalSystem {
  readonly lookAt: LookAt
  /** kill(2): throws with the system's code. `process.kill` is one. */
  kill(pid: number, signal: number): unknown
  /** The pid of ntop. */
  readonly selfPid: number
  readonly platform: NodeJS.Platform
}

/**
 * Sends a signal to this very process: pid and start time are compared right before. Between the look and the call a
 * few microseconds remain, in which the kernel does not come round to the same pid: it hands them out in a circle.
 *
 * `confirmed` says that the {@link secondQuestion} was asked and answered with yes.
 */
export function sendSignal(target: ProcessId, signal: number, system: SignalSystem, confirmed = false): Outcome {
  const reason = refusal(target, system.selfPid)
  if (reason !== undefined) return { failed: reason }
  if (secondQuestion(target) !== undefined && !confirmed) return { failed: 'process 1 is asked about twice' }
  const sent = signalByNumber(signal)
  const why = sent && whyNotSendable(sent, system.platform)
  if (why !== undefined) return { failed: why }
  const identity = checkIdentity(target, system.lookAt)
  if (identity !== 'same') return identity
  try {
    system.kill(pidOf(target), signal)
    return 'done'
  } catch (error) {
    return outcomeOf(error)
  }
}
