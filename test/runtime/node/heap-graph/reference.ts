/** The same as the product finds out, slowly and by the definitions. */
import type { MadeNode } from './made.ts'

/** Strong edges of a made graph; a WeakMap's are not told apart. */
export function strongEdges(nodes: readonly MadeNode[]): number[][] {
  return nodes.map(({ edges = [] }, node) =>
    edges.filter(({ kind }) => kind !== 'weak' && (kind !== 'shortcut' || node === 0)).map(({ to }) => to),
  )
}

/** How far each is from the root; undefined where it is not reached, `without` one that is not gone through. */
export function distances(edges: readonly number[][], without = -1): (number | undefined)[] {
  const found: (number | undefined)[] = edges.map(() => undefined)
  if (without === 0) return found
  found[0] = 0
  const queue = [0]
  for (const node of queue) {
    for (const to of edges[node] ?? []) {
      if (to === without || found[to] !== undefined) continue
      found[to] = (found[node] ?? 0) + 1
      queue.push(to)
    }
  }
  return found
}

/** What would not be reached without each node; of what is not reached only itself. */
export function retainedSizes(nodes: readonly MadeNode[]): number[] {
  const edges = strongEdges(nodes)
  const size = (node: number) => nodes[node]?.size ?? 0
  const reached = distances(edges)
  return nodes.map((_, node) => {
    if (reached[node] === undefined) return size(node)
    const without = distances(edges, node)
    return nodes.reduce(
      (sum, _, other) => (reached[other] !== undefined && without[other] === undefined ? sum + size(other) : sum),
      0,
    )
  })
}

/** By name: what those retain that no other of the name dominates. */
export function retainedByName(nodes: readonly MadeNode[]): Map<string, number> {
  const edges = strongEdges(nodes)
  const reached = distances(edges)
  const retained = retainedSizes(nodes)
  const without = nodes.map((_, node) => distances(edges, node))
  const sums = new Map<string, number>()
  for (const [node, { name = '' }] of nodes.entries()) {
    if (reached[node] === undefined) continue
    const isWithin = nodes.some(
      (other, i) => i !== node && other.name === name && reached[i] !== undefined && without[i]?.[node] === undefined,
    )
    if (!isWithin) sums.set(name, (sums.get(name) ?? 0) + (retained[node] ?? 0))
  }
  return sums
}
