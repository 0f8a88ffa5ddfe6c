/**
 * What a person wants to know of one moment: two samples made into rates and percentages. 100 % is one whole: of a
 * core for a process, of the machine elsewhere. `undefined` is unknown; rates are unknown in a first snapshot.
 */
import type { HardwareUse } from './hardware-use.ts'
import type { ProcessFacts, ProcessId, ProcessRecord } from './process.ts'
import type { FileSystem, Host, LoadAverage, MemoryInfo, NetworkCounters, Pressure, RawSample } from './sample.ts'

export interface Snapshot {
  /** The sample that this is the picture of; the next snapshot is derived against it. */
  readonly sample: RawSample
  readonly atMs: number
  /** Time since the sample before; unknown in a first snapshot. */
  readonly intervalMs: number | undefined
  readonly host: Host
  readonly load: LoadAverage | undefined
  readonly tasks: Tasks
  readonly cpu: CpuLoad | undefined
  /** Unknown in a first snapshot, and where a counter of the machine went back. */
  readonly endedCpu: EndedCpu | undefined
  readonly memory: MemoryUse | undefined
  readonly swap: SwapUse | undefined
  readonly pressure: Pressure | undefined
  readonly disks: readonly DiskUse[]
  readonly diskIo: readonly DiskActivity[]
  readonly network: readonly NetworkActivity[]
  /** Undefined where there are no sensors, or not yet. The same object as before while nothing was read. */
  readonly hardware: HardwareUse | undefined
  /** In ascending order of pid. A row is the same object as before when nothing about it changed. */
  readonly processes: readonly ProcessRow[]
  /**
   * When each of {@link processes} was read, in monotonic milliseconds. Beside the rows and not in them, because the row
   * of an idle process is the same object in many snapshots, each of which read it at another moment.
   */
  readonly readAtMs: readonly number[]
  /** Each in a row of its own, in ascending order of tid; undefined where nobody wants them. No process is among them. */
  readonly threads: ThreadRows | undefined
}

export interface ThreadRows {
  readonly rows: readonly ProcessRow[]
  /** When each of {@link rows} was read, in monotonic milliseconds. */
  readonly readAtMs: readonly number[]
}

export interface Tasks {
  readonly total: number
  /** Unknown, as the three below, where the system tells no states. */
  readonly running: number | undefined
  /** In uninterruptible sleep, state D. */
  readonly blocked: number | undefined
  readonly zombies: number | undefined
  readonly stopped: number | undefined
  readonly kernelThreads: number
  readonly forksPerSec: number | undefined
}

/** Where the time went; the parts add up to busy, but for iowait, which is a kind of idle. */
export interface CpuShares {
  readonly busyPct: number
  readonly userPct: number
  readonly nicePct: number | undefined
  readonly systemPct: number
  readonly iowaitPct: number | undefined
  /** Interrupts, hard and soft. */
  readonly irqPct: number | undefined
  readonly stealPct: number | undefined
  /** Guests' time, which the kernel counts under user too and is taken out there. */
  readonly guestPct: number | undefined
}

export interface CpuLoad {
  readonly total: CpuShares | undefined
  readonly cores: readonly { readonly id: number; readonly shares: CpuShares | undefined }[]
  readonly contextSwitchesPerSec: number | undefined
}

/** A share of the machine in an interval, and of late: the mean over the last seconds, so far as they are known. */
export interface Recent {
  readonly pct: number
  readonly recentPct: number
}

/** Processor time of processes that are not there any more. 100 is all cores busy. */
export interface EndedCpu {
  /** All of it; unknown where not everyone is seen whose time the machine counts. */
  readonly all: Recent | undefined
  /** What living processes waited for, largest of late first: those alone where {@link all} is unknown. */
  readonly under: readonly EndedUnder[]
  /** How long {@link Recent.recentPct} reaches back. */
  readonly recentMs: number
  /**
   * What was known of processes that ended before their parents' times were seen to grow by it, in milliseconds: the
   * next growth is to be less by this.
   */
  readonly owedMs: ReadonlyMap<ProcessId, number>
}

/** Time that ended processes used since the snapshot before, told by the living one that waited for them. */
export interface EndedUnder extends Recent {
  readonly id: ProcessId
  readonly pid: number
  /** The kernel's name of the living one. */
  readonly name: string
}

export interface MemoryUse extends MemoryInfo {
  /** total − available, as `free` and psutil ≥ 7.1 have it. */
  readonly usedBytes: number
  readonly usedPct: number | undefined
}

export interface SwapUse {
  readonly totalBytes: number | undefined
  readonly usedBytes: number | undefined
  readonly freeBytes: number | undefined
  /** Unknown where there is no swap. */
  readonly usedPct: number | undefined
  readonly inBytes: number | undefined
  readonly outBytes: number | undefined
  readonly inBytesPerSec: number | undefined
  readonly outBytesPerSec: number | undefined
}

export interface DiskUse extends FileSystem {
  /** used / (used + available), as `df`. */
  readonly usedPct: number | undefined
  readonly inodesUsedPct: number | undefined
}

export interface DiskActivity {
  readonly device: string
  readonly wholeDisk: boolean
  readonly readBytesPerSec: number | undefined
  readonly writeBytesPerSec: number | undefined
  readonly readsPerSec: number | undefined
  readonly writesPerSec: number | undefined
  /** Share of time with a request under way. 100 % is not saturation where a device serves many at once. */
  readonly busyPct: number | undefined
  /** Mean time of a request from queueing to completion; unknown where there was none. */
  readonly awaitMs: number | undefined
  /** Mean number of requests under way. */
  readonly queue: number | undefined
}

export interface NetworkActivity extends NetworkCounters {
  readonly rxBytesPerSec: number | undefined
  readonly txBytesPerSec: number | undefined
}

/** A process, or one of its threads: then all that is told of it is the thread's own, and memory is none of it. */
export interface ProcessRow {
  readonly id: ProcessId
  /** Of a thread, the row of its process. */
  readonly threadOf?: ProcessRow
  readonly record: ProcessRecord
  readonly facts: ProcessFacts
  /** 100 is one core. */
  readonly cpuPct: number | undefined
  /** Resident memory as a share of the machine's. */
  readonly memPct: number | undefined
  /** Resident memory gained (or lost) over the last minute, or since it was first seen if that is less. */
  readonly grewBytes: number | undefined
  readonly trail: RssTrail
}

/** Levels of resident memory within the last minute, oldest first; each holds until the next. */
export type RssTrail = readonly { readonly atMs: number; readonly rssBytes: number }[]
