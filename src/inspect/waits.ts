/** What threads wait for: the system call that each is in, and what its arguments name. */

import { parseWatched } from '../procfs/pid-fdinfo.ts'
import { parsePidStat } from '../procfs/pid-stat.ts'
import { parsePidSyscall, type SystemCall } from '../procfs/pid-syscall.ts'
import { parseWchan } from '../procfs/pid-wchan.ts'
import { callOf, intArg } from '../procfs/syscalls.ts'
import { USUAL_UNITS } from '../procfs/units.ts'
import type { ProcessFiles } from '../sources/process-files.ts'
import { Slices } from '../sources/slices.ts'
import { type Field, fromFile, known, unknown } from './field.ts'
import { isWithin, type SharedMap } from './shared-maps.ts'

/** What a system call waits for. */
export type WaitsOn =
  | { readonly kind: 'descriptor'; readonly fd: number }
  /** The descriptors that an epoll has in it. */
  | { readonly kind: 'watched'; readonly fd: number; readonly watched: readonly number[] }
  /** Some of so many descriptors, which only the process's memory names; how many is not always told. */
  | { readonly kind: 'several'; readonly count: number | undefined }
  /** That somebody wakes it who has the same address; of its own threads alone where that is private. */
  | { readonly kind: 'address'; readonly address: bigint; readonly isPrivate: boolean }
  /** That a child ends; any of them without a pid. */
  | { readonly kind: 'child'; readonly pid: number | undefined }
  | { readonly kind: 'time' | 'signal' | 'disk' | 'other' | 'untold' }

export interface Wait {
  readonly tid: number
  /** The thread's name. */
  readonly name: string
  readonly state: 'waits' | 'runs' | 'stopped' | 'ended'
  /** The system call by its name, or `system call 999`; undefined where it is in none, or that may not be told. */
  readonly call: Field<string>
  /** The kernel function that it waits in; empty where that is not told. */
  readonly channel: string
  readonly on: WaitsOn
}

/** Of states of proc_pid_stat(5) in which a thread waits for nothing; a stopped one goes on with its system call later. */
const IDLE: Readonly<Record<string, Wait['state']>> = { T: 'stopped', t: 'stopped', Z: 'ended', X: 'ended' }
const UNTOLD: WaitsOn = { kind: 'untold' }
/** More descriptors of one epoll are not looked at. */
const MOST_WATCHED_BYTES = 256 * 1024

/** Of whose files it is read, and of which machine. */
export interface WaitSource {
  readonly files: ProcessFiles
  readonly pid: number
  readonly arch: string
  /** Whether the process is in our pid namespace: in another a number is another process's. */
  readonly hasOurPids: boolean
}

/** What was read for one thread and need not be for another. */
interface Reading extends WaitSource {
  readonly watchedBy: Map<number, Promise<readonly number[]>>
}

/** Of each of these threads that is still there. */
export async function readWaits(source: WaitSource, tids: readonly number[]): Promise<Wait[]> {
  const waits: Wait[] = []
  const slices = new Slices()
  const reading = { ...source, watchedBy: new Map<number, Promise<readonly number[]>>() }
  for (const tid of tids) {
    const wait = await readWait(reading, tid)
    if (wait !== undefined) waits.push(wait)
    const pause = slices.pause()
    if (pause !== undefined) await pause
  }
  return waits
}

async function readWait(source: Reading, tid: number): Promise<Wait | undefined> {
  const { files, pid } = source
  const read = files.threadFile(pid, tid, 'stat')
  const stat = read.ok ? parsePidStat(read.bytes, read.bytes.length, USUAL_UNITS) : undefined
  if (stat === undefined) return undefined
  const { name, state } = stat
  const idle = { tid, name, call: unknown('untold'), channel: '', on: UNTOLD }
  if (state !== 'S' && state !== 'D' && state !== 'I') return { ...idle, state: IDLE[state] ?? 'runs' }
  const call = fromFile(files.threadFile(pid, tid, 'syscall'), parsePidSyscall)
  const wchan = files.threadFile(pid, tid, 'wchan')
  const waiting = { ...idle, state: 'waits' as const, channel: wchan.ok ? parseWchan(wchan.bytes) : '' }
  if ('unknown' in call) return { ...waiting, call }
  if (call.value === 'running') return { ...idle, state: 'runs' }
  return call.value === 'none' ? waiting : { ...waiting, ...(await described(source, call.value)) }
}

async function described(source: Reading, call: SystemCall): Promise<Pick<Wait, 'call' | 'on'>> {
  const named = callOf(call, source.arch)
  if (named === undefined) return { call: known(`system call ${call.number}`), on: UNTOLD }
  return { call: known(named.name), on: await waitsOn(source, call, named) }
}

async function waitsOn(source: Reading, call: SystemCall, { name, kind }: NamedCall): Promise<WaitsOn> {
  const first = intArg(call, 0)
  switch (kind) {
    case 'descriptor':
      return { kind, fd: first }
    case 'watched':
      return { kind, fd: first, watched: await watchedBy(source, first) }
    case 'several':
      return { kind, count: intArg(call, 1) }
    case 'select':
      return { kind: 'several', count: undefined }
    case 'address':
      return { kind, address: call.args[0] ?? 0n, isPrivate: (intArg(call, 1) & FUTEX_PRIVATE_FLAG) !== 0 }
    case 'child':
      return { kind, pid: source.hasOurPids ? childOf(call, name) : undefined }
    default:
      return { kind }
  }
}

type NamedCall = NonNullable<ReturnType<typeof callOf>>

/** futex(2). */
const FUTEX_PRIVATE_FLAG = 128
/** waitid(2), include/uapi/linux/wait.h. */
const P_PID = 1

/** wait4(2): a group of children, or any, where the number is not positive. */
function childOf(call: SystemCall, name: string): number | undefined {
  const pid = name === 'waitid' && intArg(call, 0) === P_PID ? intArg(call, 1) : name === 'wait4' ? intArg(call, 0) : 0
  return pid > 0 ? pid : undefined
}

/**
 * Read off the main thread, and once for all threads that wait there: the kernel lists all that it has in it, which may be
 * a hundred thousand things, and lets nobody change it meanwhile (ep_show_fdinfo in fs/eventpoll.c).
 */
function watchedBy({ files, pid, watchedBy: read }: Reading, fd: number): Promise<readonly number[]> {
  const watched = read.get(fd) ?? readWatched(files, pid, fd)
  read.set(fd, watched)
  return watched
}

async function readWatched(files: ProcessFiles, pid: number, fd: number): Promise<readonly number[]> {
  const read = await files.large(pid, `fdinfo/${fd}`)
  return read.ok ? parseWatched(read.bytes.subarray(0, MOST_WATCHED_BYTES)) : []
}

/** Which way something has to come for a system call to go on: `in` to who waits, `out` from it; undefined if either. */
export function wayOf(call: string): 'in' | 'out' | undefined {
  if (/^(p?read|recv)/.test(call)) return 'in'
  return /^(p?write|send)/.test(call) ? 'out' : undefined
}

/** Which of the things that threads wait for is a channel, and in which call. */
export class WaitIndex {
  readonly #byFd = new Map<number, string>()
  readonly #addresses: { readonly address: bigint; readonly call: string }[] = []

  constructor(waits: readonly Wait[]) {
    for (const { call, on } of waits) {
      if ('unknown' in call) continue
      if (on.kind === 'descriptor') this.#add(on.fd, call.value)
      // That is for its own threads alone.
      else if (on.kind === 'address' && on.isPrivate) continue
      else if (on.kind === 'address') this.#addresses.push({ address: on.address, call: call.value })
      else if (on.kind === 'watched') for (const fd of on.watched) this.#add(fd, call.value)
    }
  }

  /** The call in which one of the threads waits for one of these descriptors, or within this memory. */
  callOn(fds: readonly number[], map: SharedMap | undefined): string | undefined {
    const fd = fds.find(one => this.#byFd.has(one))
    if (fd !== undefined) return this.#byFd.get(fd)
    return map && this.#addresses.find(({ address }) => isWithin(address, map))?.call
  }

  #add(fd: number, call: string): void {
    if (!this.#byFd.has(fd)) this.#byFd.set(fd, call)
  }
}
