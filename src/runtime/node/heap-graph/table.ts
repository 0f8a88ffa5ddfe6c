/** Nodes and edges of a snapshot, column by column, as they come. */
import type { SnapshotMeta } from './meta.ts'
import { StringTable } from './strings.ts'

/** What offsets of 32 bits reach. */
const MOST = 2 ** 32

export class Table {
  readonly meta: SnapshotMeta
  readonly strings = new StringTable()
  /** Of each node. */
  readonly kinds: Uint8Array
  readonly names: Uint32Array
  readonly ids: Uint32Array
  readonly sizes: Float64Array
  /** Where its edges begin; one more at the end. */
  readonly firstEdges: Uint32Array
  /** Of each edge. */
  readonly edgeKinds: Uint8Array
  readonly edgeNames: Uint32Array
  readonly targets: Uint32Array
  /** In which line of its script a function is written, from 1; 0 where that is not told. */
  readonly lines: Uint32Array
  #nodes = 0
  #edges = 0
  #mostNames = 0

  constructor(meta: SnapshotMeta) {
    const { nodeCount, edgeCount } = meta
    this.meta = meta
    this.kinds = new Uint8Array(nodeCount)
    this.names = new Uint32Array(nodeCount)
    this.ids = new Uint32Array(nodeCount)
    this.sizes = new Float64Array(nodeCount)
    this.firstEdges = new Uint32Array(nodeCount + 1)
    this.lines = new Uint32Array(nodeCount)
    this.edgeKinds = new Uint8Array(edgeCount)
    this.edgeNames = new Uint32Array(edgeCount)
    this.targets = new Uint32Array(edgeCount)
  }

  /** What is wrong with it, in words. */
  addNode(row: Float64Array): string | undefined {
    const { nodes, nodeKinds } = this.meta
    const node = this.#nodes++
    if (node >= this.kinds.length) return `more than the ${this.kinds.length} nodes that it should have`
    const kind = nodeKinds[row[nodes.type] ?? 0]
    if (kind === undefined) return `a node of a kind that is not listed: ${row[nodes.type]}`
    const name = row[nodes.name] ?? 0
    if (name >= MOST) return `a text with the number ${name}`
    if (name > this.#mostNames) this.#mostNames = name
    this.kinds[node] = kind
    this.names[node] = name
    this.ids[node] = row[nodes.id] ?? 0
    this.sizes[node] = row[nodes.selfSize] ?? 0
    const end = (this.firstEdges[node] ?? 0) + (row[nodes.edgeCount] ?? 0)
    if (end > this.targets.length) return `more than the ${this.targets.length} edges that it should have`
    this.firstEdges[node + 1] = end
    return undefined
  }

  /** What is wrong with it, in words. */
  addEdge(row: Float64Array): string | undefined {
    const { nodes, edges, edgeKinds } = this.meta
    const edge = this.#edges++
    if (edge >= this.targets.length) return `more than the ${this.targets.length} edges that it should have`
    const kind = edgeKinds[row[edges.type] ?? 0]
    if (kind === undefined) return `an edge of a kind that is not listed: ${row[edges.type]}`
    const name = row[edges.nameOrIndex] ?? 0
    if (name >= MOST) return `an edge with the number ${name}`
    const target = (row[edges.toNode] ?? 0) / nodes.width
    if (!Number.isInteger(target) || target >= this.kinds.length) {
      return `an edge to ${row[edges.toNode]}, where there is no node`
    }
    this.edgeKinds[edge] = kind
    this.edgeNames[edge] = name
    this.targets[edge] = target
    return undefined
  }

  /** What is wrong with it, in words. */
  addLocation(row: Float64Array): string | undefined {
    const { nodes, locations } = this.meta
    const node = (row[locations?.objectIndex ?? 0] ?? 0) / nodes.width
    if (!Number.isInteger(node) || node >= this.kinds.length) return 'a location of what is no node'
    this.lines[node] = (row[locations?.line ?? 0] ?? 0) + 1
    return undefined
  }

  /** Once all is there: in words. */
  whatIsWrong(): string | undefined {
    const { kinds, targets, firstEdges, strings } = this
    if (kinds.length === 0) return 'no node in it'
    if (this.#nodes < kinds.length) return `${this.#nodes} nodes where it should have ${kinds.length}`
    if (this.#edges < targets.length) return `${this.#edges} edges where it should have ${targets.length}`
    const owned = firstEdges[kinds.length] ?? 0
    if (owned < targets.length) return `${targets.length - owned} edges of no node`
    // Names of edges are looked up as they are needed: one that is not there is empty.
    if (this.#mostNames >= strings.count) return `a text with the number ${this.#mostNames} of ${strings.count}`
    return undefined
  }
}
