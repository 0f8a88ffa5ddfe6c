/** Which function of a profile it was, and what its lines have kept. Pure. */
import type { CodePlace, HotLine } from '../allocations.ts'
import type { ByPlace } from './marks.ts'
import type { SampledFunction, SampledNode, SamplingProfile } from './profile.ts'

/** A place in a function at which a program can be stopped; from 0. */
export interface Location {
  readonly line: number
  readonly column: number
  /** It is where the function returns, so that nothing of it follows. */
  readonly returns: boolean
}

/** Fewer samples of a line than these say nothing. */
const LEAST_SAMPLES = 3
/** A line has this part of all, or it is left out. */
const LEAST_SHARE = 0.05
/**
 * V8 makes lists of its own longer while conditions of breakpoints are compiled: a large array now and then, at whatever
 * statement. So of samples that are larger than so many times their distance only those count of which a line has several.
 */
const LARGE = 3

interface Share {
  readonly function: SampledFunction
  bytes: number
  samples: number
}

/**
 * Where optimised code has a function inlined, V8's sampler names the one around it. The later profile was taken without
 * optimised code, so where the function that was named has nothing of its own any more, it was one that it
 * calls: that whose part has grown most.
 *
 * @param before with all that was sampled so far
 * @param later of it only what was sampled since; undefined where there was no optimised code
 */
export function whichFunction(
  before: SamplingProfile,
  later: SamplingProfile | undefined,
  place: CodePlace,
): { readonly function: SampledFunction; readonly samples: number } | undefined {
  if (later === undefined) {
    const named = [...sharesBelow(before, place, -1).values()].filter(share => samePlace(share.function.place, place))
    // Two functions may begin on one line.
    return named.sort((a, b) => b.bytes - a.bytes)[0]
  }
  const last = before.samples.reduce((most, { ordinal }) => Math.max(most, ordinal), -1)
  const [was, is] = [sharesBelow(before, place, -1), sharesBelow(later, place, last)]
  const [allWas, all] = [sum(was), sum(is)]
  let best: Share | undefined
  let mostGrown = Number.NEGATIVE_INFINITY
  for (const [key, share] of is) {
    const [part, partWas] = [share.bytes / all, (was.get(key)?.bytes ?? 0) / allWas]
    const isNamed = samePlace(share.function.place, place)
    if (isNamed && part >= partWas / 2 && share.samples >= LEAST_SAMPLES) return share
    if (part - partWas > mostGrown && share.samples >= LEAST_SAMPLES) [best, mostGrown] = [share, part - partWas]
  }
  return best
}

/** What each function has of its own, among those that were called below a place. */
function sharesBelow({ nodes, samples }: SamplingProfile, place: CodePlace, since: number): Map<string, Share> {
  const byId = new Map<number, SampledNode>()
  for (const node of nodes) if (isBelow(node, place)) byId.set(node.id, node)
  const shares = new Map<string, Share>()
  for (const { node: id, bytes, ordinal } of samples) {
    const at = ordinal > since ? ownerOf(byId.get(id)) : undefined
    if (at === undefined) continue
    const key = `${at.script}:${at.line}:${at.column}`
    const share = shares.get(key) ?? { function: at, bytes: 0, samples: 0 }
    share.bytes += bytes
    share.samples++
    shares.set(key, share)
  }
  return shares
}

/** The function of the program itself that a node of V8's own belongs to. */
function ownerOf(node: SampledNode | undefined): SampledFunction | undefined {
  for (let at = node; at !== undefined; at = at.parent) if (at.function !== undefined) return at.function
  return undefined
}

function isBelow(node: SampledNode, place: CodePlace): boolean {
  for (let at: SampledNode | undefined = node; at !== undefined; at = at.parent) {
    if (at.function !== undefined && samePlace(at.function.place, place)) return true
  }
  return false
}

function samePlace(one: CodePlace, other: CodePlace): boolean {
  return one.file === other.file && one.line === other.line && one.function === other.function
}

function sum(shares: ReadonlyMap<string, Share>): number {
  let bytes = 0
  for (const share of shares.values()) bytes += share.bytes
  return Math.max(1, bytes)
}

/** Lines by what they have kept, most first; none where too little was seen to say so. */
export function hotLinesOf(
  byPlace: ByPlace,
  locations: readonly Location[],
  { place, line: begins }: SampledFunction,
  everyBytes: number,
): readonly HotLine[] {
  const lines = new Map<number, number[]>()
  for (const [index, sizes] of byPlace) {
    const line = lineAfter(locations, index, begins)
    if (line !== undefined) lines.set(line, [...(lines.get(line) ?? []), ...sizes])
  }
  const kept = [...lines]
    .map(([line, sizes]) => ({ line, sizes: withoutStrays(sizes, everyBytes * LARGE) }))
    .filter(({ sizes }) => sizes.length >= LEAST_SAMPLES)
  const all = kept.flatMap(({ sizes }) => sizes)
  const total = all.reduce((bytes, size) => bytes + size, 0)
  return kept
    .map(({ line, sizes }) => ({
      place: { ...place, line: line + 1 },
      shareOfBytes: sizes.reduce((bytes, size) => bytes + size, 0) / total,
      samples: sizes.length,
    }))
    .filter(({ shareOfBytes }) => shareOfBytes >= LEAST_SHARE)
    .sort((a, b) => b.shareOfBytes - a.shareOfBytes)
}

/**
 * What runs after a function has returned is its next call, before the first statement. That stands on the line on which
 * the function begins, if the statement does; else it is not known.
 */
function lineAfter(locations: readonly Location[], index: number, begins: number): number | undefined {
  const location = locations[index]
  if (location?.returns !== true) return location?.line
  return locations[0]?.line === begins ? begins : undefined
}

function withoutStrays(sizes: readonly number[], large: number): readonly number[] {
  return sizes.filter(size => size <= large || sizes.filter(other => other >= size / 2).length >= LEAST_SAMPLES)
}
