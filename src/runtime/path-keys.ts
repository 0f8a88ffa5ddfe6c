/** A short text for a whole way through the code. */
import { keyOfPlace, type PlaceNumbers } from './place-numbers.ts'

/**
 * Digests of 64 bits: the same for the same way in every comparison. Of a hundred thousand ways two have the same one by
 * chance once in billions of comparisons; the texts of all frames would be tens of megabytes.
 */
export class PathKeys {
  readonly #numbers: PlaceNumbers
  /** Of each place two digests, one after the other. */
  readonly #digests: number[] = []

  constructor(numbers: PlaceNumbers) {
    this.#numbers = numbers
  }

  /** @param path numbers of its places */
  of(path: readonly number[]): string {
    let [one, other] = [path.length, ~path.length]
    for (const number of path) {
      this.#digest(number)
      one = mixed(one, this.#digests[number * 2] ?? 0)
      other = mixed(other, this.#digests[number * 2 + 1] ?? 0)
    }
    return `${finished(one)}.${finished(other)}`
  }

  #digest(number: number): void {
    for (let next = this.#digests.length / 2; next <= number; next++) {
      const place = this.#numbers.places[next]
      const text = place === undefined ? '' : keyOfPlace(place)
      this.#digests.push(digestOf(text, 0), digestOf(text, 0x9e3779b9))
    }
  }
}

/** MurmurHash3 over the characters of a text. */
function digestOf(text: string, seed: number): number {
  let hash = seed
  for (let at = 0; at < text.length; at++) hash = mixed(hash, text.charCodeAt(at))
  return finished(hash ^ text.length)
}

function mixed(hash: number, value: number): number {
  const scattered = Math.imul(value, 0xcc9e2d51)
  const turned = hash ^ Math.imul((scattered << 15) | (scattered >>> 17), 0x1b873593)
  return (Math.imul((turned << 13) | (turned >>> 19), 5) + 0xe6546b64) | 0
}

function finished(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
