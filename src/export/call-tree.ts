/** Weighted stacks as one tree from the outermost frames inwards: what they have in common is there once. */
import type { CodePlace } from '../runtime/allocations.ts'
import { PlaceNumbers } from '../runtime/place-numbers.ts'
import type { WeightedStack } from './heap-stacks.ts'

/** Nodes are numbers, each higher than its parent's; 0 is the root, which is no place. */
export interface CallTree {
  readonly places: readonly CodePlace[]
  /** Of each node the number of its place; of the root -1. */
  readonly placeOf: readonly number[]
  /** The largest first, with all that is below them. */
  readonly children: readonly (readonly number[])[]
  /** Allocated there, not below; whole. */
  readonly selfBytes: readonly number[]
}

export const ROOT = 0

/** More places than there is memory for. */
const PLACES = 2 ** 26

/**
 * Stacks of no whole byte are left out. Nothing is yielded but an empty text after each, so that whoever writes it
 * may rest.
 */
export function* callTree(stacks: readonly WeightedStack[]): Generator<'', CallTree, undefined> {
  const numbers = new PlaceNumbers()
  const [placeOf, parents, selfBytes] = [[-1], [ROOT], [0]]
  // One for all nodes: a Map for each would be most of the memory.
  const known = new Map<number, number>()
  for (const { frames, bytes } of stacks) {
    yield ''
    const whole = Math.round(bytes)
    if (whole <= 0) continue
    let node = ROOT
    for (const { file, line, function: name } of frames.toReversed()) {
      const place = numbers.of(file, line, name)
      const key = node * PLACES + place
      let next = known.get(key)
      if (next === undefined) {
        next = placeOf.push(place) - 1
        parents.push(node)
        selfBytes.push(0)
        known.set(key, next)
      }
      node = next
    }
    selfBytes[node] = (selfBytes[node] ?? 0) + whole
  }
  return { places: numbers.places, placeOf, selfBytes, children: childrenOf(parents, selfBytes) }
}

function childrenOf(parents: readonly number[], selfBytes: readonly number[]): number[][] {
  const totals = [...selfBytes]
  const children = parents.map((): number[] => [])
  // From the last one on: each is done when its parent is met.
  for (let node = parents.length - 1; node > ROOT; node--) {
    const parent = parents[node] ?? ROOT
    totals[parent] = (totals[parent] ?? 0) + (totals[node] ?? 0)
    children[parent]?.push(node)
  }
  for (const nodes of children) nodes.sort((a, b) => (totals[b] ?? 0) - (totals[a] ?? 0) || a - b)
  return children
}

/** A node is come to, and left again once all below it were. */
export type Step = { readonly enter: number; readonly isFirst: boolean } | { readonly leave: number }

/** Goes through the tree, each node before those below it, the largest first. */
export function* walk({ children }: CallTree): Generator<Step, void, undefined> {
  yield { enter: ROOT, isFirst: true }
  // By hand: a way may be deeper than calls can be.
  const open = [{ node: ROOT, next: 0 }]
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const child = children[top.node]?.[top.next]
    if (child === undefined) {
      yield { leave: top.node }
      open.pop()
    } else {
      yield { enter: child, isFirst: top.next === 0 }
      top.next++
      open.push({ node: child, next: 0 })
    }
  }
}
