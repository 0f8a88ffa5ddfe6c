import type { Gpu } from '../model/hardware.ts'
import type { BatteryUse, SensorLevel } from '../model/hardware-use.ts'
import { bytes, flag, known, level, object, oneOf, quantity, share, text, unknowable } from './describe.ts'

const UNITS = { temperature: '°C', fan: 'rpm', power: 'W' } as const

export const sensorKind = object<SensorLevel>({
  chip: known(
    text,
    'what the driver calls itself; thermal for a zone of the firmware, rapl for counters of energy',
    s => s.chip,
  ),
  device: unknowable(text, 'the kernel’s name of what it sits on', s => s.device),
  label: unknowable(text, 'which of the chip’s; null where the driver gives no label', s => s.label),
  kind: known(oneOf('temperature', 'fan', 'power'), 'what it measures', s => s.kind),
  value: unknowable(level, 'null where it does not answer, or says what cannot be', s => s.value),
  unit: known(oneOf('°C', 'rpm', 'W'), 'of value, high and critical', s => UNITS[s.kind]),
  high: unknowable(level, 'from here on it is too much; null where the driver knows no such limit', s => s.high),
  critical: unknowable(level, 'from here on the device slows down or switches off', s => s.critical),
})

export const batteryKind = object<BatteryUse>({
  status: unknowable(text, 'as the kernel has it: Charging, Discharging, Not charging, Full, Unknown', b => b.status),
  chargePct: unknowable(share, 'share of what it holds when full', b => b.chargePct),
  energyWh: unknowable(quantity, 'watt-hours in it', b => b.energyWh),
  fullWh: unknowable(quantity, 'watt-hours that it holds when full, as it is now', b => b.fullWh),
  powerWatts: unknowable(quantity, 'what goes in or out', b => b.powerWatts),
  leftSec: unknowable(quantity, 'until it is empty, or full, at this power; null where it rests', b =>
    b.leftMs === undefined ? undefined : b.leftMs / 1000,
  ),
  mains: unknowable(flag, 'whether the machine is plugged in', b => b.mains),
})

export const gpuKind = object<Gpu>({
  id: known(text, 'the kernel’s name of the card, or its PCI address', g => g.id),
  driver: unknowable(text, 'kernel driver', g => g.driver),
  name: unknowable(text, 'product', g => g.name),
  busyPct: unknowable(share, 'time with work to do', g => g.busyPct),
  vramTotalBytes: unknowable(bytes, 'memory of its own', g => g.vramTotalBytes),
  vramUsedBytes: unknowable(bytes, 'of that, in use', g => g.vramUsedBytes),
  mhz: unknowable(quantity, 'frequency', g => g.mhz),
  celsius: unknowable(level, 'temperature', g => g.celsius),
  powerWatts: unknowable(quantity, 'power', g => g.powerWatts),
})
