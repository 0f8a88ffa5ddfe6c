import type { Sensor } from '../../../model/hardware.ts'
import { parseReading, parseTemperatureLimit, parseValue, type SensorName, sensorNames } from '../../../procfs/hwmon.ts'
import type { SlowFiles } from './slow-files.ts'

/** A sensor that was found, and the files of its value. */
export interface SensorFiles {
  readonly sensor: Omit<Sensor, 'value'>
  readonly path: string
  /** The folder of what it sits on, where that may sleep. */
  readonly sleeper: string | undefined
  /** Says 1 where nothing is connected. */
  readonly faultPath: string | undefined
}

/** The sensors of all chips with what does not change of them: label and limits. */
export async function findSensors(sysfs: SlowFiles): Promise<SensorFiles[]> {
  const found: SensorFiles[] = []
  const byNumber = (a: string, b: string): number => Number(a.slice(5)) - Number(b.slice(5))
  for (const name of sysfs.names('class/hwmon').sort(byNumber)) {
    found.push(...(await sensorsOf(sysfs, name)))
  }
  return found
}

async function sensorsOf(sysfs: SlowFiles, hwmon: string): Promise<SensorFiles[]> {
  let folder = `class/hwmon/${hwmon}`
  let files = sysfs.names(folder)
  const device = sysfs.linkName(`${folder}/device`)
  if (!files.includes('name')) {
    // So had drivers before Linux 3.14 and its hwmon_device_register_with_groups.
    folder += '/device'
    files = sysfs.names(folder)
  }
  const names = sensorNames(files)
  const chip = names.length === 0 ? undefined : await sysfs.line(`${folder}/name`)
  if (chip === undefined) return []
  const present = new Set(files)
  const place = `class/hwmon/${hwmon}/device`
  const status = await sysfs.line(`${place}/power/runtime_status`)
  const sleeper = status === undefined || status === 'unsupported' ? undefined : place
  const sensors: SensorFiles[] = []
  for (const name of names) sensors.push(await sensorOf(sysfs, { hwmon, folder, present, chip, device, sleeper, name }))
  return sensors
}

interface Found {
  readonly hwmon: string
  readonly folder: string
  readonly present: ReadonlySet<string>
  readonly chip: string
  readonly device: string | undefined
  readonly sleeper: string | undefined
  readonly name: SensorName
}

async function sensorOf(sysfs: SlowFiles, found: Found): Promise<SensorFiles> {
  const { hwmon, folder, present, chip, device, sleeper } = found
  const { kind, prefix } = found.name
  const text = async (file: string): Promise<string | undefined> =>
    present.has(file) ? await sysfs.line(`${folder}/${file}`) : undefined
  const limit = async (file: string): Promise<number | undefined> =>
    kind === 'temperature' ? parseTemperatureLimit(await text(`${prefix}_${file}`)) : undefined
  const value = [`${prefix}_average`, `${prefix}_input`].find(file => present.has(file))
  const fault = `${prefix}_fault`
  return {
    sensor: {
      id: `${hwmon}/${prefix}`,
      chip,
      device,
      label: (await text(`${prefix}_label`)) || undefined,
      kind,
      high: await limit('max'),
      critical: await limit('crit'),
    },
    path: `${folder}/${value}`,
    sleeper,
    faultPath: present.has(fault) ? `${folder}/${fault}` : undefined,
  }
}

/** Zones of the firmware, Documentation/driver-api/thermal/sysfs-api.rst: where there is no chip, they are all there is. */
export async function findThermalZones(sysfs: SlowFiles): Promise<SensorFiles[]> {
  const found: SensorFiles[] = []
  const zones = sysfs.names('class/thermal').filter(name => /^thermal_zone\d+$/.test(name))
  for (const zone of zones.sort((a, b) => Number(a.slice(12)) - Number(b.slice(12)))) {
    const folder = `class/thermal/${zone}`
    const files = sysfs.names(folder)
    const limit = async (type: string): Promise<number | undefined> => {
      for (const file of files.filter(name => /^trip_point_\d+_type$/.test(name))) {
        if ((await sysfs.line(`${folder}/${file}`)) !== type) continue
        return parseTemperatureLimit(await sysfs.line(`${folder}/${file.replace(/type$/, 'temp')}`))
      }
      return undefined
    }
    const label = (await sysfs.line(`${folder}/type`)) || undefined
    const [high, critical] = [await limit('hot'), await limit('critical')]
    const sensor = { id: zone, chip: 'thermal', device: undefined, label, kind: 'temperature' as const, high, critical }
    found.push({ sensor, path: `${folder}/temp`, sleeper: undefined, faultPath: undefined })
  }
  return found
}

/**
 * What it says now.
 *
 * @param asleep what is not to be woken
 */
export async function readSensor(
  sysfs: SlowFiles,
  { sensor, path, sleeper, faultPath }: SensorFiles,
  asleep: ReadonlySet<string>,
): Promise<Sensor> {
  if (sleeper !== undefined && asleep.has(sleeper)) return { ...sensor, value: undefined }
  const hasFault = faultPath !== undefined && parseValue(await sysfs.line(faultPath)) === 1
  return { ...sensor, value: hasFault ? undefined : parseReading(sensor.kind, await sysfs.line(path)) }
}
