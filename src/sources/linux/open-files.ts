/** What a process has open: the entries of `/proc/PID/fd`, where they lead, and stat(2) of what is behind them. */
import { type Dir, opendirSync, type Stats, stat, statSync } from 'node:fs'
import type { DescriptorStat, FileType, Refusal, StatResult } from '../process-files.ts'
import { Slices } from '../slices.ts'
import { refusalOf } from './read-now.ts'
import { type Reader, refused } from './reader.ts'

/** Entries that one system call fetches: about as long as a slice lasts. */
const ENTRIES_AT_ONCE = 512
/** More than these are not counted one by one: it would take milliseconds. */
const MOST_COUNTED = 8192
/** Blocks of stat(2) are this large whatever the file system's own are. */
const BLOCK_BYTES = 512

/** The numbers of a process's descriptors, ascending; listed in slices, for they may be a hundred thousand. */
export async function listDescriptors(folder: string): Promise<readonly number[] | Refusal> {
  let dir: Dir | undefined
  try {
    dir = opendirSync(folder, { bufferSize: ENTRIES_AT_ONCE })
    const numbers: number[] = []
    const slices = new Slices()
    for (let entry = dir.readSync(); entry !== null; entry = dir.readSync()) {
      const fd = Number(entry.name)
      if (Number.isInteger(fd)) numbers.push(fd)
      const pause = slices.pause()
      if (pause !== undefined) await pause
    }
    return numbers.sort((a, b) => a - b)
  } catch (error) {
    return refusalOf(error)
  } finally {
    dir?.closeSync()
  }
}

/**
 * How many descriptors there are. Since Linux 6.2 the folder's size tells (proc_fd_getattr in fs/proc/fd.c), before that
 * they have to be listed; undefined where that would take long, or may not be done.
 *
 * @param isKernels the folder is the kernel's own: elsewhere its size is that of a list of names
 */
export function countDescriptors(folder: string, isKernels: boolean): number | undefined {
  try {
    const size = isKernels ? statSync(folder).size : 0
    return size > 0 ? size : countListed(folder)
  } catch (error) {
    // Refused or gone is unknown; anything else is thrown on.
    refusalOf(error)
    return undefined
  }
}

function countListed(folder: string): number | undefined {
  const dir = opendirSync(folder, { bufferSize: ENTRIES_AT_ONCE })
  try {
    let count = 0
    while (dir.readSync() !== null) if (++count > MOST_COUNTED) return undefined
    return count
  } finally {
    dir.closeSync()
  }
}

/** stat(2) through a link of `/proc/PID/fd`, on the pool: what is behind it may have become another file since. */
export function statDescriptor(reader: Reader, path: string): Promise<StatResult> {
  return reader.inPool<StatResult>(done =>
    stat(path, (error, stats) => done(error ? refused(error) : { ok: true, stat: described(stats) })),
  )
}

function described(stats: Stats): DescriptorStat {
  return {
    type: typeOf(stats),
    sizeBytes: stats.size,
    allocatedBytes: stats.blocks * BLOCK_BYTES,
    links: stats.nlink,
    identity: `${stats.dev}:${stats.ino}`,
  }
}

/** `none`: neither, as of what the kernel gives out without a file (an eventfd has no type). */
function typeOf(stats: Stats): FileType {
  if (stats.isFile()) return 'file'
  if (stats.isDirectory()) return 'directory'
  if (stats.isCharacterDevice()) return 'character-device'
  if (stats.isBlockDevice()) return 'block-device'
  if (stats.isFIFO()) return 'pipe'
  if (stats.isSocket()) return 'socket'
  return stats.isSymbolicLink() ? 'link' : 'none'
}
