/**
 * The kernel's files about one process, as inspecting needs them. Two kinds: those that the kernel answers at once, and
 * those that wait for the target's memory lock and may therefore never come (`cmdline`, `environ`, `maps`, `smaps*`,
 * `exe`): these are read off the main thread and have a deadline.
 */

/** Why a file could not be had. `gone`: no such process any more. `denied`: not permitted. `locked`: no answer in time. */
export type Refusal = 'gone' | 'denied' | 'locked' | 'absent'

export type ReadResult = { readonly ok: true; readonly bytes: Buffer } | { readonly ok: false; readonly why: Refusal }

/** Files that answer at once, below `/proc/PID/` or `/proc/PID/task/TID/`. */
export type PromptFile = 'stat' | 'statm' | 'status' | 'io' | 'limits' | 'cgroup' | 'schedstat' | 'wchan'

/** Files that wait for the process's memory lock. `exe` and `cwd` are links: their target comes as bytes. */
export type LockedFile = 'cmdline' | 'environ' | 'maps' | 'smaps' | 'smaps_rollup' | 'exe' | 'cwd'

export interface ProcessFiles {
  /** Reads a file that answers at once. */
  prompt(pid: number, file: PromptFile): ReadResult
  /** Reads a file that may block, elsewhere, within the deadline (default 200 ms). */
  locked(pid: number, file: LockedFile, deadlineMs?: number): Promise<ReadResult>
  /** Ids of the process's threads, or why not. */
  threads(pid: number): readonly number[] | Refusal
  /** A prompt file of one thread: `/proc/PID/task/TID/…`. */
  threadFile(pid: number, tid: number, file: PromptFile): ReadResult
  /** Names in `/proc/PID/fd`. */
  descriptors(pid: number): readonly number[] | Refusal
}
