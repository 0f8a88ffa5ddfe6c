/**
 * Dominators: who stands on every way from the root to a node. By Lengauer and Tarjan, "A fast algorithm for finding
 * dominators in a flowgraph" (1979), the simple one, m log n: the iterations of Cooper, Harvey and Kennedy and Semi-NCA
 * take the square of a list's length where what hangs on it is also held from far above, as in caches and queues.
 */
import { type Holds, keeps, NOBODY } from './holds.ts'
import { Budget, copied, filled, inSteps, type Work } from './work.ts'

export interface Dominators {
  /** Nodes in the order of a walk depth first, from the root. Those that it does not reach are not among them. */
  readonly order: Uint32Array
  /** Of each node; {@link NOBODY} for what the root does not reach, and for the root itself. */
  readonly dominators: Uint32Array
}

/** From here on a node is told by its number in the order of a walk depth first; 0 is the root. */
interface Walked {
  readonly order: Uint32Array
  /** The number of each node; {@link NOBODY} for what is not reached. */
  readonly numbers: Uint32Array
  /** From where it was come to. */
  readonly parents: Uint32Array
}

export function* dominatorsOf(holds: Holds): Work<Dominators> {
  const walked = yield* walk(holds)
  const { order } = walked
  const numbers = yield* immediate(holds, walked)
  const dominators = yield* filled(new Uint32Array(holds.nodeCount), NOBODY)
  yield* inSteps(order.length - 1, (from, to) => {
    for (let i = from + 1; i <= to; i++) dominators[order[i] ?? 0] = order[numbers[i] ?? 0] ?? 0
  })
  return { dominators, order }
}

function* walk(holds: Holds): Work<Walked> {
  const { nodeCount, firstEdges, targets } = holds
  const numbers = yield* filled(new Uint32Array(nodeCount), NOBODY)
  const order = new Uint32Array(nodeCount)
  const parents = new Uint32Array(nodeCount)
  // Where each node's edges are gone on with, once what hangs on one has been walked.
  const next = yield* copied(firstEdges, new Uint32Array(firstEdges.length))
  const budget = new Budget()
  numbers[0] = 0
  let count = 1
  for (let at = 0; ; ) {
    const node = order[at] ?? 0
    const edge = next[node] ?? 0
    if (edge === firstEdges[node + 1]) {
      if (at === 0) break
      at = parents[at] ?? 0
      continue
    }
    if (budget.spend()) yield
    next[node] = edge + 1
    const target = targets[edge] ?? 0
    if (numbers[target] !== NOBODY || !keeps(holds, edge)) continue
    numbers[target] = count
    order[count] = target
    parents[count] = at
    at = count++
  }
  return { order: order.subarray(0, count), numbers, parents: parents.subarray(0, count) }
}

/** The number of each one's dominator. */
function* immediate({ firstHolders, holders }: Holds, { order, numbers, parents }: Walked): Work<Uint32Array> {
  const count = order.length
  const semis = new Uint32Array(count)
  const labels = new Uint32Array(count)
  yield* inSteps(count, (from, to) => {
    for (let i = from; i < to; i++) semis[i] = labels[i] = i
  })
  const forest = new Forest(semis, labels, yield* copied(parents, new Uint32Array(count)))
  const dominators = new Uint32Array(count)
  // Those whose semidominator it is, as a list: the first, and of each the next. 0 ends it, for the root has none.
  const first = new Uint32Array(count)
  const following = new Uint32Array(count)
  const budget = new Budget()
  for (let w = count - 1; w > 0; w--) {
    const node = order[w] ?? 0
    const end = firstHolders[node + 1] ?? 0
    let semi = w
    for (let i = firstHolders[node] ?? 0; i < end; i++) {
      if (budget.spend()) yield
      const v = numbers[holders[i] ?? 0] ?? NOBODY
      // What is not reached itself keeps nothing alive.
      if (v === NOBODY) continue
      const other = semis[forest.least(v, w + 1)] ?? 0
      if (other < semi) semi = other
    }
    semis[w] = semi
    following[w] = first[semi] ?? 0
    first[semi] = w
    // From here on it is linked to its parent.
    const parent = parents[w] ?? 0
    for (let v = first[parent] ?? 0; v !== 0; v = following[v] ?? 0) {
      if (budget.spend()) yield
      const u = forest.least(v, w)
      dominators[v] = (semis[u] ?? 0) < (semis[v] ?? 0) ? u : parent
    }
    first[parent] = 0
  }
  yield* inSteps(count - 1, (from, to) => {
    for (let w = from + 1; w <= to; w++) {
      const dominator = dominators[w] ?? 0
      if (dominator !== semis[w]) dominators[w] = dominators[dominator] ?? 0
    }
  })
  return dominators
}

/** Those that were dealt with, each linked to its parent; the ways up become shorter as they are gone. */
class Forest {
  readonly #semis: Uint32Array
  readonly #labels: Uint32Array
  readonly #ancestors: Uint32Array
  readonly #path: Uint32Array

  /** @param labels at first each is its own; they and the ancestors are changed */
  constructor(semis: Uint32Array, labels: Uint32Array, ancestors: Uint32Array) {
    this.#semis = semis
    this.#labels = labels
    this.#ancestors = ancestors
    this.#path = new Uint32Array(ancestors.length)
  }

  /**
   * Of those on the way up from v, without its last, the one with the least semidominator.
   *
   * @param linked from which number on nodes are linked
   */
  least(v: number, linked: number): number {
    if (v < linked) return v
    const ancestors = this.#ancestors
    const labels = this.#labels
    const path = this.#path
    const semis = this.#semis
    let length = 0
    let at = v
    for (let above = ancestors[at] ?? 0; above >= linked; above = ancestors[at] ?? 0) {
      path[length++] = at
      at = above
    }
    // From the top down, each takes over what its ancestor knows.
    while (length > 0) {
      const below = path[--length] ?? 0
      const above = ancestors[below] ?? 0
      const [label, better] = [labels[below] ?? 0, labels[above] ?? 0]
      if ((semis[better] ?? 0) < (semis[label] ?? 0)) labels[below] = better
      ancestors[below] = ancestors[above] ?? 0
    }
    return labels[v] ?? 0
  }
}
