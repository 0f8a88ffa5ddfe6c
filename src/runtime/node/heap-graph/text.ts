/** What stands in the texts of a heap. */
import type { HeapGraph } from './graph.ts'
import { edgesOf, kindOfEdge } from './holds.ts'
import { edgeKind, nodeKind } from './meta.ts'

const [TEXT, JOINED, SLICED] = [nodeKind('string'), nodeKind('concatenated string'), nodeKind('sliced string')]
const INTERNAL = edgeKind('internal')
/** Of one that is put together from others, as many characters as V8 writes of one that is not. */
export const MOST_CHARACTERS = 1024
const MOST_PARTS = 1024

export function isText(kind: number): boolean {
  return kind === TEXT || kind === JOINED || kind === SLICED
}

/** Two texts that are one after the other; undefined of what is no such text. */
export function partsOf(graph: HeapGraph, node: number): readonly [first: number, second: number] | undefined {
  if (graph.kinds[node] !== JOINED) return undefined
  const [first, second] = [internal(graph, node, 'first'), internal(graph, node, 'second')]
  return first === undefined || second === undefined ? undefined : [first, second]
}

/** Whether it only points at the text that it stands for. */
export function standsForAnother(graph: HeapGraph, node: number): boolean {
  return internal(graph, node, 'actual') !== undefined
}

function internal(graph: HeapGraph, node: number, name: string): number | undefined {
  const [from, to] = edgesOf(graph, node)
  // A text has three edges at most.
  for (let edge = from; edge < Math.min(to, from + 8); edge++) {
    if (kindOfEdge(graph, edge) === INTERNAL && graph.strings.text(graph.edgeNames[edge] ?? 0) === name) {
      return graph.targets[edge]
    }
  }
  return undefined
}

/** The beginning of a text; undefined of one that is a piece of another, for from where to where is not told. */
export function contentOf(graph: HeapGraph, node: number): string | undefined {
  const content = wholeContent(graph, node)
  return content?.text
}

/** Whether that is all of it, too. */
export function wholeContent(
  graph: HeapGraph,
  node: number,
): { readonly text: string; readonly isWhole: boolean } | undefined {
  const { kinds, names, strings } = graph
  if (kinds[node] === TEXT) {
    const name = names[node] ?? 0
    const text = strings.text(name)
    return { text, isWhole: strings.isWhole(name) && text.length < MOST_CHARACTERS }
  }
  let text = ''
  const left = [node]
  for (let parts = 0; left.length > 0; parts++) {
    const part = left.pop() ?? 0
    if (parts === MOST_PARTS || text.length >= MOST_CHARACTERS) return { text, isWhole: false }
    const pair = partsOf(graph, part)
    if (pair !== undefined) {
      left.push(pair[1], pair[0])
      continue
    }
    // A piece of another text.
    if (kinds[part] !== TEXT) return part === node ? undefined : { text, isWhole: false }
    const own = wholeContent(graph, part)
    text += own?.text ?? ''
    if (own?.isWhole !== true) return { text, isWhole: false }
  }
  return { text, isWhole: true }
}
