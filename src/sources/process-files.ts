import type { ProcessRecord } from '../model/process.ts'
import type { FoundRuntime } from '../model/runtime.ts'
import type { NamespaceKind } from '../procfs/pid-namespace.ts'

/**
 * The kernel's files about one process, as inspecting needs them. Three kinds: those that the kernel answers at once;
 * those that wait for the target's memory lock and may therefore never come (`cmdline`, `environ`, `maps`, `smaps*`,
 * `exe`); and those about all that the process could see, which may be megabytes. The last two are read off the main
 * thread and have a deadline.
 */

/** Why a file could not be had. `gone`: no such process any more. `denied`: not permitted. `locked`: no answer in time. */
export type Refusal = 'gone' | 'denied' | 'locked' | 'absent'

export type ReadResult = { readonly ok: true; readonly bytes: Buffer } | { readonly ok: false; readonly why: Refusal }

/** Files that answer at once, below `/proc/PID/` or `/proc/PID/task/TID/`. */
export type PromptFile =
  | 'stat'
  | 'statm'
  | 'status'
  | 'io'
  | 'limits'
  | 'cgroup'
  | 'schedstat'
  | 'wchan'
  | 'syscall'
  | 'oom_score'
  | 'oom_score_adj'
  | 'autogroup'
  | 'attr/current'

/** Links to files and directories: their target comes as bytes. */
export type LinkFile = 'exe' | 'cwd' | 'root'

/** Files that wait for the process's memory lock, and links. */
export type LockedFile = 'cmdline' | 'environ' | 'maps' | 'smaps' | 'smaps_rollup' | LinkFile

/** Tables of the sockets in the process's network namespace, below `/proc/PID/net/`. */
export type SocketTable =
  | 'tcp'
  | 'tcp6'
  | 'udp'
  | 'udp6'
  | 'udplite'
  | 'udplite6'
  | 'raw'
  | 'raw6'
  | 'icmp'
  | 'icmp6'
  | 'unix'
  | 'netlink'
  | 'packet'

/**
 * Files about all that the process could see: its sockets are some among those of a whole machine. And how a descriptor is
 * open which may stand for many others, as an epoll does.
 */
export type LargeFile = 'mountinfo' | `net/${SocketTable}` | `fdinfo/${number}`

/** What is not of one process, but of all in the namespace of whoever reads it, or of the machine. */
export type MachineFile = 'sysvipc/shm' | 'meminfo'

/** The same, where it may be megabytes. */
export type LargeMachineFile = 'locks'

/** Settings of the kernel, below `/proc/sys/`. */
export type Setting = 'kernel/cap_last_cap' | 'kernel/task_delayacct'

/** Interface files of control groups, of version 2 and of version 1. */
export type GroupFile =
  | 'memory.current'
  | 'memory.max'
  | 'memory.high'
  | 'memory.swap.current'
  | 'memory.swap.max'
  | 'memory.events'
  | 'memory.pressure'
  | 'cpu.max'
  | 'cpu.stat'
  | 'pids.current'
  | 'pids.max'
  | 'memory.usage_in_bytes'
  | 'memory.limit_in_bytes'
  | 'memory.failcnt'
  | 'memory.oom_control'
  | 'memory.stat'
  | 'cpu.cfs_quota_us'
  | 'cpu.cfs_period_us'

export type FileType = 'file' | 'directory' | 'link' | 'character-device' | 'block-device' | 'pipe' | 'socket' | 'none'

/** What stat(2) says of an open file. */
export interface DescriptorStat {
  readonly type: FileType
  readonly sizeBytes: number
  /** What it takes of its storage: less than its size where it has holes. */
  readonly allocatedBytes: number
  /** Names that it has: 0 once it is deleted. */
  readonly links: number
  /** The same for two descriptors of one file, and for no other file. */
  readonly identity: string
}

export type StatResult =
  | { readonly ok: true; readonly stat: DescriptorStat }
  | { readonly ok: false; readonly why: Refusal }

/** What more may be read about processes of this very kernel: the programs that they run, their memory, below their roots. */
export interface RawFiles {
  /** Where the kernel's process tree is. */
  readonly procfs: string
  /** Makes a call in the pool of threads; `locked` where it has not come back in time. */
  inPool<R>(start: (done: (result: R) => void) => void): Promise<R | { readonly ok: false; readonly why: 'locked' }>
}

export interface ProcessFiles {
  /** Absent in a tree that is not this kernel's own. */
  readonly raw?: RawFiles | undefined
  /** Reads a file that answers at once. */
  prompt(pid: number, file: PromptFile): ReadResult
  /** Reads a file that may block, elsewhere, within the deadline (default 200 ms). */
  locked(pid: number, file: LockedFile, deadlineMs?: number): Promise<ReadResult>
  /** Ids of the process's threads, or why not. */
  threads(pid: number): readonly number[] | Refusal
  /** A prompt file of one thread: `/proc/PID/task/TID/…`. */
  threadFile(pid: number, tid: number, file: PromptFile): ReadResult
  /** Reads a file that may be megabytes, elsewhere; of ourselves as `self`. */
  large(pid: number | 'self', file: LargeFile): Promise<ReadResult>
  /**
   * What runs a program, found by looking at its file, elsewhere: never where that might not come back. Absent where there
   * are no files to look at.
   *
   * @param exe where the link `exe` was just read to lead to
   */
  runtime?(process: Pick<ProcessRecord, 'id' | 'pid'>, exe: string): Promise<FoundRuntime>
  /** Where `/proc/PID/ns/KIND` leads to: `pid:[4026531836]`; of ourselves as `self`. */
  namespace(pid: number | 'self', kind: NamespaceKind): ReadResult
  /** What ionice(1) says of it: ioprio_get(2), which no file tells. Starts a program, so not to be asked at each look. */
  ioPriority(pid: number): Promise<ReadResult>
  /** A setting of the kernel. */
  setting(name: Setting): ReadResult
  /**
   * A file of a control group, read elsewhere: to add up what is below a group takes the kernel its time.
   *
   * @param folder its directory, by the mounts that {@link large} shows of ourselves
   */
  groupFile(folder: string, file: GroupFile): Promise<ReadResult>
  /** Names in `/proc/PID/fd`, ascending. */
  descriptors(pid: number): Promise<readonly number[] | Refusal>
  /** Where `/proc/PID/fd/FD` leads to: a path, or what the kernel calls it, such as `socket:[4711]`. */
  descriptorLink(pid: number, fd: number): ReadResult
  /** `/proc/PID/fdinfo/FD`. */
  descriptorInfo(pid: number, fd: number): ReadResult
  /**
   * stat(2) of an open file. Only for one whose file system is seen to answer by itself: of a dead server it would
   * never come, and few such calls can be waited for.
   */
  descriptorStat(pid: number, fd: number): Promise<StatResult>
  /** Reads such a file. */
  machine(file: MachineFile): ReadResult
  /** Reads one that may be megabytes, elsewhere. */
  largeMachine(file: LargeMachineFile): Promise<ReadResult>
  /**
   * `/proc/PID/task/TID/stack`, elsewhere: where a thread stands in the kernel, for root only. It waits for an exec of
   * the process to be over, which may hang (lock_trace in fs/proc/base.c).
   */
  threadStack(pid: number, tid: number): Promise<ReadResult>
  /**
   * The inode of the other end, by the inode of each unix socket of our network namespace: 0 where it has none, or nobody
   * has accepted it yet. The kernel tells it over a netlink socket only, so it is asked by a child process, ss(8) of
   * iproute2: not at every sample. Undefined where there is no such program.
   */
  unixPeers(): Promise<ReadonlyMap<number, number> | undefined>
}
