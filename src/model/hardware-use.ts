import type { Battery, EnergyCounter, Gpu, Hardware, Sensor } from './hardware.ts'

/** A sensor with what follows from the readings before. */
export interface SensorLevel extends Sensor {
  /** Since when (monotonic milliseconds) a temperature has been within {@link NEAR_CELSIUS} of critical, or above it. */
  readonly nearSinceMs: number | undefined
}

/** All batteries as one. */
export interface BatteryUse {
  readonly status: string | undefined
  readonly discharging: boolean
  readonly charging: boolean
  readonly chargePct: number | undefined
  readonly energyWh: number | undefined
  readonly fullWh: number | undefined
  /** Goes in or out, always positive; unknown where one of them does not tell. */
  readonly powerWatts: number | undefined
  /** Until empty where it discharges, until full where it charges, at the power of now. */
  readonly leftMs: number | undefined
  readonly mains: boolean | undefined
}

export interface HardwareUse {
  readonly sensors: readonly SensorLevel[]
  readonly battery: BatteryUse | undefined
  readonly gpus: readonly Gpu[]
  readonly packageCelsius: number | undefined
  /** Mean of the processors whose frequency is known. */
  readonly meanMhz: number | undefined
}

/** So near to critical is near. */
export const NEAR_CELSIUS = 5

/** What was known of the moment before. */
interface Before {
  readonly hardware: Hardware
  readonly use: HardwareUse
}

/** Levels and rates of what was read; the same object as before where nothing was read since. Pure. */
export function hardwareUse(before: Before | undefined, hardware: Hardware): HardwareUse {
  if (before !== undefined && before.hardware === hardware) return before.use
  const nearSince = new Map(before?.use.sensors.map(({ id, nearSinceMs }) => [id, nearSinceMs]))
  const sensors = [...hardware.sensors, ...hardware.energy.map(counter => powerSensor(counter, hardware.readAtMs))]
  return {
    sensors: sensors.map(sensor => ({
      ...sensor,
      nearSinceMs: isNearCritical(sensor) ? (nearSince.get(sensor.id) ?? hardware.readAtMs) : undefined,
    })),
    battery: asOne(hardware.batteries, hardware.mains),
    gpus: hardware.gpus,
    packageCelsius: hardware.packageCelsius,
    meanMhz: mean([...hardware.cores.values()].map(({ mhz }) => mhz)),
  }
}

function isNearCritical({ kind, value, critical }: Sensor): boolean {
  return kind === 'temperature' && value !== undefined && critical !== undefined && value >= critical - NEAR_CELSIUS
}

/** Power from what was used since the reading before; unknown in a first one. */
function powerSensor(counter: EnergyCounter, readAtMs: number): Sensor {
  const { id, label } = counter
  const value = watts(counter, readAtMs)
  return { id, chip: 'rapl', device: undefined, label, kind: 'power', value, high: undefined, critical: undefined }
}

/** A counter that begins anew has gone on to its end first; of one that does so elsewhere nothing is known. */
function watts({ before, joules, wrapsAtJoules }: EnergyCounter, readAtMs: number): number | undefined {
  if (before === undefined || readAtMs <= before.readAtMs) return undefined
  const delta = joules - before.joules
  const used = delta >= 0 ? delta : wrapsAtJoules === undefined ? undefined : delta + wrapsAtJoules
  return used === undefined || used < 0 ? undefined : (used * 1000) / (readAtMs - before.readAtMs)
}

function asOne(batteries: readonly Battery[], mains: boolean | undefined): BatteryUse | undefined {
  const [first] = batteries
  if (first === undefined) return undefined
  const discharging = batteries.some(({ status }) => status === 'Discharging')
  const charging = !discharging && batteries.some(({ status }) => status === 'Charging')
  const energyWh = sum(batteries.map(battery => battery.energyWh))
  const fullWh = sum(batteries.map(battery => battery.fullWh))
  const powerWatts = sum(batteries.map(battery => battery.powerWatts))
  return {
    status: discharging ? 'Discharging' : charging ? 'Charging' : first.status,
    discharging,
    charging,
    chargePct: batteries.length === 1 && first.chargePct !== undefined ? first.chargePct : charge(batteries),
    energyWh,
    fullWh,
    powerWatts,
    leftMs: left(discharging ? energyWh : charging ? difference(fullWh, energyWh) : undefined, powerWatts),
    mains,
  }
}

/** By their energy, or where one does not tell that, as if all were equally large. */
function charge(batteries: readonly Battery[]): number | undefined {
  const energyWh = sum(batteries.map(battery => battery.energyWh))
  const fullWh = sum(batteries.map(battery => battery.fullWh))
  const pct = energyWh !== undefined && fullWh ? (energyWh / fullWh) * 100 : mean(batteries.map(b => b.chargePct))
  return pct === undefined ? undefined : Math.min(100, Math.max(0, pct))
}

const HOUR_MS = 3_600_000
/** A battery at rest trickles: from that no time can be told. */
const LEAST_WATTS = 0.1

function left(wattHours: number | undefined, powerWatts: number | undefined): number | undefined {
  if (wattHours === undefined || powerWatts === undefined || powerWatts < LEAST_WATTS) return undefined
  return (wattHours / powerWatts) * HOUR_MS
}

function difference(whole: number | undefined, part: number | undefined): number | undefined {
  return whole === undefined || part === undefined ? undefined : Math.max(0, whole - part)
}

function sum(values: readonly (number | undefined)[]): number | undefined {
  let total = 0
  for (const value of values) {
    if (value === undefined) return undefined
    total += value
  }
  return total
}

function mean(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter(value => value !== undefined)
  return known.length === 0 ? undefined : known.reduce((total, value) => total + value, 0) / known.length
}
