import { type Holds, keeps, NOBODY } from './holds.ts'
import { Budget, filled, type Work } from './work.ts'

/** The shortest ways from the root to all that it reaches: of each node the one before it. Breadth first. */
export function* nearestHolders(holds: Holds): Work<Uint32Array> {
  const { nodeCount, firstEdges, targets } = holds
  const nearest = yield* filled(new Uint32Array(nodeCount), NOBODY)
  const queue = new Uint32Array(nodeCount)
  const budget = new Budget()
  let count = 1
  for (let at = 0; at < count; at++) {
    const node = queue[at] ?? 0
    const end = firstEdges[node + 1] ?? 0
    for (let edge = firstEdges[node] ?? 0; edge < end; edge++) {
      if (budget.spend()) yield
      const target = targets[edge] ?? 0
      if (target === 0 || nearest[target] !== NOBODY || !keeps(holds, edge)) continue
      nearest[target] = node
      queue[count++] = target
    }
  }
  return nearest
}
