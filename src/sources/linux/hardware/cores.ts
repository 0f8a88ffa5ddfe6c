import type { CoreState, Sensor } from '../../../model/hardware.ts'
import { parseCpuMhz } from '../../../procfs/cpuinfo.ts'
import { parseValue } from '../../../procfs/hwmon.ts'
import type { SlowFiles } from './slow-files.ts'

/** Where a processor sits: the kernel's numbers of its package and of its core there, as the sensors' labels have them. */
interface Seat {
  readonly cpu: number
  readonly package: number
  readonly core: number
}

export interface CoreFiles {
  /** Numbers of processors that tell their frequency. */
  readonly clocked: readonly number[]
  /** Of the others, as they were when they were found; they are dear to read, and mostly do not change. */
  readonly fixedMhz: ReadonlyMap<number, number>
  readonly seats: readonly Seat[]
}

const FOLDER = 'devices/system/cpu'

/**
 * @param sensors those that there are, for only a chip with a sensor for each core makes it worth knowing where they sit
 * @param isDear whether to read `/proc/cpuinfo` as well, where nothing else tells the frequency
 */
export async function findCores(
  sysfs: SlowFiles,
  procfs: SlowFiles,
  sensors: readonly Pick<Sensor, 'label'>[],
  isDear: boolean,
): Promise<CoreFiles> {
  const names = sysfs.names(FOLDER).filter(name => /^cpu\d+$/.test(name))
  const cpus = names.map(name => Number(name.slice(3))).sort((a, b) => a - b)
  // What one of them has all have.
  const [first] = cpus
  const isClocked = first !== undefined && sysfs.names(`${FOLDER}/cpu${first}/cpufreq`).includes('scaling_cur_freq')
  const cpuinfo = isClocked || !isDear ? undefined : await procfs.text('cpuinfo')
  const seats: Seat[] = []
  if (sensors.some(({ label }) => CORE.test(label ?? ''))) {
    for (const cpu of cpus) {
      const [core, packageId] = [
        await topology(sysfs, cpu, 'core_id'),
        await topology(sysfs, cpu, 'physical_package_id'),
      ]
      if (core !== undefined && packageId !== undefined) seats.push({ cpu, package: packageId, core })
    }
  }
  return {
    clocked: isClocked ? cpus : [],
    fixedMhz: cpuinfo === undefined ? new Map() : parseCpuMhz(cpuinfo),
    seats,
  }
}

async function topology(sysfs: SlowFiles, cpu: number, file: string): Promise<number | undefined> {
  return parseValue(await sysfs.line(`${FOLDER}/cpu${cpu}/topology/${file}`))
}

/** Frequency and temperature of each processor of which one is known. */
export async function readCores(
  sysfs: SlowFiles,
  { clocked, fixedMhz, seats }: CoreFiles,
  sensors: readonly Sensor[],
): Promise<Map<number, CoreState>> {
  const mhz = new Map(fixedMhz)
  for (const cpu of clocked) {
    const khz = parseValue(await sysfs.line(`${FOLDER}/cpu${cpu}/cpufreq/scaling_cur_freq`))
    if (khz !== undefined && khz > 0) mhz.set(cpu, khz / 1000)
  }
  const celsius = coreTemperatures(sensors, seats)
  const cpus = [...new Set([...mhz.keys(), ...celsius.keys()])].sort((a, b) => a - b)
  return new Map(cpus.map(cpu => [cpu, { mhz: mhz.get(cpu), celsius: celsius.get(cpu) }]))
}

const CORE = /^Core (\d+)$/
const PACKAGE = /^(?:Package|Physical) id (\d+)$/

/**
 * By coretemp's labels, Documentation/hwmon/coretemp.rst. Each package has a chip of its own, in which the core's number is
 * that of the package: two processors of one core have the same temperature.
 */
function coreTemperatures(sensors: readonly Sensor[], seats: readonly Seat[]): Map<number, number> {
  const packageOf = new Map<string, number>()
  for (const { id, label } of sensors) {
    const [, number] = PACKAGE.exec(label ?? '') ?? []
    if (number !== undefined) packageOf.set(chipOf(id), Number(number))
  }
  const temperatures = new Map<number, number>()
  for (const { id, label, value, kind } of sensors) {
    const [, core] = CORE.exec(label ?? '') ?? []
    if (core === undefined || value === undefined || kind !== 'temperature') continue
    const inPackage = packageOf.get(chipOf(id)) ?? 0
    for (const seat of seats) {
      if (seat.core === Number(core) && seat.package === inPackage) temperatures.set(seat.cpu, value)
    }
  }
  return temperatures
}

function chipOf(id: string): string {
  return id.slice(0, id.indexOf('/'))
}

/**
 * Sensors of a whole package, the truest first. AMD's Tctl is what fans go by, which on some models is up to 27 °C more than
 * Tdie, Documentation/hwmon/k10temp.rst; boards of other makers have a zone, with a chip of the same name.
 */
const OF_PACKAGE: readonly ((sensor: Sensor) => boolean)[] = [
  ({ label }) => PACKAGE.test(label ?? ''),
  ({ chip, label }) => /^(k10temp|zenpower)$/.test(chip) && label === 'Tdie',
  ({ chip, label }) => /^(k10temp|zenpower)$/.test(chip) && label === 'Tctl',
  ({ chip }) => /^(k8temp|via_cputemp|k10temp)$/.test(chip),
  ({ chip, label }) => chip === 'thermal' && label === 'x86_pkg_temp',
  ({ chip, label }) => /^(cpu|soc)[-_]?thermal/.test(chip === 'thermal' ? (label ?? '') : chip),
  ({ label }) => CORE.test(label ?? ''),
]

/** The temperature of the hottest package. */
export function packageTemperature(sensors: readonly Sensor[]): number | undefined {
  for (const isPackage of OF_PACKAGE) {
    const values = sensors
      .filter(sensor => sensor.kind === 'temperature' && isPackage(sensor))
      .map(({ value }) => value)
    const known = values.filter(value => value !== undefined)
    if (known.length > 0) return Math.max(...known)
  }
  return undefined
}
