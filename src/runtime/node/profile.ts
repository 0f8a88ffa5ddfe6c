/**
 * What V8's sampler of allocations tells: a tree of functions, each with what was allocated in it and is alive. Pure.
 * Nothing of it is trusted.
 */
import { clean } from '../../model/text.ts'
import type { CodePlace, Trace } from '../allocations.ts'
import { objectOf } from './protocol.ts'
import { sampledCount } from './sampled-count.ts'

/** A function of the program's code. */
export interface SampledFunction {
  /** Where it begins. */
  readonly place: CodePlace
  readonly script: string
  /** From 0, as the protocol counts. */
  readonly line: number
  readonly column: number
}

export interface SampledNode {
  readonly id: number
  /** Undefined for what is no function of a script: V8's own, and the root. */
  readonly function: SampledFunction | undefined
  /** As V8 calls it. */
  readonly name: string
  readonly parent: SampledNode | undefined
  /** Allocated in it itself, and alive: an estimate for all from those that were sampled. */
  readonly bytes: number
}

/** An allocation that was sampled, and stands for others. */
export interface Sample {
  readonly node: number
  readonly bytes: number
  /** Ascending in time. */
  readonly ordinal: number
}

export interface SamplingProfile {
  readonly nodes: readonly SampledNode[]
  readonly samples: readonly Sample[]
}

/** V8 keeps 128 frames of a stack. */
const MOST_DEPTH = 200
const MOST_TEXT = 1000

/** @param profile of `HeapProfiler.getSamplingProfile` */
export function parseProfile(profile: unknown): SamplingProfile {
  const { head, samples } = objectOf(profile)
  const nodes: SampledNode[] = []
  const open: { readonly value: unknown; readonly parent: SampledNode | undefined; readonly depth: number }[] = []
  const functions = new Map<string, SampledFunction>()
  open.push({ value: head, parent: undefined, depth: 0 })
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { parent, depth } = next
    const { callFrame, selfSize, id, children } = objectOf(next.value)
    const frame = objectOf(callFrame)
    const name = textOf(frame['functionName'])
    const node = { id: numberOf(id), function: functionOf(frame, functions), name, parent, bytes: numberOf(selfSize) }
    nodes.push(node)
    if (depth >= MOST_DEPTH || !Array.isArray(children)) continue
    for (const value of children) open.push({ value, parent: node, depth: depth + 1 })
  }
  return { nodes, samples: Array.isArray(samples) ? samples.map(sampleOf) : [] }
}

function sampleOf(value: unknown): Sample {
  const { nodeId, size, ordinal } = objectOf(value)
  return { node: numberOf(nodeId), bytes: numberOf(size), ordinal: numberOf(ordinal) }
}

function functionOf(
  { functionName, scriptId, url, lineNumber, columnNumber }: Readonly<Record<string, unknown>>,
  known: Map<string, SampledFunction>,
): SampledFunction | undefined {
  const [script, line, column] = [
    textOf(scriptId),
    typeof lineNumber === 'number' ? lineNumber : -1,
    numberOf(columnNumber),
  ]
  // What is no script's has number 0.
  if (script === '' || script === '0' || !(line >= 0)) return undefined
  const key = `${script}:${line}:${column}`
  const before = known.get(key)
  if (before !== undefined) return before
  const place = { file: fileOf(textOf(url)), line: line + 1, function: textOf(functionName) }
  const made = { place, script, line, column }
  known.set(key, made)
  return made
}

/** A file’s URL as its path, as far as that can be told; any other as it is. */
export function fileOf(url: string): string {
  if (url === '') return '<no file>'
  if (!/^file:\/\/\//i.test(url)) return url
  const path = url.slice('file://'.length).replace(/[?#].*$/, '')
  try {
    return clean(decodeURIComponent(path))
  } catch (error) {
    if (error instanceof URIError) return path
    throw error
  }
}

/** Foreign text, bounded and clean. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? clean(value.slice(0, MOST_TEXT)) : ''
}

export function numberOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : 0
}

/** Whether it is of a script, or was called by it. */
export function isBelowScript(node: SampledNode, script: string): boolean {
  for (let at: SampledNode | undefined = node; at !== undefined; at = at.parent) {
    if (at.function?.script === script) return true
  }
  return false
}

/**
 * All that is alive, by the way through the code that it was allocated by. V8's own functions are left out of the ways:
 * what `push` needs is the caller's. What no code of the program has asked for has V8's name for it.
 *
 * @param everyBytes how often it was sampled
 * @param ours the script that is our own code, which is left out
 */
export function tracesOf(
  { nodes, samples }: SamplingProfile,
  frames: number,
  everyBytes: number,
  ours: string,
): Trace[] {
  const counts = new Map<number, { count: number; bytes: number }>()
  // There are few sizes, and many samples.
  const standsFor = new Map<number, number>()
  for (const { node, bytes } of samples) {
    const count = standsFor.get(bytes) ?? sampledCount(bytes, everyBytes)
    standsFor.set(bytes, count)
    const sum = counts.get(node) ?? { count: 0, bytes: 0 }
    counts.set(node, { count: sum.count + count, bytes: sum.bytes + bytes })
  }
  return nodes.flatMap(node => {
    if (node.bytes === 0 || isBelowScript(node, ours)) return []
    const sum = counts.get(node.id)
    // The sizes of a node's samples are rounded each, its own size is once.
    const count =
      sum === undefined || sum.bytes === 0 ? 1 : Math.max(1, Math.round((sum.count * node.bytes) / sum.bytes))
    return [{ frames: framesOf(node, frames), bytes: node.bytes, count }]
  })
}

function framesOf(node: SampledNode, most: number): readonly CodePlace[] {
  const frames: CodePlace[] = []
  for (let at: SampledNode | undefined = node; at !== undefined && frames.length < most; at = at.parent) {
    if (at.function !== undefined) frames.push(at.function.place)
  }
  return frames.length > 0 ? frames : [{ file: '<V8>', line: undefined, function: node.name }]
}
