import type { SensorLevel } from '../hardware-use.ts'
import { chipIdOf, isOfCore, isOfPackage, sensorName } from '../sensor-name.ts'
import type { Snapshot } from '../snapshot.ts'
import type { Detector } from './trouble.ts'

/** So long near critical is more than the peak of a burst. */
const NEAR_MS = 10_000

interface Hot {
  readonly sensor: SensorLevel
  readonly value: number
  readonly critical: number
}

/** A temperature at which something slows down or switches itself off, or has been near it for a while. */
export const overheating: Detector = {
  id: 'overheating',
  look(snapshot, lasting) {
    const hot = hottestFirst(snapshot, lasting)
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
    }
  },
}

/** A package is told by its cores. */
function hottestFirst({ hardware, sample }: Snapshot, lasting: boolean): Hot[] {
  const hot = (hardware?.sensors ?? []).flatMap(sensor => {
    const { value, critical, nearSinceMs } = sensor
    if (value === undefined || critical === undefined || nearSinceMs === undefined) return []
    const isTrouble = lasting || value >= critical || sample.monotonicMs - nearSinceMs >= NEAR_MS
    return isTrouble ? [{ sensor, value, critical }] : []
  })
  const coresHot = new Set(hot.filter(({ sensor }) => isOfCore(sensor)).map(({ sensor }) => chipIdOf(sensor)))
  const places = hot.filter(({ sensor }) => !(isOfPackage(sensor) && coresHot.has(chipIdOf(sensor))))
  return places.sort((a, b) => b.value - b.critical - (a.value - a.critical))
}
