import type { NetworkCounters } from '../../model/sample.ts'
import type { Answered } from './answers.ts'
import { networkCounters } from './network.ts'
import type { Platform } from './platform.ts'

/** So many interfaces one question is about where each takes a program of its own. */
const MOST = 8

/** One program tells of all. */
const AT_ONCE: ReadonlySet<Platform> = new Set(['darwin', 'freebsd'])

/**
 * Whose traffic is asked for next, and what is known of all: a machine with hundreds of interfaces (each container has one) would
 * start hundreds of programs a second. So each has its turn, and bears the moment of its own reading.
 */
export class InterfaceTurns {
  readonly #most: number
  /** Who was asked longest ago comes first; newcomers come last. */
  readonly #queue = new Set<string>()
  readonly #known = new Map<string, NetworkCounters>()
  #latest: Answered<'network'> | undefined

  constructor(platform: Platform) {
    this.#most = AT_ONCE.has(platform) ? Number.POSITIVE_INFINITY : MOST
  }

  /** @param present names of the interfaces that there are */
  next(present: readonly string[]): string[] {
    this.#keep(present)
    return [...this.#queue].slice(0, this.#most)
  }

  /**
   * @param answer the latest; one that was taken already is none
   * @param present names of the interfaces that there are, in the order in which they are told
   */
  counters(answer: Answered<'network'> | undefined, present: readonly string[]): NetworkCounters[] {
    if (answer !== undefined && answer !== this.#latest) this.#take(answer)
    this.#keep(present)
    return present.flatMap(name => this.#known.get(name) ?? [])
  }

  /** No answer has come about these: others have their turn. */
  passOver(names: readonly string[]): void {
    for (const name of names) {
      if (this.#queue.delete(name)) this.#queue.add(name)
    }
  }

  #take(answer: Answered<'network'>): void {
    this.#latest = answer
    for (const name of answer.names ?? []) {
      this.#known.delete(name)
      this.#queue.add(name)
    }
    this.passOver(answer.names ?? [])
    for (const counters of networkCounters(answer)) this.#known.set(counters.interface, counters)
  }

  #keep(present: readonly string[]): void {
    const names = new Set(present)
    for (const name of this.#queue) if (!names.has(name)) this.#queue.delete(name)
    for (const name of this.#known.keys()) if (!names.has(name)) this.#known.delete(name)
    for (const name of present) this.#queue.add(name)
  }
}
