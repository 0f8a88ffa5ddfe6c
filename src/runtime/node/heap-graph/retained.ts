/** What would be freed together with a node, or with all of a class. */
import type { FoundClass, FoundClasses } from './classes.ts'
import type { Dominators } from './dominators.ts'
import { Budget, copied, inSteps, type Work } from './work.ts'

export interface HeapClass extends FoundClass {
  /** The sum of what each retains, those within others counted once; what only several hold together is not in it. */
  readonly retainedBytes: number
}

/** Of each node: its own size, and that of all that it dominates. */
export function* retainedSizes(sizes: Float64Array, dominators: Uint32Array, order: Uint32Array): Work<Float64Array> {
  const retained = yield* copied(sizes, new Float64Array(sizes.length))
  const last = order.length - 1
  // Whoever dominates a node was walked before it.
  yield* inSteps(last, (from, to) => {
    for (let i = last - from; i > last - to; i--) {
      const node = order[i] ?? 0
      const dominator = dominators[node] ?? 0
      retained[dominator] = (retained[dominator] ?? 0) + (retained[node] ?? 0)
    }
  })
  return retained
}

/** Of each class: what its nodes retain that no other of the class dominates, for those retain what is theirs, too. */
export function* retainedByClass(
  { classOf, classes }: FoundClasses,
  { dominators, order, retained }: Dominators & { readonly retained: Float64Array },
): Work<HeapClass[]> {
  const sums = new Float64Array(classes.length)
  // How many of a class stand above in the tree.
  const above = new Uint32Array(classes.length)
  // Children in the tree, as a list: the first, and of each the next. 0 ends it, for the root is nobody's child.
  const first = new Uint32Array(dominators.length)
  const following = new Uint32Array(dominators.length)
  const last = order.length - 1
  yield* inSteps(last, (from, to) => {
    for (let i = last - from; i > last - to; i--) {
      const node = order[i] ?? 0
      const dominator = dominators[node] ?? 0
      following[node] = first[dominator] ?? 0
      first[dominator] = node
    }
  })
  const budget = new Budget()
  enter(0)
  for (let node = 0; ; ) {
    if (budget.spend()) yield
    let next = first[node] ?? 0
    while (next === 0) {
      if (budget.spend()) yield
      leave(node)
      if (node === 0) return classes.map((found, i) => ({ ...found, retainedBytes: sums[i] ?? 0 }))
      next = following[node] ?? 0
      node = dominators[node] ?? 0
    }
    enter(next)
    node = next
  }

  function enter(node: number): void {
    const found = classOf[node] ?? 0
    if (above[found] === 0) sums[found] = (sums[found] ?? 0) + (retained[node] ?? 0)
    above[found] = (above[found] ?? 0) + 1
  }

  function leave(node: number): void {
    const found = classOf[node] ?? 0
    above[found] = (above[found] ?? 0) - 1
  }
}
