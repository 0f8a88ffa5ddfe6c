/** How the kernel chooses when a process runs, sched(7), by chrt(1). */
import { parsePidStat } from '../procfs/pid-stat.ts'
import { USUAL_UNITS } from '../procfs/units.ts'
import { lookBy } from '../sources/linux/sighting.ts'
import { applyChange } from './change.ts'
import {
  allThreads,
  endedWhy,
  explainThreads,
  OTHERS,
  runOverThreads,
  type Setting,
  type SettingSystem,
} from './setting.ts'
import type { Wrong } from './wrong.ts'

/** By the kernel's number, include/uapi/linux/sched.h. */
const POLICIES = ['other', 'fifo', 'rr', 'batch', undefined, 'idle', 'deadline', 'ext'] as const
/** Those that can be set here: a deadline has three times, and ext a program that was loaded. */
const SETTABLE = ['other', 'batch', 'idle', 'fifo', 'rr'] as const

export type Policy = NonNullable<(typeof POLICIES)[number]>

export interface Scheduling {
  readonly policy: Policy
  /** Of fifo and rr 1 … 99, the highest first; else 0. */
  readonly priority: number
}

const LOWEST_REALTIME = 1
const HIGHEST_REALTIME = 99

const NOTES: Readonly<Record<Policy, string>> = {
  other: 'shares the CPUs by its nice value, as usual',
  batch: 'shares the CPUs by its nice value, and is woken up later than others',
  idle: 'runs only where nobody else wants to',
  fifo: 'runs before all ordinary processes, until it waits',
  rr: 'runs before all ordinary processes, taking turns with those of the same priority',
  deadline: 'runs by its deadlines',
  ext: 'runs as a scheduler that was loaded decides',
}

export function schedulingSetting(system: SettingSystem): Setting<Scheduling> {
  const now = (pid: number): Scheduling | undefined => {
    const stat = system.readStat(pid)
    const line = stat.ok ? parsePidStat(stat.bytes, stat.bytes.length, USUAL_UNITS) : undefined
    const policy = line?.policy === undefined ? undefined : POLICIES[line.policy]
    return policy === undefined ? undefined : { policy, priority: line?.realtimePriority ?? 0 }
  }
  const text = (scheduling: Scheduling): string => `scheduler policy ${schedulingText(scheduling)}`
  return {
    title: 'scheduler policy',
    expected: `other, batch, idle, fifo N or rr N; N from ${LOWEST_REALTIME} to ${HIGHEST_REALTIME}, highest first`,
    parse: parseScheduling,
    typed: schedulingText,
    text,
    note: ({ policy }) => NOTES[policy],
    danger: scheduling =>
      isRealtime(scheduling) ? 'may hold up all else on its CPU as long as it does not wait' : undefined,
    now,
    set: (target, wanted) => {
      // The options' letters, not their names: a chrt of busybox has no others.
      const how = [...allThreads(system), `-${wanted.policy.charAt(0)}`, '-p', String(wanted.priority)]
      const change = {
        by: 'chrt',
        what: 'its scheduler policy',
        whyNot: endedWhy,
        run: (pid: number) => runOverThreads(system, 'chrt', [...how, String(pid)]),
        now,
        isTaken: (has: Scheduling) => has.policy === wanted.policy && has.priority === wanted.priority,
        text,
        explain: (complaint: string) => explainThreads(complaint, system),
      }
      return applyChange(target, change, lookBy(system.readStat))
    },
    deniedBecause: (wanted, before) => {
      if (isRealtime(wanted)) return 'realtime needs CAP_SYS_NICE or a limit rtprio; a container may have none'
      return before?.policy === 'idle' ? 'leaving idle needs CAP_SYS_NICE or a limit nice' : OTHERS
    },
  }
}

/** `batch`, `fifo 10`. */
export function schedulingText({ policy, priority }: Scheduling): string {
  return priority === 0 ? policy : `${policy} ${priority}`
}

/** `other`, `batch`, `idle`, `fifo 10`, `rr 10`. */
export function parseScheduling(text: string): Scheduling | Wrong {
  const [, word = '', number] = /^(\w+)(?:[ :]+(\d{1,5}))?$/.exec(text.trim().toLowerCase()) ?? []
  const name = word === 'normal' ? 'other' : word
  const policy = SETTABLE.find(candidate => candidate === name)
  if (policy === undefined) return { wrong: `${JSON.stringify(text)} is not ${SETTABLE.join(', ')}` }
  if (!isRealtime({ policy })) {
    if (number === undefined || Number(number) === 0) return { policy, priority: 0 }
    return { wrong: `${policy} has no priority; its nice value counts` }
  }
  if (number === undefined) return { wrong: `${policy} needs a priority, such as ${policy} 10` }
  const priority = Number(number)
  if (priority >= LOWEST_REALTIME && priority <= HIGHEST_REALTIME) return { policy, priority }
  return { wrong: `a priority of ${priority} is not from ${LOWEST_REALTIME} to ${HIGHEST_REALTIME}` }
}

function isRealtime({ policy }: Pick<Scheduling, 'policy'>): boolean {
  return policy === 'fifo' || policy === 'rr'
}
