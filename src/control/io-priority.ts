/** Whose requests a disk serves first, ioprio_set(2), by ionice(1). */
import { lookBy } from '../sources/linux/sighting.ts'
import { applyChange } from './change.ts'
import { endedWhy, explainThreads, type Setting, type SettingSystem } from './setting.ts'
import type { ToolAnswer } from './tool.ts'
import type { Wrong } from './wrong.ts'

/** By the kernel's number, include/uapi/linux/ioprio.h. */
const CLASSES = ['none', 'realtime', 'best-effort', 'idle'] as const

export type IoClass = (typeof CLASSES)[number]

export interface IoPriority {
  readonly class: IoClass
  /** Of realtime and best-effort 0 … 7, 0 first; else undefined. */
  readonly level: number | undefined
}

const HIGHEST_LEVEL = 7
/** Where none is said, as in ionice(1). */
const USUAL_LEVEL = 4
const SHORT: Readonly<Record<string, IoClass>> = { be: 'best-effort', rt: 'realtime' }

const NOTES: Readonly<Record<IoClass, string>> = {
  none: 'follows from its nice value',
  realtime: 'is served before all others, who may wait for long',
  'best-effort': 'is served as usual',
  idle: 'is served when nobody else has asked for a while',
}
/** block/bfq-iosched.c, block/mq-deadline.c; the others look at no priority. */
const WHERE = 'counts only on disks whose I/O scheduler is bfq or mq-deadline'

export function ioPrioritySetting(system: SettingSystem): Setting<IoPriority> {
  const now = async (pid: number): Promise<IoPriority | undefined> => {
    const answer = await system.run('ionice', ['-p', String(pid)])
    return typeof answer === 'object' && 'output' in answer ? parseIonice(answer.output) : undefined
  }
  const text = (priority: IoPriority): string => `I/O priority ${ioPriorityText(priority)}`
  return {
    title: 'I/O priority',
    expected: `idle, best-effort N, realtime N or none; N from 0, the first, to ${HIGHEST_LEVEL}`,
    parse: parseIoPriority,
    typed: ioPriorityText,
    text,
    note: priority => `${NOTES[priority.class]}; ${WHERE}`,
    danger: () => undefined,
    now,
    set: (target, wanted) => {
      const change = {
        by: 'ionice',
        what: 'its I/O priority',
        whyNot: endedWhy,
        run: (pid: number) => setOfAll(pid, wanted, system),
        now,
        isTaken: (has: IoPriority) => has.class === wanted.class && has.level === wanted.level,
        text,
        explain: (complaint: string) => explainThreads(complaint, system),
      }
      return applyChange(target, change, lookBy(system.readStat))
    },
    deniedBecause: wanted =>
      wanted.class === 'realtime' ? 'realtime needs root with CAP_SYS_NICE' : 'needs root, or the same user',
  }
}

/** The priority is each thread's own. Of those beside the first some may have ended meanwhile. */
async function setOfAll(
  pid: number,
  { class: ioClass, level }: IoPriority,
  system: SettingSystem,
): Promise<ToolAnswer> {
  const how = ['-c', String(CLASSES.indexOf(ioClass)), ...(level === undefined ? [] : ['-n', String(level)])]
  const first = await system.run('ionice', [...how, '-p', String(pid)])
  const threads = system.files.threads(pid)
  const others = typeof threads === 'string' ? [] : threads.filter(tid => tid !== pid)
  if (typeof first === 'string' || 'complaint' in first || others.length === 0) return first
  return system.run('ionice', ['-t', ...how, '-p', ...others.map(String)])
}

/** `best-effort 4`, `idle`. */
export function ioPriorityText({ class: ioClass, level }: IoPriority): string {
  return level === undefined ? ioClass : `${ioClass} ${level}`
}

/** `idle`, `none`, `best-effort 4`, `be 4`, `rt 0`; without a number the usual one. */
export function parseIoPriority(text: string): IoPriority | Wrong {
  const [, word = '', number] = /^([a-z-]+)(?:[ :]+(\d{1,5}))?$/.exec(text.trim().toLowerCase()) ?? []
  const ioClass = CLASSES.find(candidate => candidate === word) ?? SHORT[word]
  if (ioClass === undefined) return { wrong: `${JSON.stringify(text)} is not idle, best-effort N, realtime N or none` }
  if (!hasLevels(ioClass)) {
    return number === undefined ? { class: ioClass, level: undefined } : { wrong: `${ioClass} has no priorities` }
  }
  const level = number === undefined ? USUAL_LEVEL : Number(number)
  if (level <= HIGHEST_LEVEL) return { class: ioClass, level }
  return { wrong: `a priority of ${level} is not from 0 to ${HIGHEST_LEVEL}` }
}

/** What ionice(1) prints of a process: `best-effort: prio 4`, `idle`, `none: prio 0`. */
export function parseIonice(output: string): IoPriority | undefined {
  const [, word, number] = /^([a-z-]+)(?:: prio (\d))?\n?$/.exec(output) ?? []
  const ioClass = CLASSES.find(candidate => candidate === word)
  if (ioClass === undefined) return undefined
  if (!hasLevels(ioClass)) return { class: ioClass, level: undefined }
  return number === undefined ? undefined : { class: ioClass, level: Number(number) }
}

function hasLevels(ioClass: IoClass): boolean {
  return ioClass === 'realtime' || ioClass === 'best-effort'
}
