/** Sets a resource limit of another process, and sees what became of it. */
import { type ProcessId, pidOf } from '../model/process.ts'
import { parsePidLimits } from '../procfs/pid-limits.ts'
import { parsePidStatus } from '../procfs/pid-status.ts'
import { readNrOpen } from '../sources/linux/nr-open.ts'
import { lookBy, type StatReader } from '../sources/linux/sighting.ts'
import type { ProcessFiles, ReadResult } from '../sources/process-files.ts'
import { applyChange, type Change, type Changed } from './change.ts'
import { amountText, exceeds } from './limit-amount.ts'
import { type Bounds, boundsText, type LimitChange, shortName } from './limit-change.ts'
import { tooManyFiles } from './limit-plan.ts'
import type { Outcome } from './outcome.ts'
import { hasEnded } from './target.ts'
import { runTool, type ToolAnswer, type ToolOptions } from './tool.ts'

export interface LimitSystem {
  readonly readStat: StatReader
  /** Reads `/proc/PID/limits` at this moment. */
  readLimits(pid: number): ReadResult
  /** Runs prlimit(1) with these arguments. */
  prlimit(args: readonly string[]): Promise<ToolAnswer>
  /** The most that a hard limit of open files may be; undefined where it is not told. */
  nrOpen(): number | undefined
  /** Whether a hard limit may be raised; undefined where it is not told. */
  mayRaise(): boolean | undefined
  /** The pid of ntop. */
  readonly selfPid: number
}

/** This machine's. `files` must be of its own `/proc`. */
export function limitSystem(files: ProcessFiles, selfPid: number, options: ToolOptions): LimitSystem {
  return {
    readStat: pid => files.prompt(pid, 'stat'),
    readLimits: pid => files.prompt(pid, 'limits'),
    prlimit: args => runTool('prlimit', args, options),
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

export type LimitResult = Changed<Bounds>

/** Sets one limit of this very process. */
export async function setLimit(target: ProcessId, change: LimitChange, system: LimitSystem): Promise<LimitResult> {
  if (pidOf(target) === system.selfPid)
    return { outcome: { failed: 'this is ntop itself, which a limit could end' }, now: undefined }
  return applyChange(target, limitChange(change, system), lookBy(system.readStat))
}

function limitChange(change: LimitChange, system: LimitSystem): Change<Bounds> {
  return {
    by: 'prlimit',
    what: 'its limits',
    whyNot: found => {
      if (found.kernelThread) return 'a kernel thread is not bound by limits'
      return hasEnded(found) ? 'a zombie has ended: there is nothing left to limit' : undefined
    },
    run: pid => system.prlimit(argumentsFor(pid, change)),
    now: pid => boundsNow(pid, change, system),
    isTaken: now => isTaken(change, now),
    text: now => boundsText(change.limit, now),
    explain: (complaint, now) => explain(complaint, change, now, system),
  }
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

/** What prlimit(1) complains of where more is known about it. */
function explain(
  complaint: string,
  { limit, soft, hard }: LimitChange,
  now: Bounds,
  system: Pick<LimitSystem, 'nrOpen'>,
): Outcome | undefined {
  if (/No such process/.test(complaint)) return 'gone'
  if (/Operation not permitted|Permission denied/.test(complaint)) {
    const files = tooManyFiles(limit.name, hard ?? now.hard, system.nrOpen())
    return files === undefined ? 'denied' : { failed: files }
  }
  const isAbove = exceeds(soft ?? now.soft, hard ?? now.hard)
  if (!isAbove || !/cannot exceed the hard limit|Invalid argument/.test(complaint)) return undefined
  // Somebody else has set it meanwhile, else it would have been refused before.
  const [much, most] = [soft ?? now.soft, hard ?? now.hard].map(amount => amountText(amount, limit.unit))
  return { failed: `soft ${much} would be above hard ${most}; it has ${boundsText(limit, now)} now` }
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
