/**
 * What the machine's sensors, batteries and graphics processors say. `undefined` is unknown: a sensor that does not answer
 * or says what cannot be is not at 0.
 */

export type SensorKind = 'temperature' | 'fan' | 'power'

/** One sensor: °C, revolutions a minute, or watts. */
export interface Sensor {
  /** The same while the machine is up and its drivers stay loaded: `hwmon3/temp1`. */
  readonly id: string
  /** What the driver calls itself: `coretemp`, `nvme`; `thermal` for a thermal zone of the firmware. */
  readonly chip: string
  /** The device that it sits on, as the kernel names it: `nvme0`, `0000:0b:00.0`. */
  readonly device: string | undefined
  /** `Core 0`, `Composite`; unknown where the driver gives none. */
  readonly label: string | undefined
  readonly kind: SensorKind
  readonly value: number | undefined
  /** From here on it is too high, by the device itself or its driver. */
  readonly high: number | undefined
  /** From here on the device slows down or switches itself off. */
  readonly critical: number | undefined
}

/** A counter of energy used since some moment, `/sys/class/powercap/intel-rapl:N`. */
export interface EnergyCounter {
  /** `intel-rapl:0` */
  readonly id: string
  /** `package-0`, `psys` */
  readonly label: string
  readonly joules: number
  /** As it was the time before: not every reading is in a sample. Undefined in a first one. */
  readonly before: { readonly joules: number; readonly readAtMs: number } | undefined
  /** Where it begins anew. */
  readonly wrapsAtJoules: number | undefined
}

/** One battery that the machine runs on; those of mice and headsets are none. */
export interface Battery {
  readonly name: string
  /** As the kernel has it: `Charging`, `Discharging`, `Not charging`, `Full`, `Unknown`. */
  readonly status: string | undefined
  readonly chargePct: number | undefined
  readonly energyWh: number | undefined
  readonly fullWh: number | undefined
  /** What goes in or out now, always positive. */
  readonly powerWatts: number | undefined
}

export interface Gpu {
  /** `card0`; the PCI address where only the driver tells of it. */
  readonly id: string
  readonly driver: string | undefined
  /** Of the product; unknown where the driver does not say. */
  readonly name: string | undefined
  readonly busyPct: number | undefined
  readonly vramTotalBytes: number | undefined
  readonly vramUsedBytes: number | undefined
  readonly mhz: number | undefined
  readonly celsius: number | undefined
  readonly powerWatts: number | undefined
}

/** What is known of one processor beside its times. */
export interface CoreState {
  readonly mhz: number | undefined
  readonly celsius: number | undefined
}

/** What was read last. The same object from one sample to the next while nothing was read in between. */
export interface Hardware {
  /** Monotonic milliseconds. */
  readonly readAtMs: number
  readonly sensors: readonly Sensor[]
  readonly energy: readonly EnergyCounter[]
  readonly batteries: readonly Battery[]
  /** Whether it hangs on the mains; unknown where nothing tells. */
  readonly mains: boolean | undefined
  readonly gpus: readonly Gpu[]
  /** By the kernel's number of the processor. */
  readonly cores: ReadonlyMap<number, CoreState>
  /** Of the hottest package of processors. */
  readonly packageCelsius: number | undefined
}
