/** What functions keep of the variables around them, and realms: what is made by `vm.createContext`. */
import { clean } from '../../../model/text.ts'
import { edgeText, textOf } from './describe.ts'
import type { HeapGraph } from './graph.ts'
import { edgesOf, kindOfEdge } from './holds.ts'
import { edgeKind, nodeKind } from './meta.ts'
import { Top } from './top.ts'
import { inSlices, inSteps, type Work } from './work.ts'

const CONTEXT = 'system / Context'
const REALM = 'system / NativeContext'
const CLOSURE = nodeKind('closure')
const VARIABLE = edgeKind('context')
const MOST_CONTEXTS = 20
const MOST_NAMES = 20
const MOST_FUNCTIONS = 5

/** The variables of one call that functions made in it still use. */
export interface KeptVariables {
  readonly node: number
  readonly id: number
  readonly retainedBytes: number
  /** Clean; those that have an object. */
  readonly variables: readonly string[]
  /** How many functions keep it. */
  readonly functions: number
  /** Some of them, and where they are written, clean. */
  readonly named: readonly string[]
}

export interface Contexts {
  readonly count: number
  /** Those that retain most, the biggest first. */
  readonly rows: readonly KeptVariables[]
  /** Each with globals of its own, the program's main one among them; the biggest first. */
  readonly realms: readonly { readonly node: number; readonly id: number; readonly retainedBytes: number }[]
}

export function contexts(graph: HeapGraph, most = MOST_CONTEXTS): Promise<Contexts> {
  return inSlices(contextsOf(graph, most))
}

function* contextsOf(graph: HeapGraph, most: number): Work<Contexts> {
  const { strings, names, retained, ids } = graph
  const isContext = new Uint8Array(strings.count)
  const isRealm = new Uint8Array(strings.count)
  yield* strings.eachWith('system / ', name => {
    const text = strings.text(name)
    if (text === CONTEXT) isContext[name] = 1
    else if (text === REALM) isRealm[name] = 1
  })
  const bytesOf = (node: number) => retained[node] ?? 0
  const found = new Top(most, bytesOf)
  const realms = new Top(most, bytesOf)
  let count = 0
  yield* inSteps(graph.nodeCount, (from, to) => {
    for (let node = from; node < to; node++) {
      const name = names[node] ?? 0
      if (isContext[name] === 1) {
        count++
        found.add(node)
      } else if (isRealm[name] === 1) realms.add(node)
    }
  })
  return {
    count,
    rows: found.items.map(node => keptBy(graph, node)),
    realms: realms.items.map(node => ({ node, id: ids[node] ?? 0, retainedBytes: bytesOf(node) })),
  }
}

function keptBy(graph: HeapGraph, node: number): KeptVariables {
  const { firstHolders, holders, kinds, retained, ids } = graph
  const [from, to] = edgesOf(graph, node)
  const variables: string[] = []
  for (let edge = from; edge < to && variables.length < MOST_NAMES; edge++) {
    if (kindOfEdge(graph, edge) === VARIABLE) variables.push(clean(edgeText(graph, edge)))
  }
  let functions = 0
  const named: string[] = []
  for (let i = firstHolders[node] ?? 0; i < (firstHolders[node + 1] ?? 0); i++) {
    const holder = holders[i] ?? 0
    if (kinds[holder] !== CLOSURE) continue
    functions++
    const text = named.length < MOST_FUNCTIONS ? textOf(graph, holder) : undefined
    if (text !== undefined) named.push(text)
  }
  return { node, id: ids[node] ?? 0, retainedBytes: retained[node] ?? 0, variables, functions, named }
}
