/** How the objects of each type have grown between two looks. Pure, and the same for all runtimes. */
import type { TypeCount, Types } from './session.ts'

export interface GrownType {
  readonly type: string
  readonly count: number
  /** Undefined where there was no look before. */
  readonly countGrown: number | undefined
  /** Of themselves, without what they hold; undefined where that is not told. */
  readonly bytes: number | undefined
  /** Undefined where that is not told of both. */
  readonly bytesGrown: number | undefined
  /** What they alone keep in memory, together, as it was told last; undefined where that is not told. */
  readonly retainedBytes?: number | undefined
}

type Figures = Omit<TypeCount, 'type'>

/** Of a type that there are no objects of. */
const NONE: Figures = { count: 0, bytes: 0 }

/**
 * All types of the two, those of which no object is left among them. The most growth first: by bytes, those of which they
 * are not told last; then by objects. Types of one name are told as one, for nothing else tells them apart.
 *
 * @param before undefined where this is the first look: then the largest is first
 */
export function compareTypes(before: Types | undefined, after: Types): readonly GrownType[] {
  const now = byName(after)
  const was = before && byName(before)
  const names = new Set([...now.keys(), ...(was?.keys() ?? [])])
  const rows = [...names].map(type => grownType(type, was && (was.get(type) ?? NONE), now.get(type) ?? NONE))
  return rows.sort(
    (a, b) =>
      descending(a.bytesGrown, b.bytesGrown) ||
      descending(a.countGrown, b.countGrown) ||
      descending(a.bytes, b.bytes) ||
      descending(a.count, b.count) ||
      (a.type < b.type ? -1 : 1),
  )
}

function byName({ rows }: Types): Map<string, Figures> {
  const all = new Map<string, Figures>()
  for (const { type, count, bytes, retainedBytes } of rows) {
    const others = all.get(type)
    if (others === undefined) all.set(type, { count, bytes, retainedBytes })
    // What both keep together is more than a sum, and is not told.
    else all.set(type, { count: others.count + count, bytes: both(others.bytes, bytes, (a, b) => a + b) })
  }
  return all
}

function grownType(type: string, was: Figures | undefined, now: Figures): GrownType {
  return {
    type,
    count: now.count,
    countGrown: was && now.count - was.count,
    bytes: now.bytes,
    bytesGrown: both(now.bytes, was?.bytes, (a, b) => a - b),
    ...(now.retainedBytes !== undefined && { retainedBytes: now.retainedBytes }),
  }
}

/** Unknown where one of them is. */
function both<T>(a: T | undefined, b: T | undefined, of: (a: T, b: T) => T): T | undefined {
  return a === undefined || b === undefined ? undefined : of(a, b)
}

/** What is unknown comes last. */
function descending(a: number | undefined, b: number | undefined): number {
  if (a === b) return 0
  if (a === undefined) return 1
  return b === undefined ? -1 : b - a
}
