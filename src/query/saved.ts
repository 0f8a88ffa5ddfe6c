/** Queries that were saved by name in the config file, asked for as `@name`. */
import { suggestion } from '../model/closest.ts'
import { type Completion, commonBeginning } from './complete.ts'

/** The texts of queries by their names. */
export type SavedQueries = ReadonlyMap<string, string>

/** What a text with a `@` before it stands for. */
export type Saved =
  | { readonly query: string; readonly problem?: undefined }
  | { readonly query?: undefined; readonly problem: string }

/**
 * The saved query of a text such as `@big-java`, or why there is none. Undefined for a text that asks for none: without the
 * sign, or with more behind it than a name.
 */
export function savedQuery(text: string, queries: SavedQueries): Saved | undefined {
  const trimmed = text.trim()
  if (!trimmed.startsWith('@')) return undefined
  const name = trimmed.slice(1)
  const query = queries.get(name)
  if (query !== undefined) return { query }
  if (name === '' || /\s/.test(name)) return undefined
  if (queries.size === 0) return { problem: `no query is saved as ${name}: [queries] of the config file has none` }
  const hint = suggestion(name, queries.keys())
  return {
    problem: `no query is saved as ${name}${hint === '' ? `; there is ${[...queries.keys()].join(', ')}` : hint}`,
  }
}

/** Completes the name of a saved query, and puts the query in its place where it can be only one. */
export function completeSaved(text: string, queries: SavedQueries): Completion | undefined {
  if (!text.startsWith('@')) return undefined
  const typed = text.slice(1)
  const candidates = [...queries.keys()].filter(name => name.startsWith(typed))
  const [first] = candidates
  if (first === undefined) return undefined
  if (candidates.length === 1) return { text: queries.get(first) ?? text, candidates }
  return { text: `@${candidates.reduce(commonBeginning)}`, candidates: candidates.map(name => `@${name}`) }
}
