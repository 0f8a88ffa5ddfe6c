/** Numbers instead of places in the code: hundreds of thousands of frames are compared by them. */
import type { CodePlace } from './allocations.ts'

/** The functions on one line: nearly always one. */
interface OnLine {
  readonly name: string | undefined
  readonly number: number
  others: Map<string | undefined, number> | undefined
}

/** The same number for the same file, line and function, counted up from 0. What is unknown is no other than itself. */
export class PlaceNumbers {
  /** By their numbers. */
  readonly places: CodePlace[] = []
  readonly #files = new Map<string, Map<number | undefined, OnLine>>()

  of(file: string, line: number | undefined, name: string | undefined): number {
    let lines = this.#files.get(file)
    if (lines === undefined) {
      lines = new Map()
      this.#files.set(file, lines)
    }
    const first = lines.get(line)
    if (first === undefined) {
      const number = this.#add(file, line, name)
      lines.set(line, { name, number, others: undefined })
      return number
    }
    if (first.name === name) return first.number
    first.others ??= new Map()
    let number = first.others.get(name)
    if (number === undefined) {
      number = this.#add(file, line, name)
      first.others.set(name, number)
    }
    return number
  }

  /** Of each place, by its number, how many are before it in the order of files, lines and functions. */
  ranks(): Int32Array {
    const files = [...this.#files.keys()].sort()
    const ranks = new Int32Array(this.places.length)
    let rank = 0
    for (const file of files) {
      const numbers = [...(this.#files.get(file)?.values() ?? [])].flatMap(({ number, others }) =>
        others === undefined ? number : [number, ...others.values()],
      )
      for (const number of numbers.sort((a, b) => this.#compare(a, b))) ranks[number] = rank++
    }
    return ranks
  }

  #add(file: string, line: number | undefined, name: string | undefined): number {
    return this.places.push({ file, line, function: name }) - 1
  }

  /** Within a file; what is unknown comes first. */
  #compare(a: number, b: number): number {
    const [one, other] = [this.places[a], this.places[b]]
    if (one?.line !== other?.line)
      return (one?.line ?? Number.NEGATIVE_INFINITY) - (other?.line ?? Number.NEGATIVE_INFINITY)
    const [name, otherName] = [one?.function, other?.function]
    if (name === undefined || otherName === undefined) return name === otherName ? 0 : name === undefined ? -1 : 1
    return name < otherName ? -1 : Number(name > otherName)
  }
}

/** A text that no other place has. Texts of programs are clean, so they have neither this separator nor line feeds. */
export function keyOfPlace({ file, line, function: name }: CodePlace): string {
  const place = `${file}\0${line ?? ''}`
  return name === undefined ? place : `${place}\0${name}`
}
