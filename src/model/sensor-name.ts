import type { Sensor } from './hardware.ts'

/** Chips whose labels tell by themselves what they are of. */
const PLAIN = new Set(['coretemp', 'k10temp', 'zenpower', 'thermal'])

/** What a sensor measures, in words: `Core 0`, `nvme0 Composite`, `amdgpu edge`, `thinkpad`. */
export function sensorName({ chip, device, label }: Pick<Sensor, 'chip' | 'device' | 'label'>): string {
  // Of two that are alike the kernel's name tells which.
  const of = device?.startsWith(chip) ? device : chip
  if (label === undefined) return of
  return PLAIN.has(chip) ? label : `${of} ${label}`
}
