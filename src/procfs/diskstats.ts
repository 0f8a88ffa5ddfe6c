/** `/proc/diskstats`: I/O of block devices since boot, Documentation/admin-guide/iostats.rst. */
import type { DiskIoCounters } from '../model/sample.ts'
import { decodeLatin1 } from '../model/text.ts'
import { countsOf, linesOf, wordsOf } from './lines.ts'

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
  for (const line of linesOf(text)) {
    const words = wordsOf(line)
    const device = words[2] === undefined ? undefined : decodeLatin1(words[2]) // (3)
    const [major, minor] = countsOf(words.slice(0, 2)) // (1) (2)
    const [
      reads,
      ,
      // (4) completed
      // (5) merged
      readSectors, // (6)
      readMs, // (7)
      writes,
      ,
      // (8) completed
      // (9) merged
      writeSectors, // (10)
      writeMs, // (11)
      inFlight, // (12) a level, not a counter
      busyMs, // (13)
      weightedMs, // (14)
    ] = countsOf(words.slice(3))
    if (device === undefined || major === undefined || minor === undefined) continue
    if (reads === undefined || readSectors === undefined || readMs === undefined) continue
    if (writes === undefined || writeSectors === undefined || writeMs === undefined) continue
    if (inFlight === undefined || busyMs === undefined || weightedMs === undefined) continue
    devices.push({
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
    })
  }
  return devices
}
