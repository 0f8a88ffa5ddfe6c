/**
 * What one scan reads: counters and levels as the kernel keeps them, in bytes and milliseconds, nothing derived.
 * Every part that a kernel may lack is optional; absent means unknown, never zero.
 */
import type { Hardware } from './hardware.ts'
import type { ProcessId, ProcessRecord } from './process.ts'

export interface RawSample {
  /** Wall clock, milliseconds since 1970. May step; only for display. */
  readonly atMs: number
  /** Monotonic milliseconds at which the machine's counters were read; rates use this. */
  readonly monotonicMs: number
  readonly host: Host
  readonly load?: LoadAverage
  readonly cpu?: CpuCounters
  readonly memory?: MemoryInfo
  readonly paging?: PagingCounters
  readonly pressure?: Pressure
  /** Absent until it is looked at, some time after the start. */
  readonly tables?: KernelTables
  /**
   * Whom the kernel killed for lack of memory since the first sample, by its log, which is read a moment after it was counted;
   * absent where that may not be read.
   */
  readonly oomKills?: readonly OomKill[]
  /** The kernel's functions that those wait in who are in uninterruptible sleep for longer, as far as that may be known. */
  readonly channels?: ReadonlyMap<ProcessId, string>
  /** Limits of processes of which half is used or more, found out little by little; absent before anybody was looked at. */
  readonly limits?: readonly NearLimit[]
  /** Control groups with a limit, as far as busy processes are in them; absent before any was looked at. */
  readonly groups?: BoundGroups
  readonly diskIo: readonly DiskIoCounters[]
  readonly network: readonly NetworkCounters[]
  /** From the slow lane: the latest that is known, which may be older than this sample. */
  readonly fileSystems: readonly FileSystem[]
  /** From the slow lane too; absent where there are no sensors, or not yet. */
  readonly hardware?: Hardware
  /** In ascending order of pid. */
  readonly processes: readonly ProcessRecord[]
  /**
   * The threads of processes that have several, in ascending order of tid, the first one of each with its process's. Their
   * counters are their own, but for memory and children, which are the process's. Absent where nobody wants them.
   */
  readonly threads?: readonly ProcessRecord[]
  /** Where {@link processes} are those of an earlier sample, because nobody could list them anew. */
  readonly oldList?: {
    /** Monotonic milliseconds. */
    readonly listedAtMs: number
    readonly why: string
  }
  /** How many processes there are, where {@link processes} are only the first of them: in the midst of a first scan. */
  readonly listed?: number
  /** Whether {@link processes} are all whose time the machine's counters count: none hidden, none of another namespace. */
  readonly seesEveryone: boolean
  /** Processor time that this program used from the machine's counters to the last of the processes. */
  readonly scanMs?: number
}

export interface Host {
  readonly name: string
  readonly os: string
  readonly kernel: string
  readonly arch: string
  readonly uptimeSec: number | undefined
  /** Wall clock of the boot, milliseconds since 1970. */
  readonly bootAtMs: number | undefined
  /** Random, drawn at each boot: a pid and a start name the same process only within one. */
  readonly bootId: string | undefined
  readonly cpuModel: string | undefined
  /** What the kernel reckons memory in, in files that tell pages. */
  readonly pageBytes: number | undefined
}

/** How much fits into tables that the whole machine shares, and what is in them: when they are full, nobody can go on. */
export interface KernelTables {
  /** Processes and threads: the lesser of `kernel.pid_max` and `kernel.threads-max`, proc_sys_kernel(5). */
  readonly mostTasks: number | undefined
  /** Open files, `fs.file-nr` of proc_sys_fs(5). */
  readonly files: number | undefined
  readonly mostFiles: number | undefined
}

/** `/proc/loadavg`, proc_loadavg(5). */
export interface LoadAverage {
  readonly one: number
  readonly five: number
  readonly fifteen: number
  /** Kernel scheduling entities runnable now. */
  readonly runnable: number | undefined
  /** All kernel scheduling entities: processes' threads and kernel threads. */
  readonly threads: number | undefined
  readonly lastPid: number | undefined
}

/**
 * Times of one processor, or all, since boot, in milliseconds, guest time taken out of user and nice. What a system does
 * not tell apart is undefined, and then no part of the whole.
 */
export interface CpuTimes {
  readonly userMs: number
  readonly niceMs: number | undefined
  readonly systemMs: number
  readonly idleMs: number
  readonly iowaitMs: number | undefined
  readonly irqMs: number | undefined
  readonly softirqMs: number | undefined
  readonly stealMs: number | undefined
  readonly guestMs: number | undefined
  readonly guestNiceMs: number | undefined
}

/** `/proc/stat`, proc_stat(5). */
export interface CpuCounters {
  readonly total: CpuTimes
  readonly cores: readonly { readonly id: number; readonly times: CpuTimes }[]
  readonly contextSwitches: number | undefined
  readonly interrupts: number | undefined
  /** Forks and threads made since boot, machine-wide. */
  readonly forks: number | undefined
  readonly running: number | undefined
  readonly blocked: number | undefined
  readonly bootAtMs: number | undefined
}

/** `/proc/meminfo` with the fields of psutil's `virtual_memory` and `swap_memory`, in bytes. */
export interface MemoryInfo {
  readonly totalBytes: number
  readonly freeBytes: number
  /** MemAvailable, or on kernels before 3.14 an estimate as `free` makes it. */
  readonly availableBytes: number
  readonly buffersBytes: number | undefined
  /** Cached + SReclaimable, as `free` and psutil count it. */
  readonly cachedBytes: number | undefined
  readonly activeBytes: number | undefined
  readonly inactiveBytes: number | undefined
  /** Shmem: tmpfs and shared anonymous memory. */
  readonly sharedBytes: number | undefined
  readonly slabBytes: number | undefined
  readonly dirtyBytes: number | undefined
  readonly swapTotalBytes: number | undefined
  readonly swapFreeBytes: number | undefined
}

/** `/proc/vmstat`, as far as it is shown: bytes since boot. */
export interface PagingCounters {
  readonly swapInBytes: number
  readonly swapOutBytes: number
  readonly oomKills: number | undefined
  /** Taken back from processes and the page cache: while it stands still, no idle process lost resident memory. */
  readonly reclaimedBytes: number
}

/** A process that the kernel killed for lack of memory. */
export interface OomKill {
  /** Number of the log's record: those that come later have higher ones. */
  readonly record: number
  readonly pid: number
  readonly name: string
  /** The control group that reached its limit; undefined where it was the machine's memory that ran out, or is not told. */
  readonly group: string | undefined
}

/** A resource limit that a process has come near to. */
export interface NearLimit {
  readonly id: ProcessId
  /** As in getrlimit(2), without `RLIMIT_`. */
  readonly name: string
  /** In the limit's own unit: seconds, bytes, or how many. */
  readonly used: number
  readonly soft: number
}

/** What was read lately of control groups that have a limit. */
export interface BoundGroups {
  readonly cpu: readonly CpuBound[]
  readonly tasks: readonly TaskBound[]
}

/** `cpu.stat` of a group with a limit of processor time. */
export interface CpuBound {
  /** As `/proc/PID/cgroup` names groups. */
  readonly path: string
  /** Monotonic milliseconds. */
  readonly readAtMs: number
  /** What it may use, in processors' worth of time. */
  readonly processors: number
  /** The limit holds for each of these. */
  readonly periodMs: number
  /** How many of them it has run into the limit in. */
  readonly throttledPeriods: number
}

/** A group with a limit of processes and threads. */
export interface TaskBound {
  readonly path: string
  readonly used: number
  readonly most: number
}

export interface PressureShares {
  /** Percent of the last ten, sixty and 300 seconds in which tasks were stalled. */
  readonly avg10: number
  readonly avg60: number
  readonly avg300: number
  readonly totalUs: number
}

/** One file of `/proc/pressure`; `full` is absent where the kernel does not print it. */
export interface PressureLevels {
  readonly some: PressureShares
  readonly full?: PressureShares
}

export interface Pressure {
  readonly cpu?: PressureLevels
  readonly memory?: PressureLevels
  readonly io?: PressureLevels
}

/** Counters of a device. */
export interface DeviceCounters {
  /** Monotonic milliseconds of this reading; absent where it is the sample's own moment. */
  readonly readAtMs?: number
}

/** The device that stands for all disks, where a system tells of no single ones: then it is the only one. */
export const ALL_DISKS = 'all disks'

/** One line of `/proc/diskstats`; a whole disk or a partition. */
export interface DiskIoCounters extends DeviceCounters {
  /** Kernel name: `sda`, `nvme0n1p2`; or {@link ALL_DISKS}. */
  readonly device: string
  readonly major: number | undefined
  readonly minor: number | undefined
  /** Whole disks have no parent; loop, ram and empty zram devices are left out by the source. */
  readonly wholeDisk: boolean
  readonly reads: number | undefined
  readonly readBytes: number | undefined
  readonly readMs: number | undefined
  readonly writes: number | undefined
  readonly writeBytes: number | undefined
  readonly writeMs: number | undefined
  readonly inFlight: number | undefined
  /** Time with at least one request under way. */
  readonly busyMs: number | undefined
  /** Busy time weighted by the number of requests under way. */
  readonly weightedMs: number | undefined
}

/** One line of `/proc/net/dev`. */
export interface NetworkCounters extends DeviceCounters {
  readonly interface: string
  readonly rxBytes: number
  readonly rxPackets: number | undefined
  readonly rxErrors: number | undefined
  readonly rxDropped: number | undefined
  readonly txBytes: number
  readonly txPackets: number | undefined
  readonly txErrors: number | undefined
  readonly txDropped: number | undefined
  /** From `/sys/class/net/*∕operstate`; unknown is what loopback and some drivers say. */
  readonly up: boolean | undefined
  /** Whether hardware (or a hypervisor's) is behind it, rather than the kernel alone; absent where sysfs does not tell. */
  readonly physical?: boolean
}

/** One mounted file system, each real one once. Sizes are unknown while its `statfs` has not answered. */
export interface FileSystem {
  /** The source of the mount as mountinfo has it: `/dev/vda`, `server:/export`. */
  readonly device: string
  /** Kernel name of the block device behind it, to join {@link DiskIoCounters}. */
  readonly blockDevice: string | undefined
  readonly mount: string
  readonly fsType: string
  readonly totalBytes: number | undefined
  readonly usedBytes: number | undefined
  /** Free to ordinary users. */
  readonly availableBytes: number | undefined
  readonly inodesTotal: number | undefined
  readonly inodesFree: number | undefined
  /** Why the sizes are unknown: "does not answer". */
  readonly trouble: string | undefined
}
