import type { Sensor } from './hardware.ts'

/** Chips whose labels tell by themselves what they are of: those of processors, and the firmware's zones. */
const PLAIN = new Set(['coretemp', 'k10temp', 'zenpower', 'thermal', 'rapl'])

type Named = Pick<Sensor, 'id' | 'chip' | 'device' | 'label'>

/** Whether its label says what it is without the chip's name, as those of processors do. */
export function isLabelEnough({ chip }: Pick<Sensor, 'chip'>): boolean {
  return PLAIN.has(chip)
}

/** What a sensor measures, in words: `Core 0`, `nvme0`, `amdgpu edge`, `acpitz`, `thinkpad fan1`. */
export function sensorName(sensor: Named): string {
  const { id, chip, device, label } = sensor
  // Of two that are alike the kernel's name tells which.
  const of = device?.startsWith(chip) && /\d$/.test(device) ? device : chip
  const place = placeOf(id)
  if (label === undefined) return place === 'temp1' ? of : `${of} ${place}`
  // Of the whole NVMe drive.
  if (label === 'Composite') return of
  return isLabelEnough(sensor) ? label : `${of} ${label}`
}

/** The same without the chip, where there is no room for it: `junction`, `fan1`. */
export function shortSensorName({ id, label }: Pick<Sensor, 'id' | 'label'>): string {
  return label ?? placeOf(id)
}

function placeOf(id: string): string {
  return id.slice(id.indexOf('/') + 1)
}

/** Of which chip it is: two of one kind have the same name. */
export function chipIdOf({ id }: Pick<Sensor, 'id'>): string {
  return id.slice(0, Math.max(0, id.indexOf('/')))
}

/** Whether it is a whole package's, which is as hot as its hottest core. */
export function isOfPackage({ label }: Pick<Sensor, 'label'>): boolean {
  return label?.startsWith('Package id') ?? false
}

/** Whether it is a single core's. */
export function isOfCore({ label }: Pick<Sensor, 'label'>): boolean {
  return label !== undefined && /^Core \d+$/.test(label)
}
