import type { Readings } from '../model/rare-facts.ts'
import { perSecond } from '../model/rates.ts'

/** A second, between the last two readings, by their own clock. */
export function countedRate<T>(readings: Readings<T> | undefined, of: (counts: T) => number | undefined) {
  if (readings?.before === undefined) return undefined
  const { now, before } = readings
  return perSecond(of(before.value), of(now.value), now.atMs - before.atMs)
}
