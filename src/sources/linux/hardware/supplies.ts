import type { Battery, EnergyCounter, Hardware } from '../../../model/hardware.ts'
import { parseValue } from '../../../procfs/hwmon.ts'
import { BATTERY_FILES, parseBattery } from '../../../procfs/power-supply.ts'
import type { SlowFiles } from './slow-files.ts'

/** What the machine runs on: batteries with the files that they have, and the mains. */
export interface Supplies {
  readonly batteries: readonly { readonly name: string; readonly files: readonly (typeof BATTERY_FILES)[number][] }[]
  readonly mains: readonly string[]
}

export async function findSupplies(sysfs: SlowFiles): Promise<Supplies> {
  const batteries: Supplies['batteries'][number][] = []
  const mains: string[] = []
  for (const name of sysfs.names('class/power_supply').sort()) {
    const folder = `class/power_supply/${name}`
    const type = await sysfs.line(`${folder}/type`)
    const present = new Set(sysfs.names(folder))
    if (type === 'Battery') {
      // Of a mouse; or the bay is empty.
      const isDevices = present.has('scope') && (await sysfs.line(`${folder}/scope`)) === 'Device'
      const isAway = present.has('present') && (await sysfs.line(`${folder}/present`)) === '0'
      if (!isDevices && !isAway) batteries.push({ name, files: BATTERY_FILES.filter(file => present.has(file)) })
    } else if ((type === 'Mains' || type === 'USB') && present.has('online')) mains.push(name)
  }
  return { batteries, mains }
}

export async function readBatteries(sysfs: SlowFiles, { batteries }: Supplies): Promise<Battery[]> {
  const read: Battery[] = []
  for (const { name, files } of batteries) {
    const texts: Partial<Record<(typeof BATTERY_FILES)[number], string | undefined>> = {}
    for (const file of files) texts[file] = await sysfs.line(`class/power_supply/${name}/${file}`)
    read.push(parseBattery(name, texts))
  }
  return read
}

/** Whether any socket of the mains is plugged in. */
export async function readMains(sysfs: SlowFiles, { mains }: Supplies): Promise<boolean | undefined> {
  let online: boolean | undefined
  for (const name of mains) {
    const value = parseValue(await sysfs.line(`class/power_supply/${name}/online`))
    if (value !== undefined) online = online === true || value > 0
  }
  return online
}

/** A counter of energy: its name and end. */
export type EnergyFile = Omit<EnergyCounter, 'joules' | 'before'>

/** Counters of whole packages, Documentation/power/powercap/powercap.rst; their parts have a second number. */
export async function findEnergy(sysfs: SlowFiles): Promise<EnergyFile[]> {
  const found: EnergyFile[] = []
  for (const id of sysfs.names('class/powercap').sort()) {
    if (!/^intel-rapl:\d+$/.test(id)) continue
    const label = (await sysfs.line(`class/powercap/${id}/name`)) ?? id
    const range = parseValue(await sysfs.line(`class/powercap/${id}/max_energy_range_uj`))
    found.push({ id, label, wrapsAtJoules: range === undefined ? undefined : range / 1e6 })
  }
  return found
}

/**
 * Of those that may be read: since Linux 5.10 root alone may.
 *
 * @param last what was read the time before
 */
export async function readEnergy(
  sysfs: SlowFiles,
  files: readonly EnergyFile[],
  last: Pick<Hardware, 'energy' | 'readAtMs'> | undefined,
): Promise<EnergyCounter[]> {
  const read: EnergyCounter[] = []
  for (const file of files) {
    const value = parseValue(await sysfs.line(`class/powercap/${file.id}/energy_uj`))
    if (value === undefined) continue
    const old = last?.energy.find(({ id }) => id === file.id)
    const before = last && old && { joules: old.joules, readAtMs: last.readAtMs }
    read.push({ ...file, joules: value / 1e6, before })
  }
  return read
}
