import { fuzzyRank, isClose } from '../../model/fuzzy.ts'

/** What something in a list is found by. */
export interface Narrowed {
  readonly label: string
  readonly detail?: string
  /** Other names of it. */
  readonly names?: readonly string[]
  /** Keys that stand for it, as the list shows them. */
  readonly keys?: string
}

/** Behind whatever answers by its name. */
const BY_DETAIL = 10

/** Those that answer to every word of what was typed, the best first; else in the order that they have. */
export function narrowed<T extends Narrowed>(items: readonly T[], typed: string): readonly T[] {
  const words = typed.split(' ').filter(word => word !== '')
  if (words.length === 0) return items
  return items
    .flatMap(item => {
      const ranks = words.map(word => rankOf(item, word))
      const known = ranks.filter(rank => rank !== undefined)
      return known.length < ranks.length ? [] : [{ item, rank: known.reduce((sum, rank) => sum + rank, 0) }]
    })
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item)
}

/** Less is better; undefined where nothing of it answers. */
function rankOf({ label, detail = '', names = [], keys = '' }: Narrowed, word: string): number | undefined {
  // Keys differ by their case.
  if (keys.split(' ').includes(word)) return -1
  const named = [label, ...names].flatMap(name => fuzzyRank(name, word) ?? [])
  const keyed = keys.toLowerCase().split(' ').includes(word.toLowerCase()) ? 0 : undefined
  const best = Math.min(...named, keyed ?? Number.POSITIVE_INFINITY)
  if (best < Number.POSITIVE_INFINITY) return best
  // In a sentence a few letters are scattered nearly always.
  const told = fuzzyRank(detail, word)
  return told !== undefined && isClose(told) ? BY_DETAIL + told : undefined
}
