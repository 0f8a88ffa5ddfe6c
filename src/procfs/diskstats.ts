/** `/proc/diskstats`: I/O of block devices since boot, Documentation/admin-guide/iostats.rst. */
import type { DiskIoCounters } from '../model/sample.ts'
import { decodeLatin1 } from '../model/text.ts'
import { count, linesOf } from './lines.ts'

/** The kernel counts sectors of 512 bytes whatever the device's own are (block/genhd.c). */
const SECTOR_BYTES = 512

/**
 * One entry a line, its name cleaned. A line with fewer than the eleven counters that kernels since 2.6.25 print for every device
 * (partitions had four before) is left out. Newer kernels' further columns, discards and flushes, are passed over.
 *
 * @param isWholeDisk the text does not tell a disk from its partition; `/sys/block` lists the disks.
 */
export function parseDiskstats(text: string, isWholeDisk: (device: string) => boolean): DiskIoCounters[] {
  const devices: DiskIoCounters[] = []
  const lines = linesOf(text)
  for (let i = 0; i < lines.length; i++) {
    const device = deviceOf(lines[i] ?? '', isWholeDisk)
    if (device !== undefined) devices.push(device)
  }
  return devices
}

/** The first two numbers are padded with blanks, then one blank stands between the columns. */
function deviceOf(line: string, isWholeDisk: (device: string) => boolean): DiskIoCounters | undefined {
  const numbered = line.trimStart()
  const blank = numbered.indexOf(' ')
  const words = numbered.slice(blank).trimStart().split(' ', 13)
  const major = count(numbered.slice(0, blank)) // (1)
  const minor = count(words[0]) // (2)
  const name = words[1] // (3)
  const reads = count(words[2]) // (4) completed; (5) merged
  const readSectors = count(words[4]) // (6)
  const readMs = count(words[5]) // (7)
  const writes = count(words[6]) // (8) completed; (9) merged
  const writeSectors = count(words[8]) // (10)
  const writeMs = count(words[9]) // (11)
  const inFlight = count(words[10]) // (12) a level, not a counter
  const busyMs = count(words[11]) // (13)
  const weightedMs = count(words[12]) // (14)
  if (name === undefined || major === undefined || minor === undefined) return undefined
  if (reads === undefined || readSectors === undefined || readMs === undefined) return undefined
  if (writes === undefined || writeSectors === undefined || writeMs === undefined) return undefined
  if (inFlight === undefined || busyMs === undefined || weightedMs === undefined) return undefined
  const device = decodeLatin1(name)
  return {
    device,
    major,
    minor,
    wholeDisk: isWholeDisk(device),
    reads,
    readBytes: readSectors * SECTOR_BYTES,
    readMs,
    writes,
    writeBytes: writeSectors * SECTOR_BYTES,
    writeMs,
    inFlight,
    busyMs,
    weightedMs,
  }
}
