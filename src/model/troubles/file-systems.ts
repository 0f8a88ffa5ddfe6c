import type { DiskUse } from '../snapshot.ts'
import { reachedInMs, slopeOf, Track } from '../trend.ts'
import { formatBytes, formatSpan, formatWholePct } from '../units.ts'
import { detectorKind, type Levels, share, time } from './detector-kind.ts'
import type { Severity } from './trouble.ts'

const HOUR_MS = 3600_000
/** So much less than it begins with is no end of it. */
const GOES_ON_LESS_PCT = 1
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

const THRESHOLDS = {
  from: share(95, 'Share in use, of the room or of the inodes', 50),
  critical: share(99, 'Share in use that is critical', 50),
  soon: time(24 * HOUR_MS, 'Full within so long, at the pace of the last minutes', 60_000, 30 * 24 * HOUR_MS),
  critical_soon: time(HOUR_MS, 'Full so soon is critical', 60_000, 30 * 24 * HOUR_MS),
  soon_from: share(50, 'Such a pace counts from this share in use on', 0),
} as const

/** File systems that are full, or will be soon at the pace of the last minutes; of their inodes too. */
export const filling = detectorKind(
  'file-system-full',
  'File systems that are full, or will be soon',
  THRESHOLDS,
  levels => {
    const tracks = new Map<string, Track>()
    return ({ disks, sample }, lasting) => {
      const found = disks
        .filter(({ fsType }) => !FIXED.has(fsType))
        .flatMap(disk => fullness(disk, trackOf(tracks, disk, sample.monotonicMs), levels, lasting))
      const [worst, ...others] = found.sort((a, b) => a.rank - b.rank)
      if (worst === undefined) return undefined
      const texts = [worst, ...others].map(({ text }) => text)
      return {
        severity: worst.severity,
        wordings: [texts.join(' · '), worst.text],
        advice: '{sort-menu} sorts by WRITE/s',
      }
    }
  },
)

function trackOf(tracks: Map<string, Track>, { mount, usedBytes }: DiskUse, nowMs: number): Track {
  const track = tracks.get(mount) ?? new Track()
  tracks.set(mount, track)
  if (usedBytes !== undefined) track.add({ atMs: nowMs, level: usedBytes })
  return track
}

function fullness(disk: DiskUse, { points }: Track, levels: Levels<typeof THRESHOLDS>, lasting: boolean): Full[] {
  const { mount, usedPct, inodesUsedPct, usedBytes, availableBytes } = disk
  if (usedPct === undefined || usedBytes === undefined || availableBytes === undefined) return []
  const leastPct = levels.from - (lasting ? GOES_ON_LESS_PCT : 0)
  const watchedMs = (points.at(-1)?.atMs ?? 0) - (points[0]?.atMs ?? 0)
  const inMs =
    usedPct < levels.soon_from || watchedMs < LEAST_MS
      ? undefined
      : reachedInMs(usedBytes, usedBytes + availableBytes, slopeOf(points))
  const out: Full[] = []
  if (inMs !== undefined && inMs > 0 && inMs < levels.soon)
    out.push({
      severity: inMs < levels.critical_soon ? 'critical' : 'warning',
      text: `${mount} full in about ${formatSpan(inMs)}`,
      rank: inMs < levels.critical_soon ? 0 : 2,
    })
  else if (usedPct >= leastPct)
    out.push({
      severity: usedPct >= levels.critical ? 'critical' : 'warning',
      text: `${mount} is ${formatWholePct(Math.floor(usedPct))} full, ${formatBytes(availableBytes)} left`,
      rank: usedPct >= levels.critical ? 1 : 3,
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
export const unanswered = detectorKind(
  'file-system-dead',
  'Mounts whose server or device does not answer',
  {},
  () =>
    ({ disks }) => {
      const dead = disks.filter(({ trouble }) => trouble !== undefined)
      const [first] = dead
      if (first === undefined) return undefined
      const mounts = dead.map(({ mount }) => mount).join(', ')
      const more = dead.length > 1 ? ` and ${dead.length - 1} more` : ''
      return {
        severity: 'critical',
        wordings: [`${mounts} ${first.trouble}`, `${first.mount}${more} ${first.trouble}`],
        advice: 'whoever uses it waits in D, {filter} with state = D finds them; umount -f or -l lets go of it',
      }
    },
)
