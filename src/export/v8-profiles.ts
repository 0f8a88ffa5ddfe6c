/**
 * Allocations as the profiles that V8 writes, whatever runtime they are of: Chrome's DevTools, speedscope and editors open
 * them. Their shapes are those of the DevTools protocol, HeapProfiler.SamplingHeapProfile and Profiler.Profile.
 */
import type { CodePlace } from '../runtime/allocations.ts'
import { type CallTree, callTree, ROOT, walk } from './call-tree.ts'
import type { WeightedStack } from './heap-stacks.ts'

/** Counted from 0 there; -1 where it is unknown, as V8 has it. */
const UNKNOWN = -1

interface CallFrame {
  readonly functionName: string
  readonly scriptId: string
  readonly url: string
  readonly lineNumber: number
  readonly columnNumber: number
}

const ROOT_FRAME: CallFrame = {
  functionName: '(root)',
  scriptId: '0',
  url: '',
  lineNumber: UNKNOWN,
  columnNumber: UNKNOWN,
}

/** When the first of it was allocated, and when the last: wall clock, milliseconds since 1970. */
export interface Span {
  readonly sinceMs: number
  readonly atMs: number
}

/** A `.heapprofile` in pieces: the tree, and a sample for each node where something was allocated. */
export function* heapProfileText(
  stacks: readonly WeightedStack[],
  { sinceMs, atMs }: Span,
): Generator<string, void, undefined> {
  const tree = yield* callTree(stacks)
  const frames = callFrames(tree)
  yield '{"head":'
  for (const step of walk(tree)) {
    if ('leave' in step) yield ']}'
    else {
      const { enter: node, isFirst } = step
      const separator = isFirst ? '' : ','
      yield `${separator}{"callFrame":${frames(node)},"selfSize":${selfOf(tree, node)},"id":${idOf(node)},"children":[`
    }
  }
  yield ',\n"samples":['
  let ordinal = 0
  for (const node of allocating(tree)) {
    ordinal++
    yield `${ordinal === 1 ? '' : ','}${JSON.stringify({ size: selfOf(tree, node), nodeId: idOf(node), ordinal })}`
  }
  yield `],\n"startTime":${sinceMs},"endTime":${atMs}}\n`
}

/**
 * A `.cpuprofile` in pieces, in which a byte is a microsecond: what took the most of them has allocated the most. Each node is
 * sampled twice, at the beginning of its bytes and at their end: some readers take a delta for the time before its
 * sample, others for that after the one before. DevTools counts hits, so each byte is one.
 */
export function* cpuProfileText(stacks: readonly WeightedStack[]): Generator<string, void, undefined> {
  const tree = yield* callTree(stacks)
  const frames = callFrames(tree)
  yield '{"nodes":['
  for (const [node, children] of tree.children.entries()) {
    const below = children.length > 0 || node === ROOT ? `,"children":[${children.map(idOf).join()}]` : ''
    const separator = node === ROOT ? '' : ',\n'
    yield `${separator}{"id":${idOf(node)},"callFrame":${frames(node)},"hitCount":${selfOf(tree, node)}${below}}`
  }
  yield '],\n"samples":['
  let total = 0
  for (const node of allocating(tree)) {
    total += selfOf(tree, node)
    yield `${idOf(node)},${idOf(node)},`
  }
  yield `${idOf(ROOT)}],\n"timeDeltas":[`
  for (const node of allocating(tree)) yield `0,${selfOf(tree, node)},`
  yield `0],\n"startTime":0,"endTime":${total}}\n`
}

function idOf(node: number): number {
  return node + 1
}

function selfOf({ selfBytes }: CallTree, node: number): number {
  return selfBytes[node] ?? 0
}

/** Those where something was allocated, in the order of the tree, so that what belongs together is side by side. */
function* allocating(tree: CallTree): Generator<number, void, undefined> {
  for (const step of walk(tree)) if ('enter' in step && selfOf(tree, step.enter) > 0) yield step.enter
}

/** Of nodes, as JSON: made once for each place. */
function callFrames({ places, placeOf }: CallTree): (node: number) => string {
  const scripts = new Map<string, number>()
  const known = places.map(place => {
    const script = scripts.get(place.file) ?? scripts.size + 1
    scripts.set(place.file, script)
    return JSON.stringify(frameOf(place, String(script)))
  })
  const root = JSON.stringify(ROOT_FRAME)
  return node => known[placeOf[node] ?? UNKNOWN] ?? root
}

function frameOf(place: CodePlace, scriptId: string): CallFrame {
  const { file, line, function: name } = place
  return {
    functionName: name ?? placeName(place),
    scriptId,
    url: file,
    lineNumber: line === undefined ? UNKNOWN : line - 1,
    columnNumber: UNKNOWN,
  }
}

/** `leak.py:12`, where the runtime does not keep the function: an empty name would be shown as a function without one. */
function placeName({ file, line }: CodePlace): string {
  const base = file.slice(file.lastIndexOf('/') + 1) || file || '(unknown)'
  return line === undefined ? base : `${base}:${line}`
}
