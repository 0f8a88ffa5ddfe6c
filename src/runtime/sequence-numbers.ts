/** Numbers instead of sequences of numbers. */

const FEWEST_SLOTS = 1024

/**
 * The same number for the same sequence, counted up from 0. A table of hashes in plain arrays, for a text of each of
 * a hundred thousand sequences to look it up by would take several times as long.
 */
export class SequenceNumbers {
  /** All sequences one after the other, and where each begins; behind the last one its end. */
  readonly #flat: number[] = []
  readonly #starts: number[] = [0]
  readonly #hashes: number[] = []
  /** One more than the sequence that is there; 0 where there is none. */
  #slots = new Int32Array(FEWEST_SLOTS)

  of(sequence: readonly number[]): number {
    const hash = hashOf(sequence)
    const mask = this.#slots.length - 1
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const found = (this.#slots[slot] ?? 0) - 1
      if (found < 0) return this.#add(sequence, hash, slot)
      if (this.#hashes[found] === hash && this.#is(found, sequence)) return found
    }
  }

  /** Which of two comes first where numbers are in the order of their ranks: as words do in a lexicon. */
  compare(a: number, b: number, ranks: Int32Array): number {
    const [start = 0, end = 0] = [this.#starts[a], this.#starts[a + 1]]
    const [otherStart = 0, otherEnd = 0] = [this.#starts[b], this.#starts[b + 1]]
    const length = Math.min(end - start, otherEnd - otherStart)
    for (let at = 0; at < length; at++) {
      const [one = 0, other = 0] = [this.#flat[start + at], this.#flat[otherStart + at]]
      if (one !== other) return (ranks[one] ?? 0) - (ranks[other] ?? 0)
    }
    return end - start - (otherEnd - otherStart)
  }

  #is(number: number, sequence: readonly number[]): boolean {
    const start = this.#starts[number] ?? 0
    if (this.#starts[number + 1] !== start + sequence.length) return false
    for (let at = 0; at < sequence.length; at++) if (this.#flat[start + at] !== sequence[at]) return false
    return true
  }

  #add(sequence: readonly number[], hash: number, slot: number): number {
    for (const number of sequence) this.#flat.push(number)
    const added = this.#hashes.push(hash) - 1
    this.#starts.push(this.#flat.length)
    this.#slots[slot] = added + 1
    if (this.#hashes.length * 2 > this.#slots.length) this.#grow()
    return added
  }

  #grow(): void {
    const slots = new Int32Array(this.#slots.length * 2)
    const mask = slots.length - 1
    for (let number = 0; number < this.#hashes.length; number++) {
      let slot = (this.#hashes[number] ?? 0) & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = number + 1
    }
    this.#slots = slots
  }
}

/** As MurmurHash3 mixes them, of as many bits as are small integers everywhere. */
function hashOf(sequence: readonly number[]): number {
  let hash = sequence.length
  for (const number of sequence) {
    hash ^= Math.imul(number, 0xcc9e2d51)
    hash = Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return (hash ^ (hash >>> 13)) & 0x3fffffff
}
