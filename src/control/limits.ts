/** Sets a resource limit of another process, and sees what became of it. */
import { type ProcessId, pidOf } from '../model/process.ts'
import { parsePidLimits } from '../procfs/pid-limits.ts'
import { parsePidStatus } from '../procfs/pid-status.ts'
import { readNrOpen } from '../sources/linux/nr-open.ts'
import type { ProcessFiles, ReadResult } from '../sources/process-files.ts'
import { amountText, exceeds } from './limit-amount.ts'
import { type Bounds, boundsText, type LimitChange, shortName } from './limit-change.ts'
import { tooManyFiles } from './limit-plan.ts'
import type { Outcome } from './outcome.ts'
import { type PrlimitAnswer, type PrlimitOptions, runPrlimit } from './prlimit.ts'
import { checkIdentity, find, hasEnded, isMissed, refusal, type StatReader } from './target.ts'

export interface LimitSystem {
  readonly readStat: StatReader
  /** Reads `/proc/PID/limits` at this moment. */
  readLimits(pid: number): ReadResult
  /** Runs prlimit(1) with these arguments. */
  prlimit(args: readonly string[]): Promise<PrlimitAnswer>
  /** The most that a hard limit of open files may be; undefined where it is not told. */
  nrOpen(): number | undefined
  /** Whether a hard limit may be raised; undefined where it is not told. */
  mayRaise(): boolean | undefined
  /** The pid of ntop. */
  readonly selfPid: number
}

/** This machine's. `files` must be of its own `/proc`. */
export function limitSystem(files: ProcessFiles, selfPid: number, options: PrlimitOptions): LimitSystem {
  return {
    readStat: pid => files.prompt(pid, 'stat'),
    readLimits: pid => files.prompt(pid, 'limits'),
    prlimit: args => runPrlimit(args, options),
    nrOpen: readNrOpen,
    mayRaise: () => mayRaise(files.prompt(selfPid, 'status')),
    selfPid,
  }
}

/** The bit of CAP_SYS_RESOURCE, capabilities(7): root in a container often goes without. */
const SYS_RESOURCE = 24n

function mayRaise(status: ReadResult): boolean | undefined {
  const mask = status.ok ? parsePidStatus(status.bytes)?.capabilities?.effective : undefined
  return mask === undefined ? undefined : ((BigInt(`0x${mask}`) >> SYS_RESOURCE) & 1n) === 1n
}

export interface LimitResult {
  readonly outcome: Outcome
  /** What the process has now; undefined where that cannot be read. Done and undefined: it ended right after. */
  readonly now: Bounds | undefined
}

/**
 * Sets one limit of this very process: pid and start time are compared right before prlimit(1) is started and right after
 * it has ended, and the limit is read back. `done` only where the process now has what was asked for.
 */
export async function setLimit(target: ProcessId, change: LimitChange, system: LimitSystem): Promise<LimitResult> {
  const pid = pidOf(target)
  const reason = refusal(target, 0)
  if (reason !== undefined) return told({ failed: reason })
  if (pid === system.selfPid) return told({ failed: 'this is ntop itself, which a limit could end' })
  const found = find(target, system.readStat)
  if (isMissed(found)) return told(found)
  if (found.kernelThread) return told({ failed: 'a kernel thread is not bound by limits' })
  if (hasEnded(found)) return told({ failed: 'a zombie has ended: there is nothing left to limit' })
  const answer = await system.prlimit(argumentsFor(pid, change))
  const now = boundsNow(pid, change, system)
  const identity = checkIdentity(target, system.readStat)
  if (identity === 'same') return { outcome: outcomeOf(answer, change, now, system), now }
  if (answer !== 'done') return told(identity)
  if (identity === 'gone') return told('done')
  const why =
    identity === 'reused' ? 'another process has its pid now, and perhaps the limit' : 'it cannot be looked at'
  return told({ failed: `after prlimit had set it, ${why}` })
}

function told(outcome: Outcome): LimitResult {
  return { outcome, now: undefined }
}

/** A side that is left out after the colon, or before it, prlimit(1) keeps to the last digit. */
function argumentsFor(pid: number, { limit, soft, hard }: LimitChange): string[] {
  return ['--pid', String(pid), `--${shortName(limit.name)}=${soft ?? ''}:${hard ?? ''}`]
}

/** What the process has of the limit; undefined where the kernel does not tell. */
export function boundsNow(
  pid: number,
  { limit }: Pick<LimitChange, 'limit'>,
  system: Pick<LimitSystem, 'readLimits'>,
): Bounds | undefined {
  const read = system.readLimits(pid)
  const all = read.ok ? parsePidLimits(read.bytes.toString('latin1')) : undefined
  const { soft, hard } = all?.find(({ name }) => name === limit.name) ?? {}
  return soft === undefined || hard === undefined ? undefined : { soft, hard }
}

/** What the program's answer means, the process being there still. */
function outcomeOf(
  answer: PrlimitAnswer,
  change: LimitChange,
  now: Bounds | undefined,
  system: Pick<LimitSystem, 'nrOpen'>,
): Outcome {
  const { limit, hard } = change
  if (answer === 'absent') return { failed: 'the program prlimit is missing; it comes with the package util-linux' }
  if (now === undefined) return { failed: 'its limits cannot be read, so what is set now is not known' }
  const has = `it has ${boundsText(limit, now)} now`
  if (answer === 'late') return { failed: `prlimit did not come back, and was ended; ${has}` }
  if (answer === 'done') return isTaken(change, now) ? 'done' : { failed: `the kernel did not take it: ${has}` }
  const { complaint } = answer
  if (/No such process/.test(complaint)) return 'gone'
  if (/Operation not permitted|Permission denied/.test(complaint)) {
    const files = tooManyFiles(limit.name, hard ?? now.hard, system.nrOpen())
    return files === undefined ? 'denied' : { failed: files }
  }
  if (
    /cannot exceed the hard limit|Invalid argument/.test(complaint) &&
    exceeds(change.soft ?? now.soft, hard ?? now.hard)
  ) {
    // Somebody else has set it meanwhile, else it would have been refused before.
    const [soft, most] = [change.soft ?? now.soft, hard ?? now.hard].map(amount => amountText(amount, limit.unit))
    return { failed: `soft ${soft} would be above hard ${most}; ${has}` }
  }
  return { failed: `${complaint}; ${has}` }
}

/**
 * The kernel counts the soft limit of CPU time up by a second with each SIGXCPU that it sends, check_process_timers in
 * kernel/time/posix-cpu-timers.c; before Linux 5.4 it made 1 of 0.
 */
function isTaken({ limit, soft, hard }: LimitChange, now: Bounds): boolean {
  if (hard !== undefined && hard !== now.hard) return false
  if (soft === undefined || soft === now.soft) return true
  return limit.name === 'RLIMIT_CPU' && exceeds(now.soft, soft) && !exceeds(now.soft, now.hard)
}
