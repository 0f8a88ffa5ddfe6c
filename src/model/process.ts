/**
 * One process: its identity, the counters of its kernel line, and what is found out about it beside them.
 */
import type { LimitUse } from './limit-use.ts'
import type { RareFacts } from './rare-facts.ts'

/** `${pid}:${startTicks}`: a pid alone is no identity, the kernel hands it out again. */
export type ProcessId = string & { readonly brand: unique symbol }

export function processId(pid: number, startTicks: number): ProcessId {
  return `${pid}:${startTicks}` as ProcessId
}

/**
 * That of a thread. Its own number and start, but never the id of a process: the first thread of a process has both in
 * common with it.
 */
export function threadId(tid: number, startTicks: number): ProcessId {
  return `${tid}:${startTicks}:thread` as ProcessId
}

/** The id of whatever has a thread's number and start by its own file; of a process, its own. */
export function taskId(id: ProcessId): ProcessId {
  const [pid, startTicks] = id.split(':').map(Number)
  return processId(pid ?? 0, startTicks ?? 0)
}

/** The number of a process or of a thread. */
export function pidOf(id: ProcessId): number {
  return Number.parseInt(id, 10)
}

/** One letter as in proc_pid_stat(5): R running, S sleeping, D uninterruptible, Z zombie, T stopped, t traced, I idle … */
export type ProcessState = string

/**
 * The counters of one process as its kernel line (`/proc/PID/stat`) had them.
 *
 * While the line does not change between two scans the source hands out **the same object**, so `before === now`
 * means that nothing happened. Only {@link runMs} may come to be known, and {@link seenAtMs} is moved along on it: the
 * moment of its last reading, which each snapshot notes for itself (a scan yields, so every process has its own clock).
 */
export interface ProcessRecord {
  readonly id: ProcessId
  readonly pid: number
  readonly ppid: number
  readonly processGroup: number | undefined
  readonly session: number | undefined
  /** Controlling terminal: the kernel's device number, or its name where only that is told; 0 is none. */
  readonly tty: number | string | undefined
  readonly foregroundGroup: number | undefined
  /** The kernel's name (`comm`), at most 15 bytes, cleaned for the screen. */
  readonly name: string
  readonly state: ProcessState | undefined
  readonly kernelThread: boolean
  readonly minorFaults: number | undefined
  readonly childMinorFaults: number | undefined
  readonly majorFaults: number | undefined
  readonly childMajorFaults: number | undefined
  /** Undefined where the system only tells both together: {@link cpuMsOf}. */
  readonly userMs: number | undefined
  readonly systemMs: number | undefined
  /**
   * Processor time by the scheduler's own account, in milliseconds to the nanosecond, where the kernel tells it of the
   * whole process: {@link userMs} and {@link systemMs} only come in ticks. Undefined elsewhere, and until it is asked.
   */
  runMs: number | undefined
  /** Times of children that ended and were waited for. */
  readonly childUserMs: number | undefined
  readonly childSystemMs: number | undefined
  readonly priority: number | undefined
  readonly nice: number | undefined
  readonly threads: number | undefined
  /** Start, in milliseconds after boot. */
  readonly startMs: number
  readonly vmsBytes: number | undefined
  readonly rssBytes: number
  /** The processor that it last ran on. */
  readonly lastCpu: number | undefined
  /** Scheduling policy number, sched(7): 0 other, 1 fifo, 2 round robin, 3 batch, 5 idle, 6 deadline. */
  readonly policy: number | undefined
  readonly realtimePriority: number | undefined
  /** What is known beside the counters: the same object in every record of the process. */
  readonly facts: ProcessFacts
  /** Monotonic milliseconds of the last reading that this record was true at. */
  seenAtMs: number
}

/** What the kernel's line tells, without what is added to make a record of it. */
export type ProcessCounters = Omit<ProcessRecord, 'id' | 'facts' | 'seenAtMs' | 'runMs'>

/** What Linux's line tells of everyone, and other systems do not. */
type OfLine =
  | 'processGroup'
  | 'session'
  | 'foregroundGroup'
  | 'state'
  | 'minorFaults'
  | 'childMinorFaults'
  | 'majorFaults'
  | 'childMajorFaults'
  | 'userMs'
  | 'systemMs'
  | 'childUserMs'
  | 'childSystemMs'
  | 'priority'
  | 'nice'
  | 'threads'
  | 'vmsBytes'

/** The counters where that line tells them all. */
export type LineCounters = Omit<ProcessCounters, OfLine | 'tty'> & {
  readonly [K in OfLine]: NonNullable<ProcessCounters[K]>
} & { readonly tty: number }

/**
 * Processor time since its start, user and system together, in milliseconds: of what comes in ticks where that is told
 * apart, else of what the scheduler counts. Undefined where neither is known.
 */
export function cpuMsOf({ userMs, systemMs, runMs }: ProcessRecord): number | undefined {
  return userMs === undefined || systemMs === undefined ? runMs : userMs + systemMs
}

/**
 * The record of these counters. Field by field, for V8 makes such an object in one piece; a spread of thirty fields with
 * three more behind it makes one after the other and leaves 3 KB of garbage for each process.
 */
export function processRecord(
  id: ProcessId,
  counters: ProcessCounters,
  facts: ProcessFacts,
  seenAtMs: number,
  runMs: number | undefined,
): ProcessRecord {
  return {
    id,
    pid: counters.pid,
    ppid: counters.ppid,
    processGroup: counters.processGroup,
    session: counters.session,
    tty: counters.tty,
    foregroundGroup: counters.foregroundGroup,
    name: counters.name,
    state: counters.state,
    kernelThread: counters.kernelThread,
    minorFaults: counters.minorFaults,
    childMinorFaults: counters.childMinorFaults,
    majorFaults: counters.majorFaults,
    childMajorFaults: counters.childMajorFaults,
    userMs: counters.userMs,
    systemMs: counters.systemMs,
    runMs,
    childUserMs: counters.childUserMs,
    childSystemMs: counters.childSystemMs,
    priority: counters.priority,
    nice: counters.nice,
    threads: counters.threads,
    startMs: counters.startMs,
    vmsBytes: counters.vmsBytes,
    rssBytes: counters.rssBytes,
    lastCpu: counters.lastCpu,
    policy: counters.policy,
    realtimePriority: counters.realtimePriority,
    facts,
    seenAtMs,
  }
}

/** Counters of `/proc/PID/io`, in bytes but for the calls. */
export interface IoCounters {
  readonly readChars: number
  readonly writeChars: number
  readonly readCalls: number
  readonly writeCalls: number
  readonly readBytes: number
  readonly writeBytes: number
  readonly cancelledWriteBytes: number
}

/** A value with the monotonic moment at which it was read. */
export interface Reading<T> {
  readonly atMs: number
  readonly value: T
}

/** Costlier facts, each another file for each process; asked for by name. */
export type Facet = 'owner' | 'command' | 'statm' | 'io' | 'rollup' | 'cgroup' | 'limits' | RareFacet

/** Those of which {@link RareFacts} hold what was found. */
export type RareFacet = 'oom' | 'label' | 'autogroup' | 'exe' | 'cwd' | 'runtime' | 'ioprio' | 'switches' | 'delays'

/**
 * What is known of a process beside its counters. One object for the process's life, owned and filled by the source,
 * because most of it is read once and for few processes. `undefined` is unknown.
 */
export interface ProcessFacts {
  /** Goes up whenever something here is found out anew: what was drawn of it then is out of date. */
  revision: number
  /** Of a thread, the process that it is one of; of a process undefined. */
  readonly threadOf: ProcessId | undefined
  /** Effective user, as ps, top and htop show it. */
  uid: number | undefined
  user: string | undefined
  /** Arguments as given, cleaned; empty for kernel threads and zombies. */
  args: readonly string[] | undefined
  /** The command as one line: arguments joined, else `[name]`. */
  command: string
  /** Why {@link args} are unknown, in words for the row; `undefined` while nothing is wrong. */
  trouble: string | undefined
  /**
   * Resident memory summed up exactly, and the record that it was read beside. Since 6.2 the kernel's process line only
   * estimates it: each processor keeps what it has not yet passed on.
   */
  exactRss: { readonly record: ProcessRecord; readonly bytes: number } | undefined
  sharedBytes: number | undefined
  textBytes: number | undefined
  libBytes: number | undefined
  dataBytes: number | undefined
  dirtyBytes: number | undefined
  ussBytes: number | undefined
  pssBytes: number | undefined
  swapBytes: number | undefined
  /**
   * When {@link ussBytes}, {@link pssBytes} and {@link swapBytes} were asked for last, in monotonic milliseconds, and the
   * record that was current then; undefined as long as nobody has asked.
   */
  rollupRead: { readonly record: ProcessRecord; readonly atMs: number } | undefined
  /** Whether that is so long ago that they may well be others by now. */
  rollupStale: boolean
  io: Reading<IoCounters> | undefined
  ioBefore: Reading<IoCounters> | undefined
  cgroup: string | undefined
  /** The resource limit that it has used most of. */
  limit: LimitUse | undefined
  /** Undefined until something of it is asked for. */
  rare: RareFacts | undefined
}

/** Resident memory from which on a look at every page takes so long that it waits until asked for: 10 ms and more. */
export const GIANT_BYTES = 2 * 1024 ** 3

/** Kernel threads and zombies have no memory of their own. */
export function hasMemory({ kernelThread, state }: ProcessRecord): boolean {
  return !kernelThread && state !== 'Z'
}

/** Resident memory: exact where it was read for this very record, else as the process line has it. */
export function residentBytes(record: ProcessRecord): number {
  const { exactRss } = record.facts
  return exactRss?.record === record ? exactRss.bytes : record.rssBytes
}

/** Facts of a process nothing has been asked about yet, or of a thread of one. */
export function blankFacts(name: string, threadOf?: ProcessId): ProcessFacts {
  return {
    revision: 0,
    threadOf,
    uid: undefined,
    user: undefined,
    args: undefined,
    command: `[${name}]`,
    trouble: undefined,
    exactRss: undefined,
    sharedBytes: undefined,
    textBytes: undefined,
    libBytes: undefined,
    dataBytes: undefined,
    dirtyBytes: undefined,
    ussBytes: undefined,
    pssBytes: undefined,
    swapBytes: undefined,
    rollupRead: undefined,
    rollupStale: false,
    io: undefined,
    ioBefore: undefined,
    cgroup: undefined,
    limit: undefined,
    rare: undefined,
  }
}
