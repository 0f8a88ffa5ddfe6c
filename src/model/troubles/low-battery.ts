import { formatTimeLeft } from '../units.ts'
import { detectorKind, share } from './detector-kind.ts'

/** A machine that goes out soon. */
export const lowBattery = detectorKind(
  'low-battery',
  'A battery that goes empty',
  { below: share(10, 'Charge that is low', 1, 90) },
  ({ below }) =>
    ({ hardware }, lasting) => {
      const { chargePct, discharging, leftMs } = hardware?.battery ?? {}
      if (!discharging || chargePct === undefined) return undefined
      // What is said as 10 % stands still there, too: it takes less to begin.
      if (lasting ? chargePct > below : chargePct >= below) return undefined
      const figure = `battery at ${Math.floor(chargePct)}%`
      const left = leftMs === undefined ? '' : `, empty in about ${formatTimeLeft(leftMs)}`
      // Since when is said behind it.
      return {
        severity: 'warning',
        wordings: [`${figure}${left}, low`, `${figure}, low`, figure],
        advice: '{sort-by-cpu} sorts by CPU: who uses it up',
      }
    },
)
