import { formatCount, formatWholePct } from '../units.ts'
import { detectorKind, share } from './detector-kind.ts'

/** Of what it begins with, it goes on with so much. */
const GOES_ON = 15 / 16

/** Tables that the whole machine shares: once they are full, nobody can start anything, or open anything. */
export const fullTables = detectorKind(
  'table-full',
  'As many processes, threads or open files as the whole machine may have',
  {
    from: share(80, 'Share in use', 50),
    critical: share(95, 'Share that is critical', 50),
  },
  ({ from, critical }) =>
    ({ sample: { tables }, load }, lasting) => {
      if (tables === undefined) return undefined
      const least = from * (lasting ? GOES_ON : 1)
      const found = [
        {
          what: 'processes and threads',
          used: load?.threads,
          most: tables.mostTasks,
          advice: '{sort-menu} sorts by THR',
        },
        {
          what: 'open files',
          used: tables.files,
          most: tables.mostFiles,
          advice: '{open-files} shows the files of a process',
        },
      ].flatMap(({ used, most, ...table }) => {
        const pct = used === undefined || most === undefined || most <= 0 ? 0 : (100 * used) / most
        return pct < least ? [] : [{ ...table, pct, figure: `${formatCount(used ?? 0)} of ${formatCount(most ?? 0)}` }]
      })
      const [worst] = found.sort((a, b) => b.pct - a.pct)
      if (worst === undefined) return undefined
      const share = formatWholePct(Math.floor(worst.pct))
      return {
        severity: worst.pct >= critical ? 'critical' : 'warning',
        wordings: [
          `${share} of the ${worst.what} that this machine may have: ${worst.figure}`,
          `${share} of all ${worst.what}`,
        ],
        advice: worst.advice,
      }
    },
)
