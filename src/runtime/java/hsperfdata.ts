/**
 * The file in which a HotSpot JVM keeps its counters: `hsperfdata_USER/PID`, mapped by it and by whoever looks on. The format is that
 * of perfMemory.hpp and perfData.hpp in OpenJDK's src/hotspot/share/runtime, and of the readers in its jdk.internal.jvmstat.
 *
 * Whoever owns the process may have written anything there: nothing in it is believed before it is checked.
 */
import { decode } from '../../model/text.ts'

/** What a value counts. `ticks` are those of `sun.os.hrt.frequency`. */
export type PerfUnit = 'none' | 'bytes' | 'ticks' | 'events' | 'string' | 'hertz'

/** `constant`: never changes. `monotonic`: only grows. `variable`: anything. */
export type Variability = 'constant' | 'monotonic' | 'variable'

interface About {
  readonly unit: PerfUnit
  readonly variability: Variability
}

/** A whole number of 64 bits, beyond 2⁵³ as near as a number can be to it; or text, cleaned for the screen. */
export type PerfCounter = About & { readonly value: number | string }

/** By their names, such as `sun.gc.collector.0.invocations`, cleaned too. */
export type PerfData = ReadonlyMap<string, PerfCounter>

/** `starting`: it is not filled yet. `other-version`: not of version 2, which is all since Java 5. `damaged`: anything else. */
export type NoPerfData = 'starting' | 'other-version' | 'damaged'

const MAGIC = 0xcafec0c0
const PROLOGUE_BYTES = 32
const ENTRY_BYTES = 20
const SCALAR_BYTES = 8
const MAJOR_VERSION = 2
/** A JVM has some two hundred; libraries may add their own. */
const MOST_ENTRIES = 20_000
/** JVMs cut theirs off at 1024, and names are shorter than a hundred. */
const MOST_TEXT_BYTES = 4096

const UNITS: readonly (PerfUnit | undefined)[] = [undefined, 'none', 'bytes', 'ticks', 'events', 'string', 'hertz']
const VARIABILITIES: readonly (Variability | undefined)[] = [undefined, 'constant', 'monotonic', 'variable']

const LONG = 'J'.charCodeAt(0)
const BYTE = 'B'.charCodeAt(0)

/** Numbers in the byte order of the JVM that wrote them. */
interface Numbers {
  int(at: number): number
  long(at: number): number
}

/**
 * All counters, or why there are none. Values that are neither a long nor text are left out, as jvmstat does; so is a
 * name that comes a second time. While it is read the JVM goes on writing: every number is whole, but one may be older
 * than another.
 */
export function parseHsperfdata(file: Buffer): PerfData | NoPerfData {
  if (file.length < PROLOGUE_BYTES || file.readUInt32BE(0) !== MAGIC) return 'damaged'
  const [order, major, accessible] = [file[4], file[5], file[7]]
  if (major !== MAJOR_VERSION) return 'other-version'
  if (order !== 0 && order !== 1) return 'damaged'
  if (accessible !== 1) return 'starting'
  const numbers = numbersOf(file, order === 1)
  const [used, first, count] = [numbers.int(8), numbers.int(24), numbers.int(28)]
  if (used < PROLOGUE_BYTES || used > file.length || first < PROLOGUE_BYTES) return 'damaged'
  if (count < 0 || count > MOST_ENTRIES) return 'damaged'
  return entriesOf(file.subarray(0, used), numbers, first, count)
}

function entriesOf(file: Buffer, numbers: Numbers, first: number, count: number): PerfData | NoPerfData {
  const counters = new Map<string, PerfCounter>()
  let at = first
  for (let i = 0; i < count; i++) {
    if (at + ENTRY_BYTES > file.length) return 'damaged'
    const length = numbers.int(at)
    if (length < ENTRY_BYTES || at + length > file.length) return 'damaged'
    const nameAt = numbers.int(at + 4)
    if (nameAt < ENTRY_BYTES || nameAt >= length) return 'damaged'
    const name = textIn(file, at + nameAt, at + length)
    const counter = counterAt(file, numbers, at, length)
    if (name === undefined || counter === 'damaged') return 'damaged'
    if (counter !== undefined && !counters.has(name)) counters.set(name, counter)
    at += length
  }
  return counters
}

/** The value of the entry; undefined where it is of a kind that is not known. */
function counterAt(file: Buffer, numbers: Numbers, at: number, length: number): PerfCounter | 'damaged' | undefined {
  const elements = numbers.int(at + 8)
  const [type, unit, variability] = [file[at + 12], UNITS[file[at + 14] ?? 0], VARIABILITIES[file[at + 15] ?? 0]]
  const dataAt = numbers.int(at + 16)
  if (elements < 0 || dataAt < ENTRY_BYTES || dataAt > length) return 'damaged'
  if (unit === undefined || variability === undefined) return undefined
  if (type === LONG && elements === 0) {
    if (dataAt + SCALAR_BYTES > length) return 'damaged'
    return { value: numbers.long(at + dataAt), unit, variability }
  }
  if (type !== BYTE || elements === 0 || unit !== 'string') return undefined
  if (dataAt + elements > length) return 'damaged'
  const value = textIn(file, at + dataAt, at + dataAt + elements)
  return value === undefined ? 'damaged' : { value, unit, variability }
}

/** Text up to its NUL, which must come before `end`; of a very long one the beginning. */
function textIn(file: Buffer, start: number, end: number): string | undefined {
  const length = file.subarray(start, end).indexOf(0)
  return length < 0 ? undefined : decode(file, start, start + Math.min(length, MOST_TEXT_BYTES))
}

function numbersOf(file: Buffer, isLittle: boolean): Numbers {
  return isLittle
    ? { int: at => file.readInt32LE(at), long: at => Number(file.readBigInt64LE(at)) }
    : { int: at => file.readInt32BE(at), long: at => Number(file.readBigInt64BE(at)) }
}
