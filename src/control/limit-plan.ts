/** What setting a limit will do, said before anything is done. */
import type { LimitName } from '../procfs/pid-limits.ts'
import { type Amount, amountText, exceeds } from './limit-amount.ts'
import { type Bounds, changeText, type LimitChange, shortName } from './limit-change.ts'

/** What is known before. */
export interface LimitFacts {
  readonly pid: number
  readonly name: string
  readonly before: Bounds
  /** In the limit's unit; of open files those that are open. Undefined where it is not told. */
  readonly used: number | undefined
  /** Whether we have CAP_SYS_RESOURCE; undefined where it is not known, and then the kernel is asked. */
  readonly mayRaise: boolean | undefined
  /** The most that the hard limit of open files may be, fs.nr_open. */
  readonly nrOpen: number | undefined
}

/** What can be tried; whether the kernel does it, it alone decides. */
export interface PossibleLimit {
  readonly kind: 'possible'
  /** What to set: as asked for, and the soft limit too where it comes down with the hard one. */
  readonly change: LimitChange
  readonly after: Bounds
  /** `nofile of 1234 node: soft 1,024 → 4,096 of hard 524,288`. */
  readonly text: string
  /** How it ends the process at once, to go on after "this"; undefined where it does not. */
  readonly ends: string | undefined
  /** What else is worth knowing. */
  readonly notes: readonly string[]
}

/** `refused`: it cannot be, and need not be tried; `why` without whose limit it is. */
export type LimitPlan = PossibleLimit | { readonly kind: 'refused'; readonly text: string; readonly why: string }

/** What a change will do to the process, or why it cannot be. */
export function planLimit(asked: LimitChange, facts: LimitFacts): LimitPlan {
  const { limit, hard } = asked
  const { before } = facts
  const comesDown = asked.soft === undefined && hard !== undefined && exceeds(before.soft, hard)
  const change = comesDown ? { ...asked, soft: hard } : asked
  const after = { soft: change.soft ?? before.soft, hard: hard ?? before.hard }
  const whose = `${shortName(limit.name)} of ${facts.pid} ${facts.name}`
  const reason = whyNot(change, after, facts)
  if (reason !== undefined) return { kind: 'refused', text: `${whose}: ${reason}`, why: reason }
  return {
    kind: 'possible',
    change,
    after,
    text: `${whose}: ${changeText(limit, before, after)}`,
    ends: endsIt(change, after, facts),
    notes: notesOn(change, after, facts, comesDown),
  }
}

/** Whether a change needs the privilege to give oneself more. */
export function raisesHard({ hard }: LimitChange, before: Bounds): boolean {
  return hard !== undefined && exceeds(hard, before.hard)
}

/** Why the kernel will not have it, as far as that is certain; setrlimit(2). */
function whyNot(change: LimitChange, after: Bounds, { before, mayRaise, nrOpen }: LimitFacts): string | undefined {
  const { name, unit } = change.limit
  const text = (amount: Amount): string => amountText(amount, unit)
  if (exceeds(after.soft, after.hard)) {
    const both = `${shortName(name)}=SOFT:HARD sets both`
    return `soft ${text(after.soft)} is above its hard limit ${text(after.hard)}; ${both}`
  }
  const most = tooManyFiles(name, after.hard, nrOpen)
  if (most !== undefined) return most
  if (raisesHard(change, before) && mayRaise === false)
    return `a hard limit above ${text(before.hard)} needs root with CAP_SYS_RESOURCE`
  return undefined
}

/** Why open files cannot have this hard limit, whether it is new or not: do_prlimit in kernel/sys.c. */
export function tooManyFiles(name: LimitName, hard: Amount, nrOpen: number | undefined): string | undefined {
  if (name !== 'RLIMIT_NOFILE' || nrOpen === undefined || !exceeds(hard, nrOpen)) return undefined
  const [much, most] = [amountText(hard, 'files'), amountText(nrOpen, 'files')]
  return `a hard limit of ${much} is above ${most}, the most that /proc/sys/fs/nr_open allows anybody`
}

/** The kernel looks at CPU time at each of the process's ticks, check_process_timers in kernel/time/posix-cpu-timers.c. */
function endsIt({ limit, soft, hard }: LimitChange, after: Bounds, { used }: LimitFacts): string | undefined {
  if (limit.name !== 'RLIMIT_CPU' || used === undefined) return undefined
  const reached = (amount: Amount): boolean => amount !== 'unlimited' && used >= amount
  const has = `it has used ${amountText(Math.floor(used), limit.unit)}`
  if (hard !== undefined && reached(after.hard)) return `kills it at once: ${has}, and gets SIGKILL at the hard limit`
  if (soft === undefined || !reached(after.soft)) return undefined
  return `ends it at once unless it handles SIGXCPU: ${has}; SIGXCPU at the soft limit, SIGKILL at the hard one`
}

/** What holds whatever the numbers are. */
const ALWAYS: Partial<Record<LimitName, string>> = {
  RLIMIT_LOCKS: 'Linux does not enforce it',
  RLIMIT_MSGQUEUE: 'it counts the message queues of all processes of the same user',
  RLIMIT_NPROC: 'it counts all processes and threads of the same user; root is not bound by it',
  RLIMIT_RSS: 'Linux does not enforce it',
  RLIMIT_SIGPENDING: 'it counts the signals queued for all processes of the same user',
  RLIMIT_STACK:
    'it holds as the stack of the main thread grows and for programs started from now on; ' +
    'for the stacks of threads the C library took the limit at its start',
}

/** What is refused from now on where so much is used already; of the others the kernel tells nothing or lets all be. */
const MORE: Partial<Record<LimitName, string>> = {
  RLIMIT_AS: 'asking for more memory fails',
  RLIMIT_DATA: 'asking for more memory fails',
  RLIMIT_MEMLOCK: 'locking more fails',
  RLIMIT_NPROC: 'fork fails',
  RLIMIT_SIGPENDING: 'queueing more fails',
  RLIMIT_STACK: 'growing further ends it with SIGSEGV',
}

function notesOn(change: LimitChange, after: Bounds, facts: LimitFacts, comesDown: boolean): readonly string[] {
  const { limit, hard } = change
  const { used, before, mayRaise } = facts
  const notes: string[] = []
  const always = ALWAYS[limit.name]
  if (always !== undefined) notes.push(always)
  if (comesDown) notes.push('the soft limit comes down with the hard one')
  const use =
    used === undefined ? undefined : useNote(limit.name, used, after.soft, amount => amountText(amount, limit.unit))
  if (use !== undefined) notes.push(use)
  if (hard !== undefined && exceeds(before.hard, hard) && mayRaise !== true)
    notes.push('raising the hard limit again will need root with CAP_SYS_RESOURCE')
  return notes
}

function useNote(name: LimitName, used: number, soft: Amount, text: (amount: Amount) => string): string | undefined {
  if (name === 'RLIMIT_NICE') {
    if (soft === 0) return 'it may not lower its nice value'
    return `it may lower its nice value to ${soft === 'unlimited' ? -20 : Math.max(-20, 20 - soft)}`
  }
  if (!exceeds(used, soft)) return undefined
  if (name === 'RLIMIT_NOFILE')
    return `${text(used)} are open and stay so; no new descriptor can be ${text(soft)} or above`
  const more = MORE[name]
  return more === undefined ? undefined : `it uses ${text(used)} already, which it keeps; ${more}`
}
