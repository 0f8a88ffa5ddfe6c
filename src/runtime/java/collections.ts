/** The collections of a JVM, by what its counters show from one look to the next. */
import type { HeapFigures } from '../figures.ts'
import type { Collection } from '../session.ts'

/**
 * What was collected between two looks. Where several were made by one collector they are told as one, with the time of
 * all of them: how it was shared between them is not told. A counter that stepped back tells nothing.
 *
 * @param atMs wall clock of the later look, milliseconds since 1970
 */
export function collectionsBetween(before: HeapFigures, after: HeapFigures, atMs: number): Collection[] {
  return after.generations.flatMap(({ name, collections, timeMs }) => {
    const last = before.generations.find(generation => generation.name === name)
    if (collections === undefined || timeMs === undefined) return []
    if (last?.collections === undefined || last.timeMs === undefined) return []
    const more = collections - last.collections
    const pauseMs = timeMs - last.timeMs
    if (more <= 0 || pauseMs < 0) return []
    const kind = more === 1 ? name : `${name}, ${more} together`
    return { atMs, kind, pauseMs, collected: undefined, uncollectable: undefined }
  })
}

/** Whether collections can be told from its counters at all. */
export function tellsCollections({ generations }: HeapFigures): boolean {
  return generations.some(({ collections, timeMs }) => collections !== undefined && timeMs !== undefined)
}
