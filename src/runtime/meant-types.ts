/** Which type was meant by a name that none has. Pure, and the same for all runtimes. */
import { closest } from '../model/closest.ts'

export interface MeantTypes {
  /** All whose names end so: `__main__.Point`, for `Point`. */
  readonly ending: readonly string[]
  /** Where there are none: those whose name, or its end, is near enough for a slip of the fingers. */
  readonly near: readonly string[]
}

/** Between the parts of a name, whatever the runtime. */
const BETWEEN = /[./$]\s?/

export function meantTypes(word: string, names: readonly string[]): MeantTypes {
  const all = [...new Set(names)]
  const ending = all.filter(name => name.endsWith(word) && /[./$]\s?$/.test(name.slice(0, -word.length)))
  if (word === '' || ending.length > 0) return { ending: word === '' ? [] : ending, near: [] }
  const ends = all.map(name => [name, name.split(BETWEEN).at(-1) ?? name] as const)
  const meant = closest(word, [...all, ...ends.map(([, end]) => end)])
  return { ending, near: ends.flatMap(([name, end]) => (name === meant || end === meant ? [name] : [])) }
}
