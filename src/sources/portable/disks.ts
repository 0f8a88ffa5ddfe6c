import type { DiskIoCounters } from '../../model/sample.ts'
import type { Answered } from './answers.ts'
import { figure } from './platform.ts'

/** The libraries know no single disk. */
const ALL_DISKS = 'all disks'

/**
 * What all disks together read and wrote; nothing where neither requests nor bytes are told. On Linux, by `si.disksIO()` and
 * `si.fsStats()`, the requests are those of the disks that `lsblk` lists, the bytes those of mounted file systems.
 */
export function diskIoCounters({ value, atMs }: Answered<'diskIo'>): DiskIoCounters[] {
  const [reads, writes] = pair(value.io?.rIO, value.io?.wIO)
  const [readBytes, writeBytes] = pair(value.bytes?.rx, value.bytes?.wx)
  if (reads === undefined && readBytes === undefined) return []
  // Where the library finds no disks it leaves their times at 0 too.
  const io = reads === undefined ? null : value.io
  return [
    {
      device: ALL_DISKS,
      major: undefined,
      minor: undefined,
      wholeDisk: true,
      reads,
      readBytes,
      readMs: figure(io?.rWaitTime),
      writes,
      writeBytes,
      writeMs: figure(io?.wWaitTime),
      inFlight: undefined,
      busyMs: undefined,
      weightedMs: figure(io?.tWaitTime),
      readAtMs: atMs,
    },
  ]
}

/** Neither was ever read nor written: no machine is like that, but one whose disks were not found says so. */
function pair(read: number | undefined, written: number | undefined): readonly (number | undefined)[] {
  const [first, second] = [figure(read), figure(written)]
  return first || second ? [first, second] : [undefined, undefined]
}
