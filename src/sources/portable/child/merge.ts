/**
 * One list of processes out of three: systeminformation's, our own ps(1)'s, and pidusage's times. Texts stay as they are.
 */
import type { Systeminformation } from 'systeminformation'
import type { ListedProcess } from '../answers.ts'
import type { Moment } from './clock.ts'
import type { CpuTime } from './cpu-times.ts'
import { freeTexts, type PsLine } from './own-ps.ts'
import { startedByAge, startedByLocalTime } from './started.ts'

export type LibraryProcess = Pick<
  Systeminformation.ProcessesProcessData,
  'pid' | 'parentPid' | 'name' | 'nice' | 'memVsz' | 'memRss' | 'started' | 'tty' | 'user' | 'state' | 'command'
> & { readonly path?: string; readonly params?: string }

export interface Lists {
  readonly platform: NodeJS.Platform
  /** Whoever descends from it is there only because somebody looks. */
  readonly helperPid: number
  readonly library: readonly LibraryProcess[]
  /** When the library was asked, and how far local time was behind UTC then: Date.getTimezoneOffset(). */
  readonly listed: Moment
  readonly offsetMinutes: number
  /** Undefined where there is none, or where it failed. */
  readonly own: ReadonlyMap<number, PsLine> | undefined
  readonly ownAtMs: number
  readonly times: ReadonlyMap<number, CpuTime>
}

/** The processes of the machine. Whoever our own ps does not know is gone, whoever it alone knows comes with the next list. */
export function merge(lists: Lists): ListedProcess[] {
  const { platform, own } = lists
  const processes: ListedProcess[] = []
  const helpers = descendants(lists.library, lists.helperPid)
  for (const process of lists.library) {
    const { pid } = process
    if (!Number.isInteger(pid) || helpers.has(pid) || (own !== undefined && !own.has(pid))) continue
    // Windows' idle process: its time is what nobody used.
    if (platform === 'win32' && pid === 0) continue
    processes.push(merged(process, lists))
  }
  return processes
}

function merged(process: LibraryProcess, lists: Lists): ListedProcess {
  const { platform } = lists
  const { pid, parentPid: ppid } = process
  const isWindows = platform === 'win32'
  const line = lists.own?.get(pid)
  const time = lists.times.get(pid)
  const state = isWindows ? undefined : (line?.state[0] ?? LETTERS[process.state])
  const kernelThread = !isWindows && state !== 'Z' && isKernelThread(process, platform)
  return {
    pid,
    ppid: Number.isInteger(ppid) ? ppid : 0,
    group: line?.group,
    state,
    kernelThread,
    threads: line?.threads,
    ...texts(process, lists, state === 'Z', kernelThread),
    user: isWindows ? undefined : (line?.user ?? process.user),
    nice: isWindows ? undefined : process.nice,
    // FreeBSD has a dash for none.
    tty: isWindows ? undefined : process.tty === '-' ? '' : process.tty,
    // On Windows that is what it has in the page file.
    vmsBytes: isWindows ? undefined : process.memVsz * 1024,
    rssBytes: time?.rssBytes ?? process.memRss * 1024,
    startedAtMs: time?.startedAtMs ?? startOf(process, lists),
    cpuMs: time?.cpuMs ?? line?.cpuMs,
    readAtMs: time?.readAtMs ?? (line?.cpuMs === undefined ? lists.listed.monotonicMs : lists.ownAtMs),
  }
}

/** ps(1)'s letters of the library's words; of `unknown` none. */
const LETTERS: Readonly<Record<string, string>> = {
  running: 'R',
  sleeping: 'S',
  stopped: 'T',
  paging: 'W',
  dead: 'X',
  zombie: 'Z',
  blocked: 'D',
}

/** No address space of its own, and made by the kernel. */
function isKernelThread({ pid, parentPid, memVsz }: LibraryProcess, platform: NodeJS.Platform): boolean {
  if (memVsz !== 0) return false
  if (platform === 'linux' || platform === 'android') return pid === 2 || parentPid === 2
  return platform !== 'darwin' && parentPid === 0 && pid !== 1
}

function texts(process: LibraryProcess, { own: lines, platform }: Lists, isZombie: boolean, kernelThread: boolean) {
  const line = lines?.get(process.pid)
  const own = line && freeTexts(line, process.parentPid)
  const command = own === undefined ? libraryCommand(process, platform) : own.command
  const has = command !== '' && !isZombie && !kernelThread
  return { name: own === undefined ? process.name : nameOf(own.name, isZombie), command: has ? command : undefined }
}

/** Zombies are marked in several ways: "sh <defunct>", "(sh)". */
function nameOf(name: string, isZombie: boolean): string {
  return isZombie ? name.replace(/ *<defunct>$/, '').replace(/^\((.+)\)$/, '$1') : name
}

/** Whole on Windows. Of ps(1)'s line it guesses what is the program; what it leaves out is lost. */
function libraryCommand({ path, command, params }: LibraryProcess, platform: NodeJS.Platform): string {
  if (platform === 'win32') return command
  return (path ? `${path}/${command}` : command) + (params ? ` ${params}` : '')
}

function startOf({ started }: LibraryProcess, { platform, offsetMinutes, listed }: Lists): number {
  const startedAtMs = platform === 'win32' ? startedByLocalTime(started) : startedByAge(started, offsetMinutes)
  return startedAtMs ?? listed.wallMs
}

function descendants(list: readonly LibraryProcess[], ancestor: number): Set<number> {
  const parents = new Map(list.map(({ pid, parentPid }) => [pid, parentPid]))
  const found = new Set<number>()
  for (const { pid } of list) {
    const path: number[] = []
    let at: number | undefined = pid
    while (at !== undefined && at !== ancestor && !found.has(at) && !path.includes(at)) {
      path.push(at)
      at = parents.get(at)
    }
    if (at !== undefined && (at === ancestor || found.has(at))) for (const below of path) found.add(below)
  }
  return found
}
