import type { Delays, RareFacts } from '../model/rare-facts.ts'
import { formatPct, formatShortCount } from '../model/units.ts'
import { countedRate } from './counted-rate.ts'

/** Time waited between the last two readings, in percent of it: more than 100 where several threads waited. */
export function delayPct(rare: RareFacts | undefined, which: keyof Delays): number | undefined {
  const msPerSec = countedRate(rare?.delays, delays => delays[which])
  return msPerSec === undefined ? undefined : msPerSec / 10
}

/** In five cells: of a thousand threads it may be 100,000. */
export function formatDelay(pct: number): string {
  return pct < 1000 ? formatPct(pct) : formatShortCount(Math.round(pct), 5)
}
