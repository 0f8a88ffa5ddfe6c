/** Puts traces together that are taken for one, and adds up what they have before and after. */
import type { CodePlace, Trace } from './allocations.ts'
import type { AllocationGrouping, GrownPlace } from './compare.ts'
import { PathKeys } from './path-keys.ts'
import { keyOfPlace, PlaceNumbers } from './place-numbers.ts'
import { SequenceNumbers } from './sequence-numbers.ts'

/** Every trace has a frame; what has none in spite of that is not lost. */
const NOWHERE: CodePlace = { file: '', line: undefined, function: undefined }

/** Groups are numbers, and what they have are columns: rows are made at the end, once. */
export class Groups {
  readonly #by: AllocationGrouping
  readonly #keepsLine: boolean
  readonly #numbers = new PlaceNumbers()
  readonly #sequences = new SequenceNumbers()
  readonly #pathKeys = new PathKeys(this.#numbers)
  readonly #keys: string[] = []
  /** Of each group the frames of its first trace. */
  readonly #frames: (readonly CodePlace[])[] = []
  readonly #bytes: number[] = []
  readonly #bytesBefore: number[] = []
  readonly #count: number[] = []
  readonly #countBefore: number[] = []
  /** The one that is looked at: not a new list for each of a hundred thousand. */
  readonly #path: number[] = []

  /** @param keepsLine whether a line tells functions of one name from each other */
  constructor(by: AllocationGrouping, keepsLine: boolean) {
    this.#by = by
    this.#keepsLine = keepsLine
  }

  addBefore(trace: Trace): void {
    const group = this.#of(trace)
    this.#bytesBefore[group] = (this.#bytesBefore[group] ?? 0) + trace.bytes
    this.#countBefore[group] = (this.#countBefore[group] ?? 0) + trace.count
  }

  addAfter(trace: Trace): void {
    const group = this.#of(trace)
    this.#bytes[group] = (this.#bytes[group] ?? 0) + trace.bytes
    this.#count[group] = (this.#count[group] ?? 0) + trace.count
  }

  /** The most growth first, then the largest; those alike by their places, in whatever order they were added. */
  rows(): GrownPlace[] {
    const [bytes, before, ranks] = [this.#bytes, this.#bytesBefore, this.#numbers.ranks()]
    const grown = Float64Array.from(bytes, (now, group) => now - (before[group] ?? 0))
    const groups = Uint32Array.from(grown, (_, group) => group)
    groups.sort(
      (a, b) => (grown[b] ?? 0) - (grown[a] ?? 0) || (bytes[b] ?? 0) - (bytes[a] ?? 0) || this.#compare(a, b, ranks),
    )
    return Array.from(groups, group => this.#row(group, grown[group] ?? 0))
  }

  #row(group: number, bytesGrown: number): GrownPlace {
    const [key = '', frames = []] = [this.#keys[group], this.#frames[group]]
    const [bytes = 0, count = 0] = [this.#bytes[group], this.#count[group]]
    return { key, frames, bytes, bytesGrown, count, countGrown: count - (this.#countBefore[group] ?? 0) }
  }

  #of({ frames }: Trace): number {
    if (this.#by === 'traceback') return this.#ofPath(frames)
    const number = this.#numberOf(frames[0] ?? NOWHERE)
    if (number === this.#keys.length) {
      const place = this.#numbers.places[number] ?? NOWHERE
      this.#add(keyOfPlace(place), [place])
    }
    return number
  }

  #ofPath(frames: readonly CodePlace[]): number {
    this.#path.length = 0
    for (const { file, line, function: name } of frames) this.#path.push(this.#numbers.of(file, line, name))
    const number = this.#sequences.of(this.#path)
    if (number === this.#keys.length) this.#add(this.#pathKeys.of(this.#path), frames)
    return number
  }

  /** Of what of a place tells its group. */
  #numberOf({ file, line, function: name }: CodePlace): number {
    if (this.#by === 'file') return this.#numbers.of(file, undefined, undefined)
    return this.#numbers.of(file, this.#by === 'function' && !this.#keepsLine ? undefined : line, name)
  }

  #add(key: string, frames: readonly CodePlace[]): void {
    this.#keys.push(key)
    this.#frames.push(frames)
    for (const column of [this.#bytes, this.#bytesBefore, this.#count, this.#countBefore]) column.push(0)
  }

  #compare(a: number, b: number, ranks: Int32Array): number {
    if (this.#by === 'traceback') return this.#sequences.compare(a, b, ranks)
    return (ranks[a] ?? 0) - (ranks[b] ?? 0)
  }
}
