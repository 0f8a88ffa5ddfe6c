/** A level and when it was read, in monotonic milliseconds. */
export interface Point {
  readonly atMs: number
  readonly level: number
}

/** So many points are kept of a level; when there are more, every second one goes, and they come half as often from then on. */
const MOST_POINTS = 32
const FIRST_STEP_MS = 1000

/** A level as it comes, in few points however long that takes. */
export class Track {
  #points: Point[] = []
  #stepMs = FIRST_STEP_MS

  get points(): readonly Point[] {
    return this.#points
  }

  /** What comes sooner than the next point is due takes the place of the last. */
  add(point: Point): void {
    const before = this.#points.at(-2)
    if (before !== undefined && (this.#points.at(-1)?.atMs ?? 0) - before.atMs < this.#stepMs) this.#points.pop()
    this.#points.push(point)
    if (this.#points.length <= MOST_POINTS) return
    this.#stepMs *= 2
    this.#points = this.#points.filter((_, i) => i % 2 === 0)
  }
}

/** Of fewer points nobody can tell a trend from a step. */
const LEAST_POINTS = 5

/**
 * How much a level grows in a millisecond: the median of the slopes between all pairs of points (Theil and Sen), which a
 * few that stand out do not move, and from which a single leap is left out. Undefined for fewer than five points.
 */
export function slopeOf(points: readonly Point[]): number | undefined {
  return points.length < LEAST_POINTS ? undefined : medianSlope(withoutLeap(points))
}

/** One step is a leap that makes up so much of the whole change, and is so much steeper than the whole. */
const LEAP_SHARE = { least: 0.5, most: 1.5 }
const LEAP_STEEPNESS = 3

/** The points without the step that makes up most of the whole change, where there is one: that is no trend. */
function withoutLeap(points: readonly Point[]): readonly Point[] {
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined || first.level === last.level) return points
  const [change, time] = [last.level - first.level, last.atMs - first.atMs]
  const before = (i: number): Point => points[i - 1] ?? first
  const at = points.findIndex(({ atMs, level }, i) => {
    const share = (level - before(i).level) / change
    const isMost = share > LEAP_SHARE.least && share < LEAP_SHARE.most
    return isMost && share * time > LEAP_STEEPNESS * (atMs - before(i).atMs)
  })
  const leap = (points[at]?.level ?? 0) - before(at).level
  return at < 0 ? points : points.map((point, i) => (i < at ? point : { ...point, level: point.level - leap }))
}

function medianSlope(points: readonly Point[]): number | undefined {
  const slopes: number[] = []
  for (let i = 0; i < points.length; i++) {
    for (let j = i + 1; j < points.length; j++) {
      const [a, b] = [points[i], points[j]]
      if (a !== undefined && b !== undefined && b.atMs > a.atMs) slopes.push((b.level - a.level) / (b.atMs - a.atMs))
    }
  }
  slopes.sort((a, b) => a - b)
  const middle = slopes.length >> 1
  const upper = slopes[middle]
  return slopes.length % 2 === 1 || upper === undefined ? upper : (upper + (slopes[middle - 1] ?? upper)) / 2
}

/** Further ahead than this no trend of the last minutes tells anything. */
const FARTHEST_MS = 30 * 24 * 3600 * 1000

/** In how many milliseconds a level that grows like this reaches a limit; undefined where it does not, or not soon. */
export function reachedInMs(level: number, limit: number, slope: number | undefined): number | undefined {
  if (level >= limit) return 0
  if (slope === undefined || slope <= 0) return undefined
  const ms = (limit - level) / slope
  return ms <= FARTHEST_MS ? ms : undefined
}
