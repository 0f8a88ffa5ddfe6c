/** What the agent tells of objects: by type, in caches, the same ones, and such as nothing but the collector frees. */
import type { Cache, Cyclic, Duplicates, TypeCount, Types } from '../../session.ts'
import { countOf, fieldsOf, flagOf, knownCount, knownText, listOf, textOf } from './fields.ts'

const MOST_ROWS = 5000

const TRACKED =
  'Objects that the collector tracks, which are those that may hold others; strings, numbers and bytes are not among them.'

/**
 * @param atMs wall clock, milliseconds since 1970
 * @throws {NoAnswer} of what is no answer to `types`
 */
export function typesOf(value: unknown, atMs: number): Types {
  const { rows, types, frozen } = fieldsOf(value)
  const counts = listOf(rows, MOST_ROWS).map((row): TypeCount => {
    const [type, count, bytes] = listOf(row, 3)
    return { type: knownText(type), count: knownCount(count), bytes: countOf(bytes) }
  })
  const [all, leftOut] = [countOf(types) ?? counts.length, countOf(frozen) ?? 0]
  const cut = all > counts.length ? ` Of ${all} types these are the largest.` : ''
  const without = leftOut > 0 ? ` ${leftOut} frozen ones are left out.` : ''
  return { atMs, rows: counts, about: TRACKED + without + cut }
}

/** @throws {NoAnswer} of what is no answer to `caches` */
export function cachesOf(value: unknown): readonly Cache[] {
  return listOf(fieldsOf(value)['rows'], MOST_ROWS).map(row => {
    const { name, kind, type, entries, most, hits, misses, bytes } = fieldsOf(row)
    const [sort, called] = [knownText(kind), textOf(name)]
    const of = sort === 'lru_cache' ? sort : (textOf(type) ?? sort).replace(/^(?:weakref|_weakrefset)\./, '')
    const joint = sort === 'lru_cache' ? ' of ' : ' '
    return {
      name: called === undefined ? of : `${of}${joint}${called}`,
      kind: sort,
      entries: knownCount(entries),
      mostEntries: countOf(most),
      hits: countOf(hits),
      misses: countOf(misses),
      bytes: countOf(bytes),
    }
  })
}

const LOOKED =
  'Strings, bytes and tuples of strings and whole numbers that something holds which the collector tracks. One that is held in many places is one copy.'

/** @throws {NoAnswer} of what is no answer to `duplicates` */
export function duplicatesOf(value: unknown): Duplicates {
  const { rows, looked, wasted, all } = fieldsOf(value)
  return {
    rows: listOf(rows, MOST_ROWS).map(row => {
      const [text, type, copies, bytes] = listOf(row, 4)
      return {
        text: textOf(text) ?? '',
        type: knownText(type),
        copies: knownCount(copies),
        wastedBytes: knownCount(bytes),
      }
    }),
    looked: knownCount(looked),
    wastedBytes: knownCount(wasted),
    about: flagOf(all) ? LOOKED : `${LOOKED} There are more than were looked at.`,
  }
}

/** @throws {NoAnswer} of what is no answer to `cyclic` */
export function cyclicOf(value: unknown): Cyclic {
  const { rows, dictsOrTuples, unreachable } = fieldsOf(value)
  const counts = listOf(rows, MOST_ROWS).map((row): TypeCount => {
    const [type, count] = listOf(row, 2)
    return { type: knownText(type), count: knownCount(count), bytes: undefined }
  })
  const others = knownCount(dictsOrTuples)
  // A collection stops tracking some that stay: which of them are gone cannot be told apart.
  if (others > 0) counts.push({ type: 'dict or tuple', count: others, bytes: undefined })
  return { rows: counts, unreachable: knownCount(unreachable) }
}
