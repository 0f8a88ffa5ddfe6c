/**
 * On which of a function's lines was allocated what V8's sampler has of it. Pure.
 *
 * The sampler numbers its samples in their order and keeps only the function. So the target is made to come by at each
 * statement, see guard.ts: where a sample was taken since the one before, it makes an array that is sampled too, and notes
 * that place. All samples between two such arrays, then, were taken in the piece of code that began at the later one's
 * place.
 */
import type { Sample } from './profile.ts'

export interface MarkPlan {
  /** Lengths of the arrays: the first, and how much longer each next is, before the lengths begin again. */
  readonly slots: number
  readonly step: number
  readonly serials: number
  /** After so many statements it is known how many handles one makes by itself. */
  readonly learning: number
  /** Of places that are noted. */
  readonly most: number
}

/** What a piece of code has kept: a sample stands for so many bytes. */
export type ByPlace = ReadonlyMap<number, readonly number[]>

const WORD_BYTES = 8
/** Of an array's elements; before them is the array itself, of less than a step. */
const HEADER_BYTES = 16
/** The target has so much more for as long as it takes. */
const MOST_KEPT_BYTES = 40e6
const MOST_PLACES = 3000
/** Arrays of 0.56 to 0.8 of the distance of two samples: each sample of one stands for two. */
const FIRST_LENGTH = 0.56
const LAST_LENGTH = 0.82
const STANDS_FOR = 2
const [STEP, SERIALS] = [8, 32]
/** Of smaller distances the lengths would be too different, of larger ones the arrays too large. */
const [LEAST_EVERY_BYTES, MOST_EVERY_BYTES] = [10_000, 140_000]

/** Undefined where allocations are sampled too seldom, or too often. */
export function planMarks(everyBytes: number): MarkPlan | undefined {
  if (everyBytes < LEAST_EVERY_BYTES || everyBytes > MOST_EVERY_BYTES) return undefined
  const slots = Math.ceil((FIRST_LENGTH * everyBytes) / WORD_BYTES)
  const most = Math.min(MOST_PLACES, Math.floor(MOST_KEPT_BYTES / (LAST_LENGTH * everyBytes)))
  return { slots, step: STEP, serials: SERIALS, learning: SERIALS, most }
}

/**
 * @param places as they were noted; -1 is none
 * @param arrays samples of the arrays, and others that were taken while they were made
 * @param samples those of the function
 */
export function resolveMarks(
  places: readonly number[],
  arrays: readonly Sample[],
  samples: readonly Sample[],
  plan: MarkPlan,
): ByPlace {
  const ordinals = ordinalsOf(places.length, arrays, plan)
  const known = [...ordinals].sort(([, a], [, b]) => a - b)
  const found = new Map<number, number[]>()
  for (const { ordinal, bytes } of samples) {
    const next = known[firstAfter(known, ordinal)]
    if (next === undefined) continue
    const [index] = next
    const [before, place] = [ordinals.get(index - 1), places[index]]
    // Without the array before it the sample may belong to what that was made for.
    if (before === undefined || before > ordinal || place === undefined || place < 0) continue
    found.set(place, [...(found.get(place) ?? []), bytes])
  }
  return found
}

/** Where in the order of samples each array is, by its index: those that were sampled themselves. */
function ordinalsOf(count: number, arrays: readonly Sample[], plan: MarkPlan): Map<number, number> {
  const { serials } = plan
  const ordinals = new Map<number, number>()
  const inOrder = arrays
    .map(({ bytes, ordinal }) => ({ ordinal, serial: serialOf(bytes, plan) }))
    .sort((a, b) => a.ordinal - b.ordinal)
  // What was sampled before the first was made is something else, or of a search before this one.
  const first = inOrder.findLastIndex(({ serial }) => serial === serials + 1)
  let index = 0
  for (const { serial, ordinal } of first < 0 ? [] : inOrder.slice(first + 1)) {
    // Else it is something else.
    if (!Number.isInteger(serial) || serial < 0 || serial >= serials) continue
    // The first has serial number 1. A few may be missing, a whole round of them never is.
    const skipped = (serial - 1 - (index % serials) + 2 * serials) % serials
    if (skipped > serials / 2 || index + skipped >= count) continue
    ordinals.set(index + skipped, ordinal)
    index += skipped + 1
  }
  return ordinals
}

/** Not a whole number for what is no such array. */
function serialOf(bytes: number, { slots, step }: MarkPlan): number {
  return ((bytes / STANDS_FOR - HEADER_BYTES) / WORD_BYTES - slots) / step
}

function firstAfter(known: readonly (readonly [number, number])[], ordinal: number): number {
  let [low, high] = [0, known.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((known[middle]?.[1] ?? 0) > ordinal) high = middle
    else low = middle + 1
  }
  return low
}
