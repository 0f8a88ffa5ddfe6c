/** What a JVM answers to `GC.class_histogram`. */
import type { TypeCount } from '../session.ts'
import { className } from './class-names.ts'

/** `   1:         10818         852096  [B (java.base@25.0.3)`; no module is told of what is in none that has a name. */
const ROW = /^ *\d+: +(\d{1,15}) +(\d{1,15}) {2}(.+?)(?: \([^()\s]+\))?$/
const TOTAL = /^Total +\d+ +\d+$/m
/** Of what is more the rest is left out: a program may make classes as it likes. */
const MOST_TYPES = 100_000

/**
 * Objects of each class, by its name: several class loaders may have one of the same name, and hidden classes have none of
 * their own; they are added up. Undefined where the answer is none, or was cut off.
 */
export function parseHistogram(text: string): TypeCount[] | undefined {
  if (!TOTAL.test(text)) return undefined
  const types = new Map<string, { count: number; bytes: number }>()
  for (const line of text.split('\n')) {
    const [, count, bytes, name] = ROW.exec(line) ?? []
    if (name === undefined) continue
    const type = className(name)
    const known = types.get(type)
    if (known !== undefined) {
      known.count += Number(count)
      known.bytes += Number(bytes)
    } else if (types.size < MOST_TYPES) types.set(type, { count: Number(count), bytes: Number(bytes) })
  }
  return Array.from(types, ([type, { count, bytes }]) => ({ type, count, bytes }))
}
