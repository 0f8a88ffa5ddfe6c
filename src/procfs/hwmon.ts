/**
 * Files below `/sys/class/hwmon`, Documentation/hwmon/sysfs-interface.rst, and their like in other classes: one value a
 * file, in thousandths or millionths.
 */
import type { SensorKind } from '../model/hardware.ts'

/** Which sensor a file of a chip is the value of: `temp1_input` is the first temperature. */
export interface SensorName {
  readonly kind: SensorKind
  /** What its other files begin with: `temp1`. */
  readonly prefix: string
}

const KINDS: Readonly<Record<string, SensorKind>> = { temp: 'temperature', fan: 'fan', power: 'power' }

/** The sensors whose values are among a chip's files, in the order of their kinds and numbers. */
export function sensorNames(files: readonly string[]): SensorName[] {
  const prefixes = new Set(files.flatMap(name => VALUE.exec(name)?.[1] ?? []))
  return Object.entries(KINDS).flatMap(([word, kind]) =>
    [...prefixes]
      .filter(prefix => prefix.startsWith(word))
      .sort((a, b) => Number(a.slice(word.length)) - Number(b.slice(word.length)))
      .map(prefix => ({ kind, prefix })),
  )
}

/** Of power some chips tell the mean alone. */
const VALUE = /^(temp\d+|fan\d+|power\d+)(?:_input|(?<=power\d+)_average)$/

/** A whole number of either sign, as one file holds it. */
export function parseValue(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d+\s*$/.test(text) ? Number(text) : undefined
}

/** In units of the kernel one is so many: millidegrees, revolutions a minute, microwatts. */
const PER_UNIT: Readonly<Record<SensorKind, number>> = { temperature: 1000, fan: 1, power: 1e6 }

/**
 * What no sensor in a working machine says, and what chips say that have nothing to measure with. A diode that is not
 * there reads as the end of its register: −128, −64 or −61 °C, 127 or 127.9 °C in eight bits, 255 in as many without a sign;
 * a zone that is off, absolute zero. A fan's counter at its end is 65,535 or, divided, a million.
 */
const SENSE: Readonly<Record<SensorKind, readonly [above: number, below: number]>> = {
  temperature: [-60, 127],
  fan: [-1, 65_535],
  power: [-1, 100_000],
}

/** °C, revolutions a minute or watts; undefined where the file is no number, or one that cannot be. */
export function parseReading(kind: SensorKind, text: string | undefined): number | undefined {
  const value = parseValue(text)
  if (value === undefined) return undefined
  const reading = value / PER_UNIT[kind]
  const [above, below] = SENSE[kind]
  return reading > above && reading < below ? reading : undefined
}

/** Drivers without a limit fill in the end of the register, as 65,261 °C for NVMe, or 0. */
const MOST_CELSIUS = 200

/** A limit of a temperature, °C. */
export function parseTemperatureLimit(text: string | undefined): number | undefined {
  const value = parseValue(text)
  return value !== undefined && value > 0 && value <= MOST_CELSIUS * 1000 ? value / 1000 : undefined
}
