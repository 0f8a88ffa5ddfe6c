/** The state of CPython's garbage collector as it stands in memory. */
import type { Generation } from '../figures.ts'
import { GENERATION, GENERATIONS, type Layout, STATS } from './offsets.ts'

export interface GcState {
  readonly enabled: boolean
  readonly generations: readonly Generation[]
  /** Objects that were there after the last full collection. */
  readonly longLivedTotal: number
  /** Objects that came to the oldest generation since. */
  readonly longLivedPending: number
}

/** How much of it is read, from its beginning. */
export function stateBytes({ longLivedPending }: Layout): number {
  return longLivedPending + 8
}

/**
 * What these bytes tell; undefined where they cannot be a collector's state. Each list of objects has two pointers, to
 * the first and the last of them or, where it is empty, to itself: six that are all right are no accident.
 *
 * @param isWritable whether something that a program writes to is at an address of it
 */
export function parseGcState(
  bytes: Buffer,
  layout: Layout,
  isWritable: (address: number) => boolean,
): GcState | undefined {
  if (bytes.length < stateBytes(layout)) return undefined
  const enabled = bytes.readInt32LE(layout.enabled)
  if (enabled !== 0 && enabled !== 1) return undefined
  const generations: Generation[] = []
  for (let i = 0; i < GENERATIONS; i++) {
    const at = layout.generations + i * GENERATION.bytes
    const links = [GENERATION.next, GENERATION.previous].map(link => Number(bytes.readBigUInt64LE(at + link)))
    if (!links.every(link => link % 8 === 0 && isWritable(link))) return undefined
    const stats = layout.stats + i * STATS.bytes
    const of = (field: number): number => Number(bytes.readBigInt64LE(stats + field))
    const generation = {
      name: `generation ${i}`,
      count: bytes.readInt32LE(at + GENERATION.count),
      threshold: bytes.readInt32LE(at + GENERATION.threshold),
      collections: of(STATS.collections),
      collected: of(STATS.collected),
      uncollectable: of(STATS.uncollectable),
      timeMs: undefined,
    }
    const { count, collections, collected, uncollectable } = generation
    // A threshold may be any number that the program likes.
    if (![count, collections, collected, uncollectable].every(isCount)) return undefined
    generations.push(generation)
  }
  const longLivedTotal = Number(bytes.readBigInt64LE(layout.longLivedTotal))
  const longLivedPending = Number(bytes.readBigInt64LE(layout.longLivedPending))
  if (!isCount(longLivedTotal) || !isCount(longLivedPending)) return undefined
  return { enabled: enabled === 1, generations, longLivedTotal, longLivedPending }
}

function isCount(value: number): boolean {
  return value >= 0 && Number.isSafeInteger(value)
}
