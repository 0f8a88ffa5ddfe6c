import { formatCount, formatWholePct } from '../units.ts'
import type { Detector } from './trouble.ts'

const BEGINS_PCT = 80
const GOES_ON_PCT = 75
const CRITICAL_PCT = 95

/** Tables that the whole machine shares: once they are full, nobody can start anything, or open anything. */
export const fullTables: Detector = {
  id: 'table-full',
  look({ sample: { tables }, load }, lasting) {
    if (tables === undefined) return undefined
    const least = lasting ? GOES_ON_PCT : BEGINS_PCT
    const found = [
      { what: 'processes and threads', used: load?.threads, most: tables.mostTasks, advice: 'F6 sorts by THR' },
      { what: 'open files', used: tables.files, most: tables.mostFiles, advice: 'l shows the files of a process' },
    ].flatMap(({ used, most, ...table }) => {
      const pct = used === undefined || most === undefined || most <= 0 ? 0 : (100 * used) / most
      return pct < least ? [] : [{ ...table, pct, figure: `${formatCount(used ?? 0)} of ${formatCount(most ?? 0)}` }]
    })
    const [worst] = found.sort((a, b) => b.pct - a.pct)
    if (worst === undefined) return undefined
    const share = formatWholePct(Math.floor(worst.pct))
    return {
      severity: worst.pct >= CRITICAL_PCT ? 'critical' : 'warning',
      wordings: [
        `${share} of the ${worst.what} that this machine may have: ${worst.figure}`,
        `${share} of all ${worst.what}`,
      ],
      advice: worst.advice,
    }
  },
}
