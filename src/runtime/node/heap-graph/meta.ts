/** What the head of a heap snapshot says of the fields that follow. */

/** What a node is, by V8's names; others are `other`. */
export const NODE_KINDS = [
  'hidden',
  'array',
  'string',
  'object',
  'code',
  'closure',
  'regexp',
  'number',
  'native',
  'synthetic',
  'concatenated string',
  'sliced string',
  'symbol',
  'bigint',
  'object shape',
  'wasm object',
  'other',
] as const

export const EDGE_KINDS = ['context', 'element', 'property', 'internal', 'hidden', 'shortcut', 'weak'] as const

type NodeKindName = (typeof NODE_KINDS)[number]
type EdgeKindName = (typeof EDGE_KINDS)[number]

/** The number of a kind, as nodes have it. */
export const nodeKind = (name: NodeKindName): number => NODE_KINDS.indexOf(name)
/** The number of a kind, as edges have it. */
export const edgeKind = (name: EdgeKindName): number => EDGE_KINDS.indexOf(name)

/** In which place of a row a field stands. */
export interface NodeFields {
  readonly width: number
  readonly type: number
  readonly name: number
  readonly id: number
  readonly selfSize: number
  readonly edgeCount: number
}

export interface EdgeFields {
  readonly width: number
  readonly type: number
  readonly nameOrIndex: number
  readonly toNode: number
}

/** Undefined where it tells no places in scripts. */
export interface LocationFields {
  readonly width: number
  readonly objectIndex: number
  readonly line: number
}

export interface SnapshotMeta {
  readonly nodes: NodeFields
  readonly edges: EdgeFields
  readonly locations: LocationFields | undefined
  /** By the file's number of a kind: ours. */
  readonly nodeKinds: readonly number[]
  readonly edgeKinds: readonly number[]
  readonly nodeCount: number
  readonly edgeCount: number
}

/** A row is read into one small array. */
const MOST_FIELDS = 64
const MOST_KINDS = 256

/** What stands under `snapshot`. In words, if it does not say what is needed. */
export function parseMeta(snapshot: unknown): SnapshotMeta | string {
  const { meta, node_count: nodeCount, edge_count: edgeCount } = fieldsOf(snapshot)
  if (!isCount(nodeCount) || !isCount(edgeCount)) return 'it does not say how many nodes and edges it has'
  const said = fieldsOf(meta)
  const nodes = placesOf(said['node_fields'], ['type', 'name', 'id', 'self_size', 'edge_count'])
  const edges = placesOf(said['edge_fields'], ['type', 'name_or_index', 'to_node'])
  if (nodes === undefined || edges === undefined) return 'it does not say what fields its nodes and edges have'
  const places = placesOf(said['location_fields'], ['object_index', 'line'])
  const [type = 0, name = 0, id = 0, selfSize = 0, edgeCountAt = 0] = nodes.at
  const [edgeType = 0, nameOrIndex = 0, toNode = 0] = edges.at
  const nodeKinds = kindsOf(said['node_types'], type)
  const edgeKinds = kindsOf(said['edge_types'], edgeType)
  if (nodeKinds === undefined || edgeKinds === undefined)
    return 'it does not say what kinds of nodes and edges there are'
  const known: readonly string[] = NODE_KINDS
  const knownEdges: readonly string[] = EDGE_KINDS
  const numberOf = (kinds: readonly string[], kind: string, other: number) => {
    const number = kinds.indexOf(kind)
    return number < 0 ? other : number
  }
  return {
    nodes: { width: nodes.width, type, name, id, selfSize, edgeCount: edgeCountAt },
    edges: { width: edges.width, type: edgeType, nameOrIndex, toNode },
    locations: places && { width: places.width, objectIndex: places.at[0] ?? 0, line: places.at[1] ?? 0 },
    nodeKinds: nodeKinds.map(kind => numberOf(known, kind, nodeKind('other'))),
    // One that is new is taken for one that holds what it points at, under a number.
    edgeKinds: edgeKinds.map(kind => numberOf(knownEdges, kind, edgeKind('hidden'))),
    nodeCount,
    edgeCount,
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(name => typeof name === 'string')
}

/** Where the fields stand that are needed; undefined where one is not among them. */
function placesOf(
  fields: unknown,
  needed: readonly string[],
): { readonly width: number; readonly at: readonly number[] } | undefined {
  if (!isNames(fields) || fields.length > MOST_FIELDS) return undefined
  const at = needed.map(name => fields.indexOf(name))
  return at.includes(-1) ? undefined : { width: fields.length, at }
}

/** The names of kinds, which stand in the place of the field that is a kind. */
function kindsOf(types: unknown, place: number): readonly string[] | undefined {
  const kinds: unknown = Array.isArray(types) ? types[place] : undefined
  return isNames(kinds) && kinds.length <= MOST_KINDS ? kinds : undefined
}
