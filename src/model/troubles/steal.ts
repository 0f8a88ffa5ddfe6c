import { formatWholePct } from '../units.ts'
import { sustained } from './sustained.ts'
import type { Detector } from './trouble.ts'

const BEGINS_PCT = 10
const GOES_ON_PCT = 5
const FOR_MS = 5000

/** The host of this virtual machine runs others on the processors that it would have needed. */
export function steal(): Detector {
  return sustained(FOR_MS, {
    id: 'steal',
    look({ cpu }, lasting) {
      const pct = cpu?.total?.stealPct ?? 0
      if (pct < (lasting ? GOES_ON_PCT : BEGINS_PCT)) return undefined
      return {
        severity: 'warning',
        wordings: [`the host takes ${formatWholePct(pct)} of CPU away (steal)`, `steal ${formatWholePct(pct)}`],
        advice: 'nothing here is to blame: the machine beneath has too much to do',
      }
    },
  })
}
