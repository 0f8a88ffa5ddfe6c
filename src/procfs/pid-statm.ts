/** `/proc/PID/statm`: memory use in pages, proc_pid_statm(5). */
import { countsOf, wordsOf } from './lines.ts'
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
  const [
    size, // (1)
    resident, // (2)
    shared, // (3)
    code, // (4)
    lib, // (5)
    data, // (6)
    dirty, // (7)
  ] = countsOf(wordsOf(text))
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
