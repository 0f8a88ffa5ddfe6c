/** Something of a process that one sets by typing a value: a file beside this one each. */
import type { ProcessId } from '../model/process.ts'
import type { StatReader } from '../sources/linux/sighting.ts'
import type { ProcessFiles } from '../sources/process-files.ts'
import type { Sighting } from '../sources/sighting.ts'
import type { Changed } from './change.ts'
import type { Outcome } from './outcome.ts'
import { hasEnded } from './target.ts'
import { runTool, type Tool, type ToolAnswer, type ToolOptions } from './tool.ts'
import type { Wrong } from './wrong.ts'

/** What can be set so, and limits, which are set in the same way. */
export type SettingId = 'affinity' | 'io-priority' | 'limit' | 'oom-adjust' | 'scheduling'

/** What it is, how its values are written, and how it is set. */
export interface Setting<V> {
  /** `CPU affinity`. */
  readonly title: string
  /** What may be typed, in a line. */
  readonly expected: string
  parse(text: string): V | Wrong
  /** A value so that it means the same when it is typed. */
  typed(value: V): string
  /** What a process has then, to go on after "now has": `CPU affinity 0-3`. */
  text(value: V): string
  /** What is worth knowing of a value before it is set. */
  note(value: V): string
  /** What harm the value may do, to go on after "this"; asked about twice. Undefined where it does none. */
  danger(value: V): string | undefined
  /** What a process has at this moment; undefined where that is not known. */
  now(pid: number): V | undefined | Promise<V | undefined>
  set(target: ProcessId, value: V): Promise<Changed<V>>
  /** Why the kernel does not permit it, to go on after "not permitted: ". */
  deniedBecause(value: V, before: V | undefined): string
}

/** By what settings are read and made. */
export interface SettingSystem {
  /** It is about single threads: what is set of one is not set of its process. */
  readonly isOfThread?: true
  readonly files: Pick<ProcessFiles, 'prompt' | 'threads'>
  readonly readStat: StatReader
  run(tool: Tool, args: readonly string[]): Promise<ToolAnswer>
}

/** This machine's. `files` must be of its own `/proc`. */
export function settingSystem(files: ProcessFiles, options: ToolOptions): SettingSystem {
  return {
    files,
    readStat: pid => files.prompt(pid, 'stat'),
    run: (tool, args) => runTool(tool, args, options),
  }
}

/** The same for single threads of a process, by their own files. */
export function threadSystem(
  system: SettingSystem,
  files: Pick<ProcessFiles, 'threadFile'>,
  pid: number,
): SettingSystem {
  const { run } = system
  return {
    isOfThread: true,
    files: { prompt: (tid, file) => files.threadFile(pid, tid, file), threads: tid => [tid] },
    readStat: tid => files.threadFile(pid, tid, 'stat'),
    run,
  }
}

/** The option of taskset(1) and chrt(1) that has all threads set. */
export function allThreads({ isOfThread }: SettingSystem): readonly string[] {
  return isOfThread === true ? [] : ['-a']
}

/** Whoever may touch a process may touch this of it. */
export const OTHERS = 'needs root with CAP_SYS_NICE, or the same user'

/** {@link import('./change.ts').Change.whyNot} where it can be set of everyone who lives. */
export function endedWhy(found: Sighting): string | undefined {
  return hasEnded(found) ? 'a zombie has ended: there is nothing left to set' : undefined
}

/** How often a program that goes through all threads is run where one of them has ended in its hands. */
const MOST_RUNS = 3
const THREAD_GONE = /No such process/

/** Runs a program that sets something of all threads of a process: they come and go while it does. */
export async function runOverThreads(system: SettingSystem, tool: Tool, args: readonly string[]): Promise<ToolAnswer> {
  for (let run = 1; ; run++) {
    const answer = await system.run(tool, args)
    const missed = typeof answer === 'object' && 'complaint' in answer && THREAD_GONE.test(answer.complaint)
    if (!missed || run === MOST_RUNS) return answer
  }
}

/** What it means when even then one was not there any more. */
export function explainThreads(complaint: string, { isOfThread }: SettingSystem): Outcome | undefined {
  if (isOfThread === true) return undefined
  if (!THREAD_GONE.test(complaint)) return undefined
  return { failed: 'its threads come and go: perhaps not all of them were changed' }
}
