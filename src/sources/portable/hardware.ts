import type { Systeminformation } from 'systeminformation'
import type { Battery, Gpu, Hardware, Sensor } from '../../model/hardware.ts'
import type { Answered } from './answers.ts'
import { amount, figure, type Platform } from './platform.ts'

type Temperature = Systeminformation.CpuTemperatureData
type BatteryData = Systeminformation.BatteryData
type Controller = Systeminformation.GraphicsControllerData

export interface HardwareAnswers {
  readonly temperature: Answered<'temperature'> | undefined
  readonly battery: Answered<'battery'> | undefined
  readonly graphics: Answered<'graphics'> | undefined
}

/** What is known of sensors, batteries and graphics processors; undefined where there is nothing, or nothing yet. */
export function hardwareOf(answers: HardwareAnswers, platform: Platform): Hardware | undefined {
  const { temperature, battery, graphics } = answers
  const sensors = temperature === undefined ? [] : sensorsOf(temperature.value, platform)
  const celsius = temperature && packageCelsius(temperature.value, platform)
  const batteries = battery === undefined ? [] : batteriesOf(battery.value, platform)
  const gpus = graphics === undefined ? [] : graphics.value.controllers.flatMap(gpuOf(platform))
  if (sensors.length + batteries.length + gpus.length === 0 && celsius === undefined) return undefined
  return {
    readAtMs: Math.max(...[temperature, battery, graphics].map(answer => answer?.atMs ?? Number.NEGATIVE_INFINITY)),
    sensors,
    energy: [],
    batteries,
    mains: battery && mainsOf(battery.value, platform),
    gpus,
    // Of which processor of the kernel's a core's temperature is, nobody tells.
    cores: new Map(),
    packageCelsius: celsius,
  }
}

/**
 * On Windows `main` is the mean of the firmware's zones, which need not be near the processor; on the BSDs the mean of
 * the cores, of which the hottest is the package's measure.
 */
function packageCelsius({ main, max }: Temperature, platform: Platform): number | undefined {
  if (platform === 'win32') return undefined
  return celsius(platform === 'linux' || platform === 'darwin' ? main : max)
}

function sensorsOf(temperature: Temperature, platform: Platform): Sensor[] {
  const { cores, socket = [], chipset } = temperature
  const [chip, word] = platform === 'win32' ? ['acpi', 'Zone'] : ['cpu', 'Core']
  return [
    ...cores.map((value, i) => sensor(`${chip}/${i}`, chip, `${word} ${i}`, value)),
    ...socket.map((value, i) => sensor(`acpi/${i}`, 'acpi', `Zone ${i}`, value)),
    ...(chipset == null ? [] : [sensor('chipset', 'chipset', undefined, chipset)]),
  ]
}

function sensor(id: string, chip: string, label: string | undefined, value: number): Sensor {
  return {
    id,
    chip,
    device: undefined,
    label,
    kind: 'temperature',
    value: celsius(value),
    high: undefined,
    critical: undefined,
  }
}

/** Warmer no processor gets: drivers that read nothing say 129, 255 or less than nothing. */
const MOST_CELSIUS = 128

function celsius(value: number | null | undefined): number | undefined {
  const degrees = amount(value)
  return degrees !== undefined && degrees < MOST_CELSIUS ? degrees : undefined
}

function batteriesOf(first: BatteryData, platform: Platform): Battery[] {
  return [first, ...(first.additionalBatteries ?? [])]
    .filter(({ hasBattery }) => hasBattery)
    .map((data, i) => {
      const isEnergy = data.capacityUnit === 'mWh'
      return {
        name: data.model.trim() || `battery ${i}`,
        status: statusOf(data, platform),
        chargePct: amount(data.percent),
        energyWh: isEnergy ? wattHours(data.currentCapacity) : undefined,
        fullWh: isEnergy ? wattHours(data.maxCapacity) : undefined,
        powerWatts: undefined,
      }
    })
}

function wattHours(milli: number | null): number | undefined {
  const known = amount(milli)
  return known === undefined ? undefined : known / 1000
}

/** Whether it hangs on the mains, by the first battery; a machine without one is said to, and nobody looked. */
function mainsOf(data: BatteryData, platform: Platform): boolean | undefined {
  return data.hasBattery ? stateOf(data, platform)?.mains : undefined
}

function statusOf(data: BatteryData, platform: Platform): string | undefined {
  return stateOf(data, platform)?.status
}

interface PowerState {
  readonly status: string | undefined
  readonly mains: boolean | undefined
}

/** What the two flags of the library mean differs, and not all of it can be trusted. */
function stateOf(data: BatteryData, platform: Platform): PowerState | undefined {
  const { isCharging, acConnected, percent } = data
  if (platform === 'win32') return stateOfWindows(data)
  if (platform === 'linux' || platform === 'darwin') {
    if (isCharging) return { status: 'Charging', mains: true }
    if (acConnected) return { status: percent >= 100 ? 'Full' : 'Not charging', mains: true }
    // On Linux it looks for the mains under two names of many, and says that there are none where it does not find them.
    return platform === 'darwin' ? { status: 'Discharging', mains: false } : undefined
  }
  // BSD: `isCharging` says that `hw.acpi.acline` is not 1, which is so where it is not told either.
  return isCharging ? undefined : { status: undefined, mains: true }
}

/** Below that Windows calls a battery low or critical, which the library takes for charging. */
const LOW_PCT = 20

/**
 * Win32_Battery has one state for all: on the mains, full, low … The library says `isCharging` of each that is neither
 * discharging nor full while it is below 100 %, and `acConnected` of a full one only if Windows calls it so.
 */
function stateOfWindows({ isCharging, acConnected, percent }: BatteryData): PowerState | undefined {
  if (isCharging) return percent > LOW_PCT ? { status: 'Charging', mains: true } : undefined
  if (acConnected) return { status: 'Full', mains: true }
  return percent < 100 ? { status: 'Discharging', mains: false } : undefined
}

const MIB = 1024 ** 2
/** Win32_VideoController counts video memory in 32 bits: whoever has more has this. */
const MOST_MIB_OF_WINDOWS = 4095

function gpuOf(platform: Platform): (data: Controller | undefined, i: number) => Gpu[] {
  return (data, i) => {
    if (data === undefined || data === null) return []
    const used = figure(data.memoryUsed)
    return [
      {
        id: data.pciBus || data.busAddress || `card${i}`,
        driver: undefined,
        name: (data.name || data.model).trim() || undefined,
        busyPct: figure(data.utilizationGpu),
        vramTotalBytes: mebibytes(amount(data.memoryTotal) ?? videoMemory(data, platform)),
        vramUsedBytes: mebibytes(used),
        mhz: amount(data.clockCore),
        celsius: celsius(data.temperatureGpu),
        powerWatts: amount(data.powerDraw),
      },
    ]
  }
}

/** On Linux it is the window that the bus sees, on a Mac with shared memory what may become of it at most. */
function videoMemory({ vram, vramDynamic }: Controller, platform: Platform): number | undefined {
  if (platform === 'linux' || (platform === 'darwin' && vramDynamic)) return undefined
  const known = amount(vram)
  return platform === 'win32' && known !== undefined && known >= MOST_MIB_OF_WINDOWS ? undefined : known
}

function mebibytes(value: number | undefined): number | undefined {
  return value === undefined ? undefined : value * MIB
}
