/** What an object of a heap is, and by what it holds another, in words for people. */
import { clean } from '../../../model/text.ts'
import type { HeapObject } from '../../holding.ts'
import type { HeapGraph } from './graph.ts'
import { edgesOf, kindOfEdge } from './holds.ts'
import { EDGE_KINDS, NODE_KINDS, nodeKind } from './meta.ts'
import { contentOf, isText } from './text.ts'

const [CLOSURE, CODE, REGEXP, SYMBOL] = [nodeKind('closure'), nodeKind('code'), nodeKind('regexp'), nodeKind('symbol')]
const MOST_TEXT = 200

/** Names of what has none of its own, as developer tools of browsers have them. */
const NAMES: Readonly<Record<string, string>> = {
  hidden: '(system)',
  code: '(compiled code)',
  closure: 'Function',
  regexp: 'RegExp',
}

/** The name of a class, clean. */
export function className({ classes, strings }: HeapGraph, number: number): string {
  const found = classes[number]
  if (found === undefined) return ''
  if (found.name !== undefined) return clean(strings.text(found.name))
  const kind = NODE_KINDS[found.kind] ?? 'other'
  return NAMES[kind] ?? `(${kind})`
}

export function describe(graph: HeapGraph, node: number, weakReferences?: number): HeapObject {
  const { firstHolders, sizes, classOf } = graph
  return {
    type: className(graph, classOf[node] ?? 0),
    address: undefined,
    bytes: sizes[node],
    text: textOf(graph, node),
    references: (firstHolders[node + 1] ?? 0) - (firstHolders[node] ?? 0),
    weakReferences,
  }
}

/** The beginning of a text; a function's name and where it is written; clean. Undefined of all else. */
export function textOf(graph: HeapGraph, node: number): string | undefined {
  const { kinds, names, strings } = graph
  const kind = kinds[node] ?? 0
  if (isText(kind)) {
    const content = contentOf(graph, node)
    return content === undefined ? undefined : shortened(content)
  }
  if (kind !== CLOSURE && kind !== CODE && kind !== REGEXP && kind !== SYMBOL) return undefined
  const name = shortened(strings.text(names[node] ?? 0))
  if (kind !== CLOSURE) return name === '' ? undefined : name
  const place = placeOf(graph, node)
  return place === undefined ? name : `${name === '' ? '(anonymous)' : name} at ${place}`
}

function shortened(text: string): string {
  return clean(text.slice(0, MOST_TEXT))
}

/** File and line of a function, clean: `/srv/cache.js:12`; undefined where that is not told. */
function placeOf(graph: HeapGraph, closure: number): string | undefined {
  const shared = heldBy(graph, closure, ['shared'])
  const script = shared === undefined ? undefined : heldBy(graph, shared, ['script', 'script_or_debug_info'])
  if (script === undefined) return undefined
  const file = graph.strings.text(graph.names[script] ?? 0)
  const line = graph.lines[closure] ?? 0
  return file === '' || line === 0 ? undefined : `${shortened(file)}:${line}`
}

/** What a node has under one of these names of V8's own. */
export function heldBy(graph: HeapGraph, node: number, names: readonly string[]): number | undefined {
  const [from, to] = edgesOf(graph, node)
  for (let edge = from; edge < Math.min(to, from + MOST_OWN_EDGES); edge++) {
    if (EDGE_KINDS[kindOfEdge(graph, edge)] === 'internal' && names.includes(edgeText(graph, edge))) {
      return graph.targets[edge]
    }
  }
  return undefined
}

/** A function has a handful; those of an array may be a million. */
const MOST_OWN_EDGES = 64

export function edgeText({ edgeNames, strings }: HeapGraph, edge: number): string {
  return strings.text(edgeNames[edge] ?? 0)
}

const IDENTIFIER = /^[\p{ID_Start}$_#][\p{ID_Continue}$]*$/u
const PAIR = / \/ part of key \(/

/** By what an edge holds: `.cache`, `['a-b']`, `[3]`, `variable cache`; what is V8's own in angle brackets: `<table>`. */
export function edgeLabel(graph: HeapGraph, edge: number): string {
  const kind = EDGE_KINDS[kindOfEdge(graph, edge)]
  if (kind === 'element') return `[${graph.edgeNames[edge]}]`
  if (kind === 'hidden') return `<${graph.edgeNames[edge]}>`
  const name = edgeText(graph, edge)
  if (kind === 'internal' && PAIR.test(name)) return 'as key of a WeakMap'
  const text = shortened(name)
  if (kind === 'context') return `variable ${text}`
  if (kind === 'internal' || kind === 'weak') return `<${text}>`
  return IDENTIFIER.test(text) ? `.${text}` : `[${quoted(text)}]`
}

/** As in code. */
export function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
