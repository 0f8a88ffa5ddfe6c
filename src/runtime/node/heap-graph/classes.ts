/** Which objects go by one name. */
import { NODE_KINDS, nodeKind } from './meta.ts'
import type { Table } from './table.ts'
import { inSteps, type Work } from './work.ts'

/** Objects that go by one name. */
export interface FoundClass {
  readonly kind: number
  /** Number of the text that is their name; undefined where all of the kind have one name. */
  readonly name: number | undefined
  readonly count: number
  readonly bytes: number
}

type Counting = { -readonly [Key in keyof FoundClass]: FoundClass[Key] }

export interface FoundClasses {
  readonly classOf: Uint32Array
  readonly classes: readonly FoundClass[]
}

const [OBJECT, NATIVE] = [nodeKind('object'), nodeKind('native')]

/** Objects by their constructors' names, and all others by their kind: as developer tools of browsers do. */
export function* classesOf({ kinds, names, sizes }: Table): Work<FoundClasses> {
  const classOf = new Uint32Array(kinds.length)
  const classes: Counting[] = NODE_KINDS.map((_, kind) => ({ kind, name: undefined, count: 0, bytes: 0 }))
  const byName = new Map<number, number>()
  yield* inSteps(kinds.length, (from, to) => {
    for (let node = from; node < to; node++) {
      const kind = kinds[node] ?? 0
      const number = kind === OBJECT || kind === NATIVE ? named(kind, names[node] ?? 0) : kind
      classOf[node] = number
      const found = classes[number]
      if (found === undefined) continue
      found.count++
      found.bytes += sizes[node] ?? 0
    }
  })
  return { classOf, classes }

  function named(kind: number, name: number): number {
    const known = byName.get(name)
    if (known !== undefined) return known
    byName.set(name, classes.length)
    return classes.push({ kind, name, count: 0, bytes: 0 }) - 1
  }
}
