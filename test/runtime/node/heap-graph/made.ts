/** Small heap snapshots, as a program would write them. */

import type { HeapGraph } from '../../../../src/runtime/node/heap-graph/graph.ts'
import { EDGE_KINDS, NODE_KINDS } from '../../../../src/runtime/node/heap-graph/meta.ts'
import { readHeapGraph, type SnapshotStream } from '../../../../src/runtime/node/heap-graph/read.ts'

export interface MadeEdge {
  readonly to: number
  readonly kind?: (typeof EDGE_KINDS)[number]
  /** Text or number, by its kind. */
  readonly name?: string | number
}

export interface MadeNode {
  readonly kind?: (typeof NODE_KINDS)[number]
  readonly name?: string
  readonly size?: number
  /** An odd number from 1 on, by its place, if left out. */
  readonly id?: number
  readonly edges?: readonly MadeEdge[]
}

/** Fields in the order of Node 20. */
export const NODE_FIELDS = ['type', 'name', 'id', 'self_size', 'edge_count', 'trace_node_id', 'detachedness']
export const EDGE_FIELDS = ['type', 'name_or_index', 'to_node']

/** What a file would have. */
export function snapshotText(
  nodes: readonly MadeNode[],
  { nodeFields = NODE_FIELDS, edgeFields = EDGE_FIELDS }: { nodeFields?: string[]; edgeFields?: string[] } = {},
): string {
  const strings: string[] = ['<dummy>']
  const text = (name: string) => {
    const at = strings.indexOf(name)
    return at < 0 ? strings.push(name) - 1 : at
  }
  const nodeRows = nodes.map(({ kind = 'object', name = '', size = 0, id, edges = [] }, i) => {
    const values: Record<string, number> = {
      type: NODE_KINDS.indexOf(kind),
      name: text(name),
      id: id ?? 2 * i + 1,
      self_size: size,
      edge_count: edges.length,
    }
    return nodeFields.map(field => values[field] ?? 0)
  })
  const edgeRows = nodes.flatMap(({ edges = [] }) =>
    edges.map(({ to, kind = 'property', name = 'p' }) => {
      const values: Record<string, number> = {
        type: EDGE_KINDS.indexOf(kind),
        name_or_index: typeof name === 'number' ? name : text(name),
        to_node: to * nodeFields.length,
      }
      return edgeFields.map(field => values[field] ?? 0)
    }),
  )
  const types = (fields: readonly string[], kinds: readonly string[]) =>
    fields.map(field => (field === 'type' ? kinds : field === 'name' ? 'string' : 'number'))
  return JSON.stringify({
    snapshot: {
      meta: {
        node_fields: nodeFields,
        node_types: types(nodeFields, NODE_KINDS),
        edge_fields: edgeFields,
        edge_types: types(edgeFields, EDGE_KINDS),
        location_fields: ['object_index', 'script_id', 'line', 'column'],
      },
      node_count: nodes.length,
      edge_count: edgeRows.length,
      trace_function_count: 0,
    },
    nodes: nodeRows.flat(),
    edges: edgeRows.flat(),
    trace_function_infos: [],
    trace_tree: [],
    samples: [],
    locations: [],
    strings,
  })
}

/** A stream of pieces of so many bytes. */
export function streamOf(bytes: Uint8Array, pieceBytes = bytes.length, wholeBytes = bytes.length): SnapshotStream {
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes)
  }
  return { pieces: pieces(), bytes: wholeBytes }
}

export function graphOfText(text: string, pieceBytes?: number): Promise<HeapGraph> {
  return readHeapGraph(streamOf(Buffer.from(text), pieceBytes))
}

export function graphOfNodes(nodes: readonly MadeNode[]): Promise<HeapGraph> {
  return graphOfText(snapshotText(nodes))
}
