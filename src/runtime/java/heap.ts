/** What the counters of a HotSpot JVM tell of its heap. Of what one of its collectors does not count nothing is told. */
import type { Generation, HeapFigures, OwnFigure, Space } from '../figures.ts'
import type { PerfData } from './hsperfdata.ts'

/**
 * The heap as the counters have it. Spaces and collectors bear the JVM's own names for them.
 *
 * Sizes in use are as old as each collector lets them grow: most write them at the end of a collection only, see
 * docs/heap/java.md. `compressedclassspace` is a part of `metaspace`. What ZGC counts as a collection, and G1 of its concurrent
 * cycles, is each pause of one.
 */
export function heapOf(counters: PerfData): HeapFigures {
  const generations = collectorsOf(counters)
  return {
    version: textOf(counters, 'java.property.java.version'),
    // No switch stops it; only that of Epsilon, which never does anything, is not named.
    collects: generations.length > 0 ? true : undefined,
    generations,
    spaces: [...heapSpaces(counters), ...OTHER_SPACES.flatMap(name => spaceAt(counters, `sun.gc.${name}`, name))],
    figures: figuresOf(counters),
  }
}

/** A text among the counters; undefined where it is none, or empty. */
export function textOf(counters: PerfData, name: string): string | undefined {
  const value = counters.get(name)?.value
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A number of them; undefined where it is none, or below 0, as a limit is that nobody set. */
export function numberOf(counters: PerfData, name: string): number | undefined {
  const value = counters.get(name)?.value
  return typeof value === 'number' && value >= 0 ? value : undefined
}

/** Where classes are, which are not in the heap. */
const OTHER_SPACES = ['metaspace', 'compressedclassspace', 'perm'] as const
/**
 * Shenandoah's one counter goes up at the beginning of each phase, be it within another one, whose time is counted twice
 * then: 92 where its own beans told 8 cycles with 26 pauses.
 */
const COUNTS_PHASES = /^Shenandoah /
const COLLECTOR = /^sun\.gc\.collector\.\d{1,3}\.name$/
const SPACE = /^(?<generation>sun\.gc\.generation\.\d{1,3})\.space\.\d{1,3}\.name$/
/** What G1 and ZGC call the one space of a generation. */
const ANY_SPACE = 'space'

function collectorsOf(counters: PerfData): Generation[] {
  return prefixesOf(counters, COLLECTOR).flatMap(({ prefix }) => {
    const name = textOf(counters, `${prefix}.name`)
    if (name === undefined) return []
    const isTold = !COUNTS_PHASES.test(name)
    return {
      name,
      count: undefined,
      threshold: undefined,
      collections: isTold ? numberOf(counters, `${prefix}.invocations`) : undefined,
      collected: undefined,
      uncollectable: undefined,
      timeMs: isTold ? millisecondsOf(counters, `${prefix}.time`) : undefined,
    }
  })
}

function heapSpaces(counters: PerfData): Space[] {
  return prefixesOf(counters, SPACE).flatMap(({ prefix, generation }) => {
    const own = textOf(counters, `${prefix}.name`)
    const name = own === ANY_SPACE ? textOf(counters, `${generation}.name`) : own
    return spaceAt(counters, prefix, name ?? own)
  })
}

/** The space whose counters begin so; none where it has no name, or none of them is there. */
function spaceAt(counters: PerfData, prefix: string, name: string | undefined): Space[] {
  const usedBytes = numberOf(counters, `${prefix}.used`)
  const committedBytes = numberOf(counters, `${prefix}.capacity`)
  const mostBytes = numberOf(counters, `${prefix}.maxCapacity`)
  if (name === undefined || (usedBytes ?? committedBytes ?? mostBytes) === undefined) return []
  return [{ name, usedBytes, committedBytes, mostBytes }]
}

/** Beginnings of the names that end in `.name` and look so, in the order of the numbers in them. */
function prefixesOf(counters: PerfData, pattern: RegExp): { readonly prefix: string; readonly generation: string }[] {
  const found = [...counters.keys()].flatMap(key => {
    const match = pattern.exec(key)
    if (match === null) return []
    return { prefix: key.slice(0, -'.name'.length), generation: match.groups?.['generation'] ?? '' }
  })
  return found.sort((a, b) => a.prefix.localeCompare(b.prefix, 'en', { numeric: true }))
}

/** A time in milliseconds; undefined where it or what a tick lasts is not told. */
function millisecondsOf(counters: PerfData, name: string): number | undefined {
  const ticks = numberOf(counters, name)
  const frequency = numberOf(counters, 'sun.os.hrt.frequency')
  return ticks === undefined || frequency === undefined || frequency === 0 ? undefined : (ticks / frequency) * 1000
}

/** The sum of counters; undefined where one of them is not there. */
function sumOf(counters: PerfData, ...names: readonly string[]): number | undefined {
  let sum = 0
  for (const name of names) {
    const value = numberOf(counters, name)
    if (value === undefined) return undefined
    sum += value
  }
  return sum
}

function figuresOf(counters: PerfData): OwnFigure[] {
  const count = (name: string, about: string, ...of: readonly string[]): OwnFigure[] =>
    figure(name, about, sumOf(counters, ...of), 'count')
  const time = (name: string, about: string, of: string): OwnFigure[] =>
    figure(name, about, millisecondsOf(counters, of), 'milliseconds')
  return [
    ...count('threads', 'of Java that live', 'java.threads.live'),
    ...count('daemon threads', 'of these, which do not keep it from ending', 'java.threads.daemon'),
    ...count('most threads', 'that lived at once', 'java.threads.livePeak'),
    ...count('threads started', 'since it began', 'java.threads.started'),
    // Those from the archive of classes that the JVM comes with are counted apart.
    ...count('classes loaded', 'since it began', 'java.cls.loadedClasses', 'java.cls.sharedLoadedClasses'),
    ...count('classes unloaded', 'since it began', 'java.cls.unloadedClasses', 'java.cls.sharedUnloadedClasses'),
    ...count('safepoints', 'how often all its threads stood still', 'sun.rt.safepoints'),
    ...time('time in safepoints', 'that all its threads stood still', 'sun.rt.safepointTime'),
    ...time('time to safepoints', 'that it took until all stood', 'sun.rt.safepointSyncTime'),
    ...time('time compiling', 'of the compilers in it', 'java.ci.totalTime'),
  ]
}

function figure(name: string, about: string, value: number | undefined, unit: OwnFigure['unit']): OwnFigure[] {
  return value === undefined ? [] : [{ name, about, value, unit }]
}
