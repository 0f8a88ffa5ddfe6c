import type { MapMember } from './maps.ts'

/** Numbers of one mapping: those of `MapMember` in its order; NaN is unknown. */
const WIDTH = 12
const FIRST_ROOM = 64
/** Digits of an address at the least, seq_put_hex_ll in fs/proc/task_mmu.c. */
const DIGITS = 8

/**
 * Mappings by number, packed into one array. As objects, tens of thousands of them would have to be copied by the garbage
 * collector while they are read, during which nothing else runs; so they are made when asked for.
 */
export class MapStore {
  #numbers = new Float64Array(FIRST_ROOM * WIDTH)
  readonly #permissions: string[] = []
  #count = 0

  get count(): number {
    return this.#count
  }

  /** Keeps it and gives its number. */
  add(member: MapMember): number {
    const at = this.#count * WIDTH
    if (at === this.#numbers.length) this.#grow()
    const numbers = this.#numbers
    numbers[at] = Number.parseInt(member.startAddress, 16)
    numbers[at + 1] = Number.parseInt(member.endAddress, 16)
    numbers[at + 2] = this.#codeOf(member.permissions)
    numbers[at + 3] = member.offset
    numbers[at + 4] = member.inode
    numbers[at + 5] = member.sizeBytes
    numbers[at + 6] = member.rssBytes ?? Number.NaN
    numbers[at + 7] = member.pssBytes ?? Number.NaN
    numbers[at + 8] = member.ussBytes ?? Number.NaN
    numbers[at + 9] = member.anonymousBytes ?? Number.NaN
    numbers[at + 10] = member.dirtyBytes ?? Number.NaN
    numbers[at + 11] = member.swapBytes ?? Number.NaN
    return this.#count++
  }

  /** The mapping of a number. */
  get(index: number): MapMember {
    const at = index * WIDTH
    const number = (offset: number): number => this.#numbers[at + offset] ?? Number.NaN
    const figure = (offset: number): number | undefined => {
      const value = number(offset)
      return Number.isNaN(value) ? undefined : value
    }
    return {
      startAddress: number(0).toString(16).padStart(DIGITS, '0'),
      endAddress: number(1).toString(16).padStart(DIGITS, '0'),
      permissions: this.#permissions[number(2)] ?? '',
      offset: number(3),
      inode: number(4),
      sizeBytes: number(5),
      rssBytes: figure(6),
      pssBytes: figure(7),
      ussBytes: figure(8),
      anonymousBytes: figure(9),
      dirtyBytes: figure(10),
      swapBytes: figure(11),
    }
  }

  /** There are few different ones. */
  #codeOf(permissions: string): number {
    const found = this.#permissions.indexOf(permissions)
    return found < 0 ? this.#permissions.push(permissions) - 1 : found
  }

  #grow(): void {
    const larger = new Float64Array(this.#numbers.length * 2)
    larger.set(this.#numbers)
    this.#numbers = larger
  }
}
