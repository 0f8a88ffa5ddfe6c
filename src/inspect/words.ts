/** Letters, numbers and moments in words. */
import { POLICY_NAMES } from '../model/policy.ts'
import type { ProcessRecord } from '../model/process.ts'
import { formatClock, formatDay } from '../model/units.ts'

/** proc_pid_stat(5) and TASK_STATE_TO_CHAR_STR in the kernel's include/linux/sched.h. */
const STATES: Readonly<Record<string, string>> = {
  R: 'running or ready to',
  S: 'sleeping until something happens',
  D: 'waiting in the kernel, cannot be interrupted',
  Z: 'zombie: ended, its parent has not collected it',
  T: 'stopped',
  t: 'stopped by a tracer',
  X: 'dead',
  x: 'dead',
  I: 'idle kernel thread',
  K: 'waiting in the kernel, can be killed',
  W: 'waking up',
  P: 'parked kernel thread',
}

/** `sleeping until something happens`; a letter that is not known stays a letter. */
export function stateText({ state, threads }: Pick<ProcessRecord, 'state' | 'threads'>): string {
  if (state === undefined) return 'unknown'
  if (state === 'Z' && threads !== undefined && threads > 1) return `first thread ended, ${threads - 1} others run on`
  return STATES[state] ?? state
}

const STATE_WORDS: Readonly<Record<string, string>> = {
  R: 'running',
  S: 'sleeping',
  D: 'waiting in the kernel',
  Z: 'zombie',
  T: 'stopped',
  t: 'traced',
  X: 'dead',
  I: 'idle',
}

/** `sleeping`: the state in a word or two, for a title. */
export function stateWord({ state }: Pick<ProcessRecord, 'state'>): string {
  if (state === undefined) return 'state unknown'
  return STATE_WORDS[state] ?? `state ${state}`
}

/** sched(7), include/uapi/linux/sched.h. */
const POLICIES: Readonly<Record<number, string>> = {
  0: 'time-sharing',
  1: 'real-time, first in first out',
  2: 'real-time, round robin',
  3: 'batch',
  5: 'only when nothing else runs',
  6: 'real-time by deadline',
  7: 'by a loaded scheduler',
}

/** The scheduling policy in words. */
export function policyText(policy: number): string {
  const [words, name] = [POLICIES[policy], POLICY_NAMES[policy]]
  return words === undefined || name === undefined ? `policy ${policy}` : `${words} (${name})`
}

/** `2025-11-22 09:14:02`, in local time. */
export function momentText(atMs: number): string {
  return `${formatDay(atMs)} ${formatClock(atMs)}`
}

/** `0x7f3a00001230 is in no mapping any more`: of an address at which there was something. */
export function noMapping(address: bigint): string {
  return `0x${address.toString(16)} is in no mapping any more`
}
