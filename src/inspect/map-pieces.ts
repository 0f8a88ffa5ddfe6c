/** Which mappings of two looks are the same: those that lie at the same addresses, wherever they begin and end by now. */
import type { MappingKind } from '../procfs/mapping-kind.ts'
import { withPermissions } from './map-groups.ts'
import { MapSum } from './map-sum.ts'
import type { MapGroup, MapMember } from './maps.ts'
import type { Pair } from './pair.ts'

/** The smallest that a processor has. */
const LEAST_PAGE_BYTES = 4096

/** A mapping with the group that it is in. */
export interface PlacedMapping {
  readonly group: MapGroup
  readonly member: MapMember
}

/** A mapping, or several that were one at the other look. */
export class MapPiece extends MapSum implements MapMember {
  readonly kind: MappingKind
  readonly path: string
  readonly inferred: boolean
  readonly startAddress: string
  readonly offset: number
  readonly inode: number
  endAddress = ''
  permissions = ''
  count = 0

  /** @param first the lowest of them */
  constructor({ group, member }: PlacedMapping) {
    super()
    this.kind = group.kind
    this.path = group.path
    this.inferred = group.inferred
    this.startAddress = member.startAddress
    this.offset = member.offset
    this.inode = member.inode
    this.addMember(member)
  }

  /** @param member the next higher one */
  addMember(member: MapMember): void {
    this.add(member)
    this.count++
    this.endAddress = member.endAddress
    this.permissions = withPermissions(this.permissions, member.permissions)
  }
}

/**
 * Pairs the mappings of two looks, each list in order of address. A heap whose end has moved is the same heap; where
 * neighbours have become one mapping, or one has been split, they are one piece, so that no growth is made up by the cut.
 * What the kernel has moved, mremap(2), is gone at one place and new at another.
 */
export function pairPieces(before: readonly PlacedMapping[], now: readonly PlacedMapping[]): Pair<MapPiece>[] {
  const old = new Walk(before)
  const young = new Walk(now)
  const pairs: Pair<MapPiece>[] = []
  while (!old.isOver || !young.isOver) {
    old.begin()
    young.begin()
    // Nothing else begins within the lowest one's first page; from then on what begins below an end overlaps what ends there.
    let end = Math.min(old.start, young.start) + LEAST_PAGE_BYTES
    for (let reached = 0; reached < end; ) {
      reached = end
      end = young.takeBelow(old.takeBelow(end))
    }
    const latest = young.piece ?? old.piece
    if (latest !== undefined) pairs.push({ latest, before: old.piece, now: young.piece })
  }
  return pairs
}

/** One list on the way from the lowest address to the highest. */
class Walk {
  /** What was taken since {@link begin}. */
  piece: MapPiece | undefined
  readonly #all: readonly PlacedMapping[]
  #at = 0
  /** Address of the next one; infinite when there is none. */
  start: number

  constructor(all: readonly PlacedMapping[]) {
    this.#all = all
    this.start = this.#startOf(0)
  }

  get isOver(): boolean {
    return this.#at >= this.#all.length
  }

  begin(): void {
    this.piece = undefined
  }

  /** Takes all that begin below an address, and returns it, or where the last of them ends if that is higher. */
  takeBelow(end: number): number {
    let reached = end
    for (let next = this.#all[this.#at]; next !== undefined && this.start < reached; next = this.#all[this.#at]) {
      if (this.piece === undefined) this.piece = new MapPiece(next)
      else this.piece.addMember(next.member)
      reached = Math.max(reached, addressOf(next.member.endAddress))
      this.start = this.#startOf(++this.#at)
    }
    return reached
  }

  #startOf(at: number): number {
    const placed = this.#all[at]
    return placed === undefined ? Number.POSITIVE_INFINITY : addressOf(placed.member.startAddress)
  }
}

/** Of the 64 bits of an address the last twelve are zeros, so that a number holds it exactly. */
export function addressOf(hexadecimal: string): number {
  return Number.parseInt(hexadecimal, 16)
}
