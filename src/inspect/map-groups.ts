import { compareValues } from '../model/order.ts'
import type { MappedRange } from '../procfs/mapping.ts'
import type { MappingKind } from '../procfs/mapping-kind.ts'
import type { Unknown } from './field.ts'
import { MapStore } from './map-store.ts'
import { MapSum } from './map-sum.ts'
import type { AddressSpace, MapGroup, MapMember, MapOrder } from './maps.ts'

/** Mappings as they come, sorted into groups by kind and path, and added up. */
export class MapGroups {
  readonly #total = new MapSum()
  readonly #store = new MapStore()
  readonly #groups = new Map<string, Group>()

  get count(): number {
    return this.#store.count
  }

  /** @param inferred it is the stack of a thread, though the kernel does not say so */
  add({ kind, path }: Pick<MappedRange, 'kind' | 'path'>, member: MapMember, inferred: boolean): void {
    this.#total.add(member)
    this.#groupOf(inferred ? 'thread-stack' : kind, path, inferred).addMember(member, this.#store.add(member))
  }

  /** @param sizesOnly why nothing but sizes is known */
  space(sizesOnly: Unknown | undefined): AddressSpace {
    const order = this.#order
    const groups = [...this.#groups.values()].sort((a, b) => compareValues(a[order], b[order], true))
    return { groups, byKey: this.#groups, order, total: this.#total, count: this.count, sizesOnly }
  }

  get #order(): MapOrder {
    if (this.#total.pssBytes !== undefined) return 'pssBytes'
    return this.#total.rssBytes !== undefined ? 'rssBytes' : 'sizeBytes'
  }

  #groupOf(kind: MappingKind, path: string, inferred: boolean): Group {
    const key = groupKey({ kind, path, inferred })
    let group = this.#groups.get(key)
    if (group === undefined) {
      group = new Group(key, kind, path, inferred, this.#store)
      this.#groups.set(key, group)
    }
    return group
  }
}

/** Names a group among others. */
export function groupKey({ kind, path, inferred }: Pick<MapGroup, 'kind' | 'path' | 'inferred'>): string {
  return `${inferred ? 'inferred ' : ''}${kind} ${path}`
}

/** Permissions that several mappings have: each once. */
export function withPermissions(all: string, permissions: string): string {
  if (all === '') return permissions
  return all.includes(permissions) ? all : `${all} ${permissions}`
}

class Group extends MapSum implements MapGroup {
  permissions = ''
  readonly key: string
  readonly kind: MappingKind
  readonly path: string
  readonly inferred: boolean
  readonly #store: MapStore
  readonly #numbers: number[] = []
  #members: readonly MapMember[] | undefined

  constructor(key: string, kind: MappingKind, path: string, inferred: boolean, store: MapStore) {
    super()
    this.key = key
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
    this.permissions = withPermissions(this.permissions, member.permissions)
  }
}
