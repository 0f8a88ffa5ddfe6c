/**
 * A heap as a graph, in typed arrays: what holds what, how much is held by each alone, and how each is reached. Nodes and
 * edges are numbers, in the order of the file; node 0 is the root of all.
 */
import { classesOf } from './classes.ts'
import { dominatorsOf } from './dominators.ts'
import { type Holds, holdsOf } from './holds.ts'
import { nearestHolders } from './nearest.ts'
import { type HeapClass, retainedByClass, retainedSizes } from './retained.ts'
import type { StringTable } from './strings.ts'
import type { Table } from './table.ts'
import type { Work } from './work.ts'

export interface HeapGraph extends Holds {
  readonly kinds: Uint8Array
  readonly names: Uint32Array
  /** What V8 calls it: `@77369`, as in other tools. */
  readonly ids: Uint32Array
  readonly sizes: Float64Array
  readonly edgeNames: Uint32Array
  readonly lines: Uint32Array
  readonly strings: StringTable
  /** Of each node: the nearest that all ways from the root go through; {@link NOBODY} for what the root does not reach. */
  readonly dominators: Uint32Array
  /** What would be freed with it, itself included; of what the root does not reach only itself. */
  readonly retained: Float64Array
  /** On the shortest way from the root: the one before; {@link NOBODY} for what it does not reach, and the root itself. */
  readonly nearest: Uint32Array
  /** Of each node: the number of its class. */
  readonly classOf: Uint32Array
  readonly classes: readonly HeapClass[]
}

const STEPS = 5

/** Makes the graph of what was read. `told` hears how many of its steps are done. */
export function* graphOf(table: Table, told: (done: number, of: number) => void): Work<HeapGraph> {
  const { kinds, names, ids, sizes, edgeNames, lines, strings } = table
  const holds = yield* holdsOf(table)
  told(1, STEPS)
  const nearest = yield* nearestHolders(holds)
  told(2, STEPS)
  const { dominators, order } = yield* dominatorsOf(holds)
  told(3, STEPS)
  const retained = yield* retainedSizes(sizes, dominators, order)
  const found = yield* classesOf(table)
  told(4, STEPS)
  const classes = yield* retainedByClass(found, { dominators, order, retained })
  told(STEPS, STEPS)
  const { classOf } = found
  return {
    ...holds,
    ...{ kinds, names, ids, sizes, edgeNames, lines, strings },
    ...{ nearest, dominators, retained, classOf, classes },
  }
}
