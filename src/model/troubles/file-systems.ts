import type { DiskUse, Snapshot } from '../snapshot.ts'
import { reachedInMs, slopeOf, Track } from '../trend.ts'
import { formatBytes, formatSpan, formatWholePct } from '../units.ts'
import type { Detector, Finding, Severity } from './trouble.ts'

const BEGINS_PCT = 95
const GOES_ON_PCT = 94
const CRITICAL_PCT = 99
/** A trend counts from here on, and where it reaches the end within this time. */
const HALF_PCT = 50
const SOON_MS = 24 * 3600_000
const CRITICAL_MS = 3600_000
/** A trend is of at least so long. */
const LEAST_MS = 60_000
/** Full from the day they were made. */
const FIXED = new Set(['squashfs', 'iso9660', 'udf', 'erofs', 'cramfs'])

interface Full {
  readonly severity: Severity
  readonly text: string
  /** The smaller the worse. */
  readonly rank: number
}

/** File systems that are full, or will be soon at the pace of the last minutes; of their inodes too. */
export function filling(): Detector {
  const tracks = new Map<string, Track>()
  return {
    id: 'file-system-full',
    look({ disks, sample }, lasting) {
      const found = disks
        .filter(({ fsType }) => !FIXED.has(fsType))
        .flatMap(disk => fullness(disk, trackOf(tracks, disk, sample.monotonicMs), lasting))
      const [worst, ...others] = found.sort((a, b) => a.rank - b.rank)
      if (worst === undefined) return undefined
      const texts = [worst, ...others].map(({ text }) => text)
      return { severity: worst.severity, wordings: [texts.join(' · '), worst.text], advice: 'F6 sorts by WRITE/s' }
    },
  }
}

function trackOf(tracks: Map<string, Track>, { mount, usedBytes }: DiskUse, nowMs: number): Track {
  const track = tracks.get(mount) ?? new Track()
  tracks.set(mount, track)
  if (usedBytes !== undefined) track.add({ atMs: nowMs, level: usedBytes })
  return track
}

function fullness(disk: DiskUse, { points }: Track, lasting: boolean): Full[] {
  const { mount, usedPct, inodesUsedPct, usedBytes, availableBytes } = disk
  if (usedPct === undefined || usedBytes === undefined || availableBytes === undefined) return []
  const leastPct = lasting ? GOES_ON_PCT : BEGINS_PCT
  const watchedMs = (points.at(-1)?.atMs ?? 0) - (points[0]?.atMs ?? 0)
  const inMs =
    usedPct < HALF_PCT || watchedMs < LEAST_MS
      ? undefined
      : reachedInMs(usedBytes, usedBytes + availableBytes, slopeOf(points))
  const out: Full[] = []
  if (inMs !== undefined && inMs > 0 && inMs < SOON_MS)
    out.push({
      severity: inMs < CRITICAL_MS ? 'critical' : 'warning',
      text: `${mount} full in about ${formatSpan(inMs)}`,
      rank: inMs < CRITICAL_MS ? 0 : 2,
    })
  else if (usedPct >= leastPct)
    out.push({
      severity: usedPct >= CRITICAL_PCT ? 'critical' : 'warning',
      text: `${mount} is ${formatWholePct(Math.floor(usedPct))} full, ${formatBytes(availableBytes)} left`,
      rank: usedPct >= CRITICAL_PCT ? 1 : 3,
    })
  if (inodesUsedPct !== undefined && inodesUsedPct >= leastPct)
    out.push({
      severity: 'warning',
      text: `${mount} has used ${formatWholePct(Math.floor(inodesUsedPct))} of its inodes`,
      rank: 3,
    })
  return out
}

/** Mounts whose server or device does not answer: whoever touches them will wait too. */
export const unanswered: Detector = {
  id: 'file-system-dead',
  look({ disks }: Snapshot): Finding | undefined {
    const dead = disks.filter(({ trouble }) => trouble !== undefined)
    const [first] = dead
    if (first === undefined) return undefined
    const mounts = dead.map(({ mount }) => mount).join(', ')
    const more = dead.length > 1 ? ` and ${dead.length - 1} more` : ''
    return {
      severity: 'critical',
      wordings: [`${mounts} ${first.trouble}`, `${first.mount}${more} ${first.trouble}`],
      advice: 'whoever uses it waits in D; umount -f or -l lets go of it',
    }
  },
}
