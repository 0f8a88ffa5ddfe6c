/**
 * What the source and the helper program say to each other. The helper is a child process with both libraries in it:
 * what they start, block on or leak stays there.
 */
import type { Systeminformation } from 'systeminformation'

/** One process as a listing has it. What the system does not tell is undefined. */
export interface ListedProcess {
  readonly pid: number
  readonly ppid: number
  /** The system's own name of it (`comm`, of Windows the image); the program's where only a command is told. */
  readonly name: string
  readonly user: string | undefined
  /** The whole command line; undefined where there is none. */
  readonly command: string | undefined
  /** As ps(1) has it, its first letter. */
  readonly state: string | undefined
  readonly nice: number | undefined
  /** Name of the controlling terminal; empty for none. */
  readonly tty: string | undefined
  readonly group: number | undefined
  readonly threads: number | undefined
  readonly vmsBytes: number | undefined
  readonly rssBytes: number
  /** Wall clock, milliseconds since 1970; to a second, reckoned from its age, so it may differ by one each time. */
  readonly startedAtMs: number
  readonly kernelThread: boolean
  /** Processor time since its start, user and system. */
  readonly cpuMs: number | undefined
  /**
   * When that was read. In a {@link Reply} milliseconds of the system-wide monotonic clock, process.hrtime(); in an {@link Answered} of
   * our own, performance.now().
   */
  readonly readAtMs: number
}

type SiStats = Systeminformation.NetworkStatsData

/** Traffic of an interface since it came up, as the library has it. What is not told is left out. */
export interface InterfaceStats
  extends Pick<SiStats, 'iface' | 'operstate' | 'rx_bytes' | 'tx_bytes'>,
    PartlyTold<Pick<SiStats, 'rx_errors' | 'rx_dropped' | 'tx_errors' | 'tx_dropped' | 'ms'>> {
  readonly rx_packets?: number | undefined
  readonly tx_packets?: number | undefined
}

/** As the library has it; on FreeBSD swap is only there where it is told. */
export type MemoryStats = Omit<Systeminformation.MemData, Swaps> & PartlyTold<Pick<Systeminformation.MemData, Swaps>>

type Swaps = 'swaptotal' | 'swapused' | 'swapfree'

/** Of all disks together, since the system was started. */
export type DiskRequests = Pick<Systeminformation.DisksIoData, 'rIO' | 'wIO'> &
  PartlyTold<Pick<Systeminformation.DisksIoData, 'rWaitTime' | 'wWaitTime' | 'tWaitTime'>>

type PartlyTold<T> = { readonly [K in keyof T]?: T[K] | undefined }

/** What each kind of question is answered with. Null where the library says that it knows nothing here. */
export interface Answers {
  readonly processes: readonly ListedProcess[]
  readonly memory: MemoryStats
  /** Of each interface that was asked for, if it could be read. */
  readonly network: readonly InterfaceStats[]
  readonly diskIo: {
    readonly io: DiskRequests | null
    readonly bytes: Pick<Systeminformation.FsStatsData, 'rx' | 'wx'> | null
  }
  readonly fileSystems: readonly Systeminformation.FsSizeData[]
  readonly temperature: Systeminformation.CpuTemperatureData
  readonly battery: Systeminformation.BatteryData
  readonly graphics: Systeminformation.GraphicsData
  readonly cpu: Systeminformation.CpuData
}

export type Kind = keyof Answers

export interface Question {
  readonly id: number
  readonly kind: Kind
  /** Names of interfaces, for `network`. */
  readonly names?: readonly string[]
}

export type Reply = { readonly id: number } & (
  | {
      readonly answer: Answers[Kind]
      /** When it was known: milliseconds of the system-wide monotonic clock. */
      readonly atMs: number
      /** It is time to end this helper and to start another: it gets on worse and worse. */
      readonly worn?: true
    }
  | { readonly error: string }
)

/** A reading by the helper, on our own clock (performance.now()). */
export interface Answered<K extends Kind> {
  readonly value: Answers[K]
  readonly atMs: number
  /** What was asked for, where that was a question. */
  readonly names?: readonly string[]
}

/**
 * Whoever answers questions. The promise is rejected with a {@link NoAnswer} where none comes in time, the helper has
 * ended, or the library failed.
 */
export interface Asker {
  ask<K extends Kind>(kind: K, names?: readonly string[]): Promise<Answered<K>>
  /** Pid of the helper, once it is there; whatever descends from it is no process of the machine's own. */
  readonly pid: number | undefined
  /** Ends the helper with all that it started. */
  close(): void
}

export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
}
