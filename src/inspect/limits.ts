/** A process's sixteen resource limits, and how much of each it uses now as far as the kernel tells. */

import { cpuMsOf, type ProcessRecord } from '../model/process.ts'
import { percent } from '../model/rates.ts'
import { secondsOf } from '../model/units.ts'
import { type LimitName, type LimitUnit, type LimitValue, parsePidLimits, RLIMITS } from '../procfs/pid-limits.ts'
import { type PidStatus, parsePidStatus } from '../procfs/pid-status.ts'
import type { ProcessFiles } from '../sources/process-files.ts'
import { type Field, fromFile, known, knownValue, part, told, unknown, withoutMemory } from './field.ts'
import type { Look } from './look.ts'

export interface InspectedLimit {
  readonly name: LimitName
  readonly soft: Field<number | 'unlimited'>
  readonly hard: Field<number | 'unlimited'>
  readonly unit: LimitUnit
  /** In {@link unit}. */
  readonly used: Field<number>
  /** Of the soft limit; undefined where either is unknown or there is no limit. */
  readonly usedPct: number | undefined
}

export interface Limits {
  /** All sixteen, in the order of getrlimit(2). */
  readonly all: readonly InspectedLimit[]
  /** Descriptors that are open, those above RLIMIT_NOFILE too, which were opened before it came down. */
  readonly descriptors: Field<number>
}

export async function readLimits({ files, record, status, snapshot, userTasks }: Look): Promise<Limits> {
  const { pid } = record
  const values = fromFile(files.prompt(pid, 'limits'), bytes => parsePidLimits(bytes.toString('latin1')))
  const numbers = await descriptorsOf(files, record)
  const realUid = part(status, s => s.uid?.real)
  const tasks =
    'unknown' in realUid
      ? realUid
      : await userTasks.count(
          realUid.value,
          snapshot.processes.map(other => other.record),
        )
  const most = knownValue(limitOf(values, 'RLIMIT_NOFILE', 'soft'))
  const within = part(numbers, found =>
    typeof most === 'number' ? found.filter(fd => fd < most).length : found.length,
  )
  const uses = usesOf(record, status, within, tasks)
  const all = RLIMITS.map(({ name, unit }) => {
    const soft = limitOf(values, name, 'soft')
    const hard = limitOf(values, name, 'hard')
    const used = uses[name] ?? unknown('untold')
    const most = knownValue(soft)
    const usedPct = percent(knownValue(used), most === 'unlimited' ? undefined : most)
    return { name, soft, hard, unit, used, usedPct }
  })
  return { all, descriptors: part(numbers, found => found.length) }
}

/** The numbers of a process's open descriptors. */
export async function descriptorsOf(files: ProcessFiles, record: ProcessRecord): Promise<Field<readonly number[]>> {
  // A zombie's descriptors are closed: the kernel answers that it may not be looked at, even to root.
  const none = withoutMemory(record)
  if (none === 'zombie') return unknown(none)
  const listed = await files.descriptors(record.pid)
  return typeof listed === 'string' ? unknown(listed === 'denied' ? 'denied' : 'untold') : known(listed)
}

function limitOf(
  values: Field<readonly { name: LimitName; soft: LimitValue; hard: LimitValue }[]>,
  name: LimitName,
  side: 'soft' | 'hard',
): Field<number | 'unlimited'> {
  return part(values, limits => limits.find(limit => limit.name === name)?.[side])
}

/**
 * How much a process uses of each limit, in its unit. What is not in here the kernel does not tell of another process:
 * see {@link useIsUntold}.
 */
export function usesOf(
  record: ProcessRecord,
  status: Field<PidStatus>,
  descriptors: Field<number>,
  tasks: Field<number>,
): Partial<Record<LimitName, Field<number>>> {
  const none = withoutMemory(record)
  const size = (get: (status: PidStatus) => number | undefined): Field<number> =>
    none === undefined ? part(status, get) : unknown(none)
  return {
    RLIMIT_AS: size(s => s.vmSizeBytes),
    RLIMIT_CPU: told(secondsOf(cpuMsOf(record))),
    RLIMIT_DATA: size(s => s.vmDataBytes),
    RLIMIT_MEMLOCK: size(s => s.vmLckBytes),
    // The scale of getrlimit(2): 1 is nice 19, 40 is nice −20.
    RLIMIT_NICE: part(told(record.nice), nice => 20 - nice),
    // A new one gets the lowest free number: open(2). Those above the limit take no room below it.
    RLIMIT_NOFILE: descriptors,
    RLIMIT_NPROC: tasks,
    RLIMIT_RTPRIO: told(record.realtimePriority),
    RLIMIT_SIGPENDING: part(status, s => s.signalsQueued),
    RLIMIT_STACK: size(s => s.vmStkBytes),
  }
}

/**
 * How much a process uses of one limit at this moment, whatever the limit is; undefined where that is not told, or takes
 * counting everyone.
 */
export async function useNow(files: ProcessFiles, record: ProcessRecord, name: LimitName): Promise<number | undefined> {
  const status = fromFile(files.prompt(record.pid, 'status'), parsePidStatus)
  const numbers = name === 'RLIMIT_NOFILE' ? await descriptorsOf(files, record) : unknown('untold')
  const open = part(numbers, found => found.length)
  return knownValue(usesOf(record, status, open, unknown('untold'))[name] ?? unknown('untold'))
}

const UNTOLD: Partial<Record<LimitName, string>> = {
  RLIMIT_CORE: 'nothing is used before a crash',
  RLIMIT_FSIZE: 'it holds for each file by itself',
  RLIMIT_LOCKS: 'it is not enforced, so not counted',
  RLIMIT_MSGQUEUE: 'the kernel does not tell',
  RLIMIT_RSS: 'it is not enforced; see Memory for what is resident',
  RLIMIT_RTTIME: 'the kernel does not tell',
}

/** Why the use of this limit is never known, in words; undefined where it usually is. */
export function useIsUntold(name: LimitName): string | undefined {
  return UNTOLD[name]
}
