import type { Battery, Hardware } from '../../../model/hardware.ts'
import type { Reader } from '../reader.ts'
import { type CoreFiles, findCores, packageTemperature, readCores } from './cores.ts'
import { findGpus, type GpuFiles, readGpu } from './gpus.ts'
import { findSensors, findThermalZones, readSensor, type SensorFiles } from './hwmon.ts'
import { NvidiaWatch } from './nvidia.ts'
import { SlowFiles } from './slow-files.ts'
import {
  type EnergyFile,
  findEnergy,
  findSupplies,
  readBatteries,
  readEnergy,
  readMains,
  type Supplies,
} from './supplies.ts'

/** What there is to read. */
interface Found {
  readonly sensors: readonly SensorFiles[]
  readonly supplies: Supplies
  readonly energy: readonly EnergyFile[]
  readonly gpus: readonly GpuFiles[]
  readonly cores: CoreFiles
  /** Files of a reading. */
  readonly files: number
}

/** Which sensors there are changes when a driver is loaded or something is plugged in. */
const FIND_MS = 30_000
/** Temperatures and fans change in seconds; and with many files rather later than at the cost of more than a trifle. */
const READ_MS = 2_000
const READ_MS_PER_FILE = 20
/** Firmware takes its time for a battery, and power. Read at once where the plug was pulled or put in. */
const BATTERIES_MS = 10_000
/** A rate needs two readings: the second does not wait for its time. */
const AT_ONCE = 2

/**
 * The machine's sensors, batteries and graphics processors. They are read in the background, see {@link SlowFiles}; a scan takes
 * what is known.
 */
export class HardwareWatch {
  readonly #sysfs: SlowFiles
  readonly #procfs: SlowFiles
  readonly #now: () => number
  readonly #nvidia: NvidiaWatch | undefined
  #found: Found | undefined
  #foundAtMs = 0
  /** Not yet where something is left for after the first frame. */
  #foundAll = false
  #latest: Hardware | undefined
  #readings = 0
  #isBusy = false
  #closed = false
  #batteries: readonly Battery[] = []
  #batteriesReadAtMs = Number.NEGATIVE_INFINITY

  /**
   * @param now monotonic milliseconds
   * @param asksNvidia whether the cards are those of this machine, which a program may be asked about
   */
  constructor(sysfs: string, procfs: string, reader: Reader, now: () => number, asksNvidia = false) {
    this.#sysfs = new SlowFiles(sysfs, reader)
    this.#procfs = new SlowFiles(procfs, reader)
    this.#now = now
    this.#nvidia = asksNvidia ? new NvidiaWatch(() => reader.nvidiaSmi(), now) : undefined
  }

  /** What is known; undefined where there is nothing of all that, and before it was read. */
  get latest(): Hardware | undefined {
    return this.#latest
  }

  /** Whether a scan does well to wait a little for what is being read. */
  get isNew(): boolean {
    return this.#readings < AT_ONCE
  }

  /** Reads what is due. Resolves once it is read; undefined where nothing is due, or is being read already. */
  refresh(): Promise<void> | undefined {
    const nowMs = this.#now()
    const isFindDue = !this.#foundAll || nowMs - this.#foundAtMs >= FIND_MS
    if (this.#isBusy || !(isFindDue || this.#isReadDue(nowMs))) return undefined
    this.#isBusy = true
    return this.#go(isFindDue).finally(() => {
      this.#isBusy = false
    })
  }

  /** What is under way ends after its file. */
  close(): void {
    this.#closed = true
    this.#sysfs.close()
    this.#procfs.close()
  }

  #isReadDue(nowMs: number): boolean {
    const files = this.#found?.files ?? 0
    if (files === 0) return false
    return this.isNew || nowMs - (this.#latest?.readAtMs ?? 0) >= Math.max(READ_MS, files * READ_MS_PER_FILE)
  }

  async #go(isFindDue: boolean): Promise<void> {
    if (isFindDue) {
      this.#foundAtMs = this.#now()
      this.#sysfs.forgive()
      this.#procfs.forgive()
      const isFirst = this.#found === undefined
      this.#found = await this.#find(!isFirst)
      this.#foundAll = !isFirst || this.#found.cores.clocked.length > 0
    }
    if (this.#found === undefined || this.#closed) return
    const { files, cores } = this.#found
    const latest = files === 0 && cores.fixedMhz.size === 0 ? undefined : await this.#read(this.#found)
    // Of a reading that was broken off half is unknown.
    if (this.#closed) return
    this.#latest = latest
    this.#readings++
  }

  async #find(isDear: boolean): Promise<Found> {
    const chips = await findSensors(this.#sysfs)
    const isHotKnown = chips.some(({ sensor }) => sensor.kind === 'temperature')
    // The kernel makes most zones known as chips too.
    const sensors = isHotKnown ? chips : [...(await findThermalZones(this.#sysfs)), ...chips]
    const supplies = await findSupplies(this.#sysfs)
    const energy = await findEnergy(this.#sysfs)
    const gpus = await findGpus(this.#sysfs, this.#procfs)
    const cores = await findCores(
      this.#sysfs,
      this.#procfs,
      sensors.map(({ sensor }) => sensor),
      isDear,
    )
    const ofBatteries = supplies.batteries.reduce((sum, battery) => sum + battery.files.length, 0)
    const ofPower = ofBatteries + supplies.mains.length + energy.length
    const files = sensors.length + ofPower + gpus.length * 2 + cores.clocked.length
    return { sensors, supplies, energy, gpus, cores, files }
  }

  /** Not on the way to the first frame; and nobody is woken for it. The next reading has what it says. */
  #askNvidia(cards: readonly GpuFiles[], asleep: ReadonlySet<string>): void {
    const sleepers = cards.filter(({ driver }) => driver === 'nvidia').map(({ sleeper }) => sleeper)
    if (sleepers.length === 0 || this.isNew) return
    if (sleepers.some(sleeper => sleeper !== undefined && asleep.has(sleeper))) this.#nvidia?.forget()
    else void this.#nvidia?.refresh()
  }

  async #read({ sensors: found, supplies, energy, gpus: cards, cores }: Found): Promise<Hardware> {
    const readAtMs = this.#now()
    // First, for its rate goes by the time that was looked at just now.
    const counters = await readEnergy(this.#sysfs, energy, this.#latest)
    const sleepers = [...found, ...cards].map(({ sleeper }) => sleeper).filter(sleeper => sleeper !== undefined)
    const asleep = await this.#sysfs.sleeping(sleepers)
    const sensors = []
    for (const sensor of found) sensors.push(await readSensor(this.#sysfs, sensor, asleep))
    this.#askNvidia(cards, asleep)
    const gpus = []
    for (const card of cards) gpus.push(await readGpu(this.#sysfs, this.#nvidia, card, sensors, asleep))
    const mains = await readMains(this.#sysfs, supplies)
    if (readAtMs - this.#batteriesReadAtMs >= BATTERIES_MS || mains !== this.#latest?.mains) {
      this.#batteriesReadAtMs = readAtMs
      this.#batteries = await readBatteries(this.#sysfs, supplies)
    }
    return {
      readAtMs,
      sensors,
      energy: counters,
      batteries: this.#batteries,
      mains,
      gpus,
      cores: await readCores(this.#sysfs, cores, sensors),
      packageCelsius: packageTemperature(sensors),
    }
  }
}
