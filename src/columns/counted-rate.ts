import type { Readings } from '../model/rare-facts.ts'
import { perSecond } from '../model/rates.ts'
import { NEXT_SAMPLE } from '../model/unknown-parts.ts'

/** A second, between the last two readings, by their own clock. */
export function countedRate<T>(readings: Readings<T> | undefined, of: (counts: T) => number | undefined) {
  if (readings?.before === undefined) return undefined
  const { now, before } = readings
  return perSecond(of(before.value), of(now.value), now.atMs - before.atMs)
}

/** Of counts that are told; why they are not, others know. */
export function whyNoCountedRate(readings: Readings<unknown> | undefined): string | undefined {
  return readings === undefined ? undefined : NEXT_SAMPLE
}
