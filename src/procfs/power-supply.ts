/** Files of one `/sys/class/power_supply/*`, Documentation/ABI/testing/sysfs-class-power: micro-units, one value a file. */
import type { Battery } from '../model/hardware.ts'
import { parseValue } from './hwmon.ts'

/** The files of a battery that are read; each may be missing. */
export const BATTERY_FILES = [
  'status',
  'capacity',
  'energy_now',
  'energy_full',
  'power_now',
  'charge_now',
  'charge_full',
  'current_now',
  'voltage_now',
] as const

type BatteryFiles = Readonly<Partial<Record<(typeof BATTERY_FILES)[number], string | undefined>>>

/**
 * A battery from the texts of its files. Drivers tell either of energy (µWh, µW) or of charge (µAh, µA), which becomes
 * energy by the voltage of now; some tell discharging by the sign, which the status says better.
 */
export function parseBattery(name: string, files: BatteryFiles): Battery {
  const micro = (file: keyof BatteryFiles): number | undefined => {
    const value = parseValue(files[file])
    return value === undefined ? undefined : value / 1e6
  }
  const volts = micro('voltage_now')
  const byVoltage = (amount: number | undefined): number | undefined =>
    amount === undefined || volts === undefined ? undefined : amount * volts
  const energyWh = micro('energy_now') ?? byVoltage(micro('charge_now'))
  const fullWh = micro('energy_full') ?? byVoltage(micro('charge_full'))
  const power = micro('power_now') ?? byVoltage(micro('current_now'))
  const capacity = parseValue(files.capacity)
  const chargePct = capacity ?? (energyWh !== undefined && fullWh ? (energyWh / fullWh) * 100 : undefined)
  return {
    name,
    status: files.status?.trim(),
    // Worn cells are said to hold more than they do.
    chargePct: chargePct === undefined || chargePct < 0 ? undefined : Math.min(100, chargePct),
    energyWh,
    fullWh,
    powerWatts: power === undefined ? undefined : Math.abs(power),
  }
}
