/** `/proc/PID/smaps`: each mapping of a process with what of it is in memory, proc_pid_smaps(5). */
import { type MappedRange, parseMappingLine } from './mapping.ts'
import { type MemoryTotals, TotalsBuilder } from './memory-totals.ts'

export interface Mapping extends MappedRange {
  readonly totals: MemoryTotals
}

const UPPER_A = 0x41
const UPPER_Z = 0x5a
const ZERO = 0x30
const NINE = 0x39
const COLON = 0x3a
const NEWLINE = 0x0a

/** The mappings in order of address, all at once: see {@link eachOfSmaps}. */
export function parseSmaps(bytes: Buffer): Mapping[] {
  return [...eachOfSmaps(bytes)]
}

/**
 * The mappings in order of address, one at a time; none for a kernel thread or a zombie. A mapping that was cut off is
 * left out.
 *
 * A big process has tens of thousands of mappings with two dozen lines each: whoever asks may rest between any two, and
 * the counters' lines are walked in place, without a string for each.
 */
export function* eachOfSmaps(bytes: Buffer): Generator<Mapping, void, undefined> {
  const names = new LineNames()
  let range: MappedRange | undefined
  let totals = new TotalsBuilder()
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] ?? 0
    if (first >= UPPER_A && first <= UPPER_Z) {
      const name = names.at(bytes, at)
      const end = endOfLine(bytes, at + name.length)
      if (end === bytes.length) return
      totals.addLine(name, numberIn(bytes, at + name.length, end) * 1024)
      at = end + 1
    } else {
      const before = mappingOf(range, totals)
      if (before !== undefined) yield before
      const end = endOfLine(bytes, at)
      if (end === bytes.length) return
      range = parseMappingLine(bytes.toString('latin1', at, end))
      totals = new TotalsBuilder()
      names.restart()
      at = end + 1
    }
  }
  const last = mappingOf(range, totals)
  if (last !== undefined) yield last
}

/**
 * The mappings' counters added up, for kernels without `smaps_rollup`. Undefined where there are no mappings.
 * The kernel rounds each mapping's Pss down to a kilobyte, so that this sum may be a little under the rollup's.
 */
export function totalsOf(mappings: readonly Mapping[]): MemoryTotals | undefined {
  const totals = new TotalsBuilder()
  for (const mapping of mappings) totals.addTotals(mapping.totals)
  return totals.build()
}

function mappingOf(range: MappedRange | undefined, builder: TotalsBuilder): Mapping | undefined {
  const totals = range === undefined ? undefined : builder.build()
  return range === undefined || totals === undefined ? undefined : { ...range, totals }
}

/** Names of the counters' lines. They come in the same order for each mapping, so each is made a string of only once. */
class LineNames {
  readonly #names: string[] = []
  #next = 0

  /** The next line is the first one of a mapping. */
  restart(): void {
    this.#next = 0
  }

  /** What stands before the colon in the line that begins at `at`. */
  at(bytes: Buffer, at: number): string {
    const next = this.#next++
    const usual = this.#names[next]
    if (usual !== undefined && isAt(bytes, at, usual)) return usual
    let end = at
    while (end < bytes.length && bytes[end] !== COLON && bytes[end] !== NEWLINE) end++
    const name = bytes.toString('latin1', at, end)
    this.#names[next] = name
    return name
  }
}

/** Whether that name, and a colon, stand there. */
function isAt(bytes: Buffer, at: number, name: string): boolean {
  for (let i = 0; i < name.length; i++) if (bytes[at + i] !== name.charCodeAt(i)) return false
  return bytes[at + name.length] === COLON
}

function endOfLine(bytes: Buffer, from: number): number {
  let at = from
  while (at < bytes.length && bytes[at] !== NEWLINE) at++
  return at
}

/** The number whose digits stand between two positions. */
function numberIn(bytes: Buffer, from: number, to: number): number {
  let value = 0
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0
    if (byte >= ZERO && byte <= NINE) value = value * 10 + byte - ZERO
  }
  return value
}
