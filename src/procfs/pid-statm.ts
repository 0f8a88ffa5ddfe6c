/** `/proc/PID/statm`: memory use in pages, proc_pid_statm(5). */
import { count } from './lines.ts'
import type { KernelUnits } from './units.ts'

/** The sizes of psutil's `memory_info`. */
export interface Statm {
  readonly vmsBytes: number
  readonly rssBytes: number
  /** Resident pages of files and of shared memory. */
  readonly sharedBytes: number
  readonly textBytes: number
  /** Always 0 since 2.6: the kernel gave up counting it. */
  readonly libBytes: number
  /** Data and stack. */
  readonly dataBytes: number
  /** Always 0 since 2.6. */
  readonly dirtyBytes: number
}

/** All zeros for a kernel thread or a zombie, which have no memory; undefined if the line has not its seven numbers. */
export function parseStatm(text: string, { pageBytes }: KernelUnits): Statm | undefined {
  const words = text.trim().split(' ')
  const size = count(words[0]) // (1)
  const resident = count(words[1]) // (2)
  const shared = count(words[2]) // (3)
  const code = count(words[3]) // (4)
  const lib = count(words[4]) // (5)
  const data = count(words[5]) // (6)
  const dirty = count(words[6]) // (7)
  if (size === undefined || resident === undefined || shared === undefined || code === undefined) return undefined
  if (lib === undefined || data === undefined || dirty === undefined) return undefined
  return {
    vmsBytes: size * pageBytes,
    rssBytes: resident * pageBytes,
    sharedBytes: shared * pageBytes,
    textBytes: code * pageBytes,
    libBytes: lib * pageBytes,
    dataBytes: data * pageBytes,
    dirtyBytes: dirty * pageBytes,
  }
}
