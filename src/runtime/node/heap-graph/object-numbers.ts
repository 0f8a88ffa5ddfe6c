/** Of which type an object was, by its number: millions of them, in two arrays. */

/** So many places for each object at least, or one would be looked for too long. */
const PLACES_EACH = 1.5
/** Knuth's: 2³² by the golden ratio. */
const SPREAD = 0x9e3779b1
/** No object has it: V8 numbers from 1. */
const FREE = 0

export class ObjectNumbers {
  readonly #numbers: Uint32Array
  readonly #types: Uint32Array
  readonly #mask: number
  readonly #shift: number
  /** The largest there is. */
  most = 0

  /** @param count how many will come at the most */
  constructor(count: number) {
    const bits = Math.ceil(Math.log2(Math.max(2, count * PLACES_EACH)))
    const places = 2 ** bits
    this.#numbers = new Uint32Array(places)
    this.#types = new Uint32Array(places)
    this.#mask = places - 1
    this.#shift = 32 - bits
  }

  add(number: number, type: number): void {
    const place = this.#placeOf(number)
    this.#numbers[place] = number
    this.#types[place] = type
    if (number > this.most) this.most = number
  }

  /** Undefined of a number that did not come. */
  typeOf(number: number): number | undefined {
    const place = this.#placeOf(number)
    return this.#numbers[place] === FREE ? undefined : this.#types[place]
  }

  /** Where it is, or would be. */
  #placeOf(number: number): number {
    let place = Math.imul(number, SPREAD) >>> this.#shift
    for (;;) {
      const there = this.#numbers[place]
      if (there === number || there === FREE) return place
      place = (place + 1) & this.#mask
    }
  }
}
