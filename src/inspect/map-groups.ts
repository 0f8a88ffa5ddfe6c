import { compareValues } from '../model/order.ts'
import type { MappedRange } from '../procfs/mapping.ts'
import type { MappingKind } from '../procfs/mapping-kind.ts'
import { MapStore } from './map-store.ts'
import type { MapFigures, MapGroup, MapMember, MapOrder } from './maps.ts'

/** Mappings as they come, sorted into groups by kind and path, and added up. */
export class MapGroups {
  readonly total = new Sum()
  readonly #store = new MapStore()
  readonly #groups = new Map<string, Group>()

  get count(): number {
    return this.#store.count
  }

  /** What groups are ordered by. */
  get order(): MapOrder {
    if (this.total.pssBytes !== undefined) return 'pssBytes'
    return this.total.rssBytes !== undefined ? 'rssBytes' : 'sizeBytes'
  }

  /** @param inferred it is the stack of a thread, though the kernel does not say so */
  add({ kind, path }: MappedRange, member: MapMember, inferred: boolean): void {
    this.total.add(member)
    this.#groupOf(inferred ? 'thread-stack' : kind, path, inferred).addMember(member, this.#store.add(member))
  }

  /** The groups, those with the most of {@link order} first. */
  inOrder(): MapGroup[] {
    const { order } = this
    return [...this.#groups.values()].sort((a, b) => compareValues(a[order], b[order], true))
  }

  #groupOf(kind: MappingKind, path: string, inferred: boolean): Group {
    const key = `${inferred ? 'inferred ' : ''}${kind} ${path}`
    let group = this.#groups.get(key)
    if (group === undefined) {
      group = new Group(kind, path, inferred, this.#store)
      this.#groups.set(key, group)
    }
    return group
  }
}

/** What is unknown of one mapping is unknown of the sum. */
class Sum implements MapFigures {
  sizeBytes = 0
  rssBytes: number | undefined = 0
  pssBytes: number | undefined = 0
  ussBytes: number | undefined = 0
  dirtyBytes: number | undefined = 0
  swapBytes: number | undefined = 0

  add(figures: MapFigures): void {
    this.sizeBytes += figures.sizeBytes
    this.rssBytes = plus(this.rssBytes, figures.rssBytes)
    this.pssBytes = plus(this.pssBytes, figures.pssBytes)
    this.ussBytes = plus(this.ussBytes, figures.ussBytes)
    this.dirtyBytes = plus(this.dirtyBytes, figures.dirtyBytes)
    this.swapBytes = plus(this.swapBytes, figures.swapBytes)
  }
}

function plus(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b
}

class Group extends Sum implements MapGroup {
  permissions = ''
  readonly kind: MappingKind
  readonly path: string
  readonly inferred: boolean
  readonly #store: MapStore
  readonly #numbers: number[] = []
  #members: readonly MapMember[] | undefined

  constructor(kind: MappingKind, path: string, inferred: boolean, store: MapStore) {
    super()
    this.kind = kind
    this.path = path
    this.inferred = inferred
    this.#store = store
  }

  get count(): number {
    return this.#numbers.length
  }

  get members(): readonly MapMember[] {
    this.#members ??= this.#numbers.map(number => this.#store.get(number))
    return this.#members
  }

  addMember(member: MapMember, number: number): void {
    this.add(member)
    this.#numbers.push(number)
    const { permissions } = member
    if (this.permissions === '') this.permissions = permissions
    else if (!this.permissions.includes(permissions)) this.permissions += ` ${permissions}`
  }
}
