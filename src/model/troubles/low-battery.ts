import { formatTimeLeft } from '../units.ts'
import type { Detector } from './trouble.ts'

const LOW_PCT = 10

/** A machine that goes out soon. */
export const lowBattery: Detector = {
  id: 'low-battery',
  look({ hardware }, lasting) {
    const { chargePct, discharging, leftMs } = hardware?.battery ?? {}
    if (!discharging || chargePct === undefined) return undefined
    // What is said as 10 % stands still there, too.
    if (lasting ? chargePct > LOW_PCT : chargePct >= LOW_PCT) return undefined
    const figure = `battery at ${Math.floor(chargePct)}%`
    const left = leftMs === undefined ? '' : `, empty in about ${formatTimeLeft(leftMs)}`
    // Since when is said behind it.
    return { severity: 'warning', wordings: [`${figure}${left}, low`, `${figure}, low`, figure] }
  },
}
