/** `/proc/sysvipc/shm`: segments of shared memory that shmget(2) makes, of the reader's ipc namespace, sysvipc(5). */
import { count, linesOf, wordsOf } from './lines.ts'

export interface ShmSegment {
  /** What `ipcs -m` calls it; in `maps` the inode. */
  readonly id: number
  /** As in `/SYSV00001267`: 0 is IPC_PRIVATE. */
  readonly key: number
  readonly sizeBytes: number
  /** Who made it; 0 where that one has no number in the reader's pid namespace, pid_nr_ns() in kernel/pid.c. */
  readonly makerPid: number
  /** Who attached or detached it last. */
  readonly lastPid: number
  /** How many times it is attached. */
  readonly attached: number
}

/** A line that was cut off before the number of attachments is left out. */
export function parseSysvShm(text: string): ShmSegment[] {
  const segments: ShmSegment[] = []
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  for (const line of linesOf(whole).slice(1)) {
    const words = wordsOf(line)
    // The key is the one number that may be negative.
    const key = /^-?\d{1,10}$/.test(words[0] ?? '') ? Number(words[0]) : undefined
    const [id, , sizeBytes, makerPid, lastPid, attached] = words.slice(1).map(count)
    if (key === undefined || id === undefined || sizeBytes === undefined) continue
    if (makerPid === undefined || lastPid === undefined || attached === undefined) continue
    segments.push({ id, key, sizeBytes, makerPid, lastPid, attached })
  }
  return segments
}
