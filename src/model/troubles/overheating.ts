import type { SensorLevel } from '../hardware-use.ts'
import { chipIdOf, isOfCore, isOfPackage, sensorName } from '../sensor-name.ts'
import type { Snapshot } from '../snapshot.ts'
import { detectorKind, time } from './detector-kind.ts'

interface Hot {
  readonly sensor: SensorLevel
  readonly value: number
  readonly critical: number
}

/** A temperature at which something slows down or switches itself off, or has been near it for a while. */
export const overheating = detectorKind(
  'overheating',
  'A temperature that is critical by the sensor’s own account, or near it',
  { after: time(10_000, 'So long near critical, which is more than the peak of a burst') },
  ({ after }) =>
    (snapshot, lasting) => {
      const hot = hottestFirst(snapshot, lasting, after)
      const [first] = hot
      if (first === undefined) return undefined
      const { sensor, value, critical } = first
      const name = sensor.label ?? sensor.chip
      const figures = `${Math.round(value)}°C of ${Math.round(critical)} critical`
      const others = hot.length === 1 ? '' : `, and ${hot.length - 1} ${hot.length === 2 ? 'other' : 'others'}`
      return {
        severity: value >= critical ? 'critical' : 'warning',
        wordings: [
          `${sensorName(sensor)} at ${figures}${others}`,
          `${name} at ${figures}`,
          `${name} ${Math.round(value)}°C`,
        ],
        advice: '{sort-by-cpu} sorts by CPU: who makes the heat; past critical it slows itself down, or goes off',
      }
    },
)

/** A package is told by its cores. */
function hottestFirst({ hardware, sample }: Snapshot, lasting: boolean, nearMs: number): Hot[] {
  const hot = (hardware?.sensors ?? []).flatMap(sensor => {
    const { value, critical, nearSinceMs } = sensor
    if (value === undefined || critical === undefined || nearSinceMs === undefined) return []
    const isTrouble = lasting || value >= critical || sample.monotonicMs - nearSinceMs >= nearMs
    return isTrouble ? [{ sensor, value, critical }] : []
  })
  const coresHot = new Set(hot.filter(({ sensor }) => isOfCore(sensor)).map(({ sensor }) => chipIdOf(sensor)))
  const places = hot.filter(({ sensor }) => !(isOfPackage(sensor) && coresHot.has(chipIdOf(sensor))))
  return places.sort((a, b) => b.value - b.critical - (a.value - a.critical))
}
