/** What of two looks at a process's mappings is the same: by kind, by path, or mapping by mapping. */
import type { MappingKind } from '../procfs/mapping-kind.ts'
import { groupKey } from './map-groups.ts'
import { addressOf, type MapPiece, type PlacedMapping, pairPieces } from './map-pieces.ts'
import { MapSum } from './map-sum.ts'
import type { AddressSpace, MapGroup } from './maps.ts'
import type { Pair } from './pair.ts'

/** What the kernel adds to the path of a file that was removed while it is mapped. */
const DELETED = ' (deleted)'

/** By kind and path, as groups are. A file that has been removed since is the file that it was. */
export function pairGroups(before: AddressSpace, now: AddressSpace): Pair<MapGroup>[] {
  const gone = new Set(before.groups)
  const pairs: Pair<MapGroup>[] = []
  for (const group of now.groups) {
    const was = before.byKey.get(group.key) ?? undeleted(group, before, now)
    if (was !== undefined) gone.delete(was)
    pairs.push({ latest: group, before: was, now: group })
  }
  for (const group of gone) pairs.push({ latest: group, before: group, now: undefined })
  return pairs
}

/** The group of a file as it was before it was removed; undefined where another file has its name now. */
function undeleted(group: MapGroup, before: AddressSpace, now: AddressSpace): MapGroup | undefined {
  if (!group.path.endsWith(DELETED)) return undefined
  const { kind, path, inferred } = group
  const key = groupKey({ kind, path: withoutDeleted(path), inferred })
  return now.byKey.has(key) ? undefined : before.byKey.get(key)
}

/** All mappings of a kind, thread stacks that are inferred among those that are named. */
export class KindSum extends MapSum {
  readonly kind: MappingKind
  count = 0

  constructor(kind: MappingKind) {
    super()
    this.kind = kind
  }

  addGroup(group: MapGroup): void {
    this.add(group)
    this.count += group.count
  }
}

export function pairKinds(before: AddressSpace, now: AddressSpace): Pair<KindSum>[] {
  const [old, young] = [byKind(before), byKind(now)]
  const pairs: Pair<KindSum>[] = []
  for (const kind of new Set([...young.keys(), ...old.keys()])) {
    const [was, is] = [old.get(kind), young.get(kind)]
    const latest = is ?? was
    if (latest !== undefined) pairs.push({ latest, before: was, now: is })
  }
  return pairs
}

function byKind({ groups }: AddressSpace): Map<MappingKind, KindSum> {
  const sums = new Map<MappingKind, KindSum>()
  for (const group of groups) {
    const sum = sums.get(group.kind) ?? new KindSum(group.kind)
    sum.addGroup(group)
    sums.set(group.kind, sum)
  }
  return sums
}

/** Mapping by mapping: by address among those of the same kind and path. */
export function pairMappings(before: AddressSpace, now: AddressSpace): Pair<MapPiece>[] {
  const [old, young] = [byFamily(before), byFamily(now)]
  const families = new Set([...young.keys(), ...old.keys()])
  return [...families].flatMap(family => pairPieces(old.get(family) ?? [], young.get(family) ?? []))
}

/** The mappings of each group by address. Whether one is seen to be a thread's stack is no matter of what it is. */
function byFamily({ groups }: AddressSpace): Map<string, PlacedMapping[]> {
  const families = new Map<string, PlacedMapping[]>()
  for (const group of groups) {
    const { kind, path, inferred } = group
    const family = groupKey({ kind: inferred ? 'anonymous' : kind, path: withoutDeleted(path), inferred: false })
    const members = families.get(family) ?? []
    for (const member of group.members) members.push({ group, member })
    families.set(family, members)
  }
  // Those of one group are in order already, but for a file that was written by hand.
  for (const members of families.values()) {
    members.sort((a, b) => addressOf(a.member.startAddress) - addressOf(b.member.startAddress))
  }
  return families
}

function withoutDeleted(path: string): string {
  return path.endsWith(DELETED) ? path.slice(0, -DELETED.length) : path
}
