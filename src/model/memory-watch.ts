import type { ProcessId, ProcessRecord } from './process.ts'
import type { ProcessRow, Snapshot } from './snapshot.ts'
import type { Point } from './trend.ts'

/** So many moments are kept; when there are more, every second one goes, and they come half as often from then on. */
const MOST_MOMENTS = 32
/** How often a moment is kept at first. */
const FIRST_STEP_MS = 1000

/** Memory of a process from one moment on, until the next that is kept. */
interface Level {
  readonly atMs: number
  readonly rssBytes: number
  readonly vmsBytes: number | undefined
}

interface Watched {
  /** As it was when the snapshot was kept, or when it came. */
  readonly first: ProcessRow
  readonly firstPssBytes: number | undefined
  readonly isNew: boolean
  newest: ProcessRow
  levels: Level[]
}

/** Which figure of a process's memory. */
export type MemoryFigure = 'rssBytes' | 'vmsBytes'

/** What became of one process's memory since the snapshot was kept. */
export interface Growth {
  readonly id: ProcessId
  /** Its newest row; the last one of a process that has ended. */
  readonly row: ProcessRow
  readonly fate: 'stayed' | 'new' | 'gone'
  /** Resident memory when the snapshot was kept; 0 of a process that came since. */
  readonly beforeBytes: number
  /** Resident memory now; 0 of a process that has ended. */
  readonly nowBytes: number
  /** The change of what it truly takes (PSS); unknown where that was not known both times. */
  readonly pssChangeBytes: number | undefined
}

/**
 * A snapshot that is kept of every process's memory, and what has become of it since. Resident memory is the kernel's
 * line's (`rss`), so that two readings are always of one kind.
 */
export class MemoryWatch {
  readonly sinceMs: number
  /** Wall clock, milliseconds since 1970. */
  readonly sinceAtMs: number
  readonly #watched = new Map<ProcessId, Watched>()
  #moments: number[] = []
  #stepMs = FIRST_STEP_MS
  #newest: Snapshot
  /** The rows at the last moment that was kept. */
  #noted: readonly ProcessRow[]

  constructor(snapshot: Snapshot) {
    this.sinceMs = snapshot.sample.monotonicMs
    this.sinceAtMs = snapshot.atMs
    this.#newest = snapshot
    this.#noted = snapshot.processes
    for (const row of snapshot.processes) this.#watch(row, this.sinceMs, false)
    this.#moments.push(this.sinceMs)
  }

  /** How many processes the snapshot is of. */
  get count(): number {
    let count = 0
    for (const { isNew } of this.#watched.values()) if (!isNew) count++
    return count
  }

  /** The newest snapshot: what it holds is compared with what was kept. */
  see(snapshot: Snapshot): void {
    this.#newest = snapshot
    const nowMs = snapshot.sample.monotonicMs
    if (nowMs - (this.#moments.at(-1) ?? 0) < this.#stepMs) return
    this.#moments.push(nowMs)
    this.#note(snapshot, nowMs)
    if (this.#moments.length > MOST_MOMENTS) this.#thin()
  }

  /** Resident memory that a process has gained since: all of it where it came since. */
  changeOf({ id, record }: ProcessRow): number {
    const watched = this.#watched.get(id)
    return record.rssBytes - (watched === undefined || watched.isNew ? 0 : watched.first.record.rssBytes)
  }

  /** Everybody whose memory is not what it was, who came and who is gone. */
  growths(): Growth[] {
    const growths: Growth[] = []
    const living = new Set<ProcessId>()
    for (const row of this.#newest.processes) {
      living.add(row.id)
      const watched = this.#watched.get(row.id)
      const growth = growthOf(row, watched, watched?.isNew === false ? 'stayed' : 'new')
      if (growth.beforeBytes !== growth.nowBytes) growths.push(growth)
    }
    for (const [id, watched] of this.#watched) {
      if (!living.has(id) && !watched.isNew && watched.first.record.rssBytes > 0)
        growths.push(growthOf(watched.newest, watched, 'gone'))
    }
    return growths
  }

  /** How a figure of the process went, at the moments that are kept since it is known, and now. */
  pointsOf({ id, row }: Growth, figure: MemoryFigure): Point[] {
    const levels = this.#watched.get(id)?.levels ?? []
    const points: Point[] = []
    let at = 0
    for (const atMs of this.#moments) {
      if (atMs < (levels[0]?.atMs ?? Number.POSITIVE_INFINITY)) continue
      while ((levels[at + 1]?.atMs ?? Number.POSITIVE_INFINITY) <= atMs) at++
      const level = levels[at]
      const bytes = level?.[figure]
      if (bytes !== undefined) points.push({ atMs, level: bytes })
    }
    const nowMs = this.#newest.sample.monotonicMs
    const newest = row.record[figure]
    if (newest !== undefined && nowMs > (points.at(-1)?.atMs ?? nowMs)) points.push({ atMs: nowMs, level: newest })
    return points
  }

  #watch(row: ProcessRow, atMs: number, isNew: boolean): Watched {
    const firstPssBytes = row.facts.pssBytes
    const watched = { first: row, firstPssBytes, isNew, newest: row, levels: [levelOf(row.record, atMs)] }
    this.#watched.set(row.id, watched)
    return watched
  }

  /**
   * Levels that have changed since the last moment; whoever came and went between two moments is none of them. Both lists
   * ascend by pid, and who did nothing has the very same row in both: so of thousands few are looked up.
   */
  #note({ processes }: Snapshot, nowMs: number): void {
    const before = this.#noted
    let at = 0
    for (const row of processes) {
      const { pid } = row.record
      for (; (before[at]?.record.pid ?? pid) < pid; at++) this.#forgetNew(before[at])
      const old = before[at]?.record.pid === pid ? before[at++] : undefined
      if (old === row) continue
      if (old?.id !== row.id) this.#forgetNew(old)
      this.#noteOne(row, nowMs)
    }
    for (; at < before.length; at++) this.#forgetNew(before[at])
    this.#noted = processes
  }

  #noteOne(row: ProcessRow, nowMs: number): void {
    const { id, record } = row
    const watched = this.#watched.get(id) ?? this.#watch(row, nowMs, true)
    const last = watched.levels.at(-1)
    if (last?.rssBytes !== record.rssBytes || last.vmsBytes !== record.vmsBytes)
      watched.levels.push(levelOf(record, nowMs))
    watched.newest = row
  }

  /** Of who came since and has gone again nothing is told. */
  #forgetNew(row: ProcessRow | undefined): void {
    if (row !== undefined && this.#watched.get(row.id)?.isNew === true) this.#watched.delete(row.id)
  }

  #thin(): void {
    this.#stepMs *= 2
    this.#moments = this.#moments.filter((_, i) => i % 2 === 0)
    for (const watched of this.#watched.values()) {
      if (watched.levels.length > 1) watched.levels = levelsAt(watched.levels, this.#moments)
    }
  }
}

function levelOf({ rssBytes, vmsBytes }: ProcessRecord, atMs: number): Level {
  return { atMs, rssBytes, vmsBytes }
}

/** The first level, and what was true at each of these moments. */
function levelsAt(levels: readonly Level[], moments: readonly number[]): Level[] {
  const seen = moments.map(moment => levels.findLast(({ atMs }) => atMs <= moment))
  return [...new Set([levels[0], ...seen])].filter(level => level !== undefined)
}

function growthOf(row: ProcessRow, watched: Watched | undefined, fate: Growth['fate']): Growth {
  const before = fate === 'new' ? 0 : watched?.first.record.rssBytes
  const pssBefore = fate === 'new' ? 0 : watched?.firstPssBytes
  const pssNow = fate === 'gone' ? 0 : row.facts.pssBytes
  return {
    id: row.id,
    row,
    fate,
    beforeBytes: before ?? 0,
    nowBytes: fate === 'gone' ? 0 : row.record.rssBytes,
    pssChangeBytes: pssBefore === undefined || pssNow === undefined ? undefined : pssNow - pssBefore,
  }
}
