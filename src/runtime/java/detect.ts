/** Whether a process is a JVM, and what may be had of its heap: found by looking only. */
import type { Ability, Can, Detection } from '../detection.ts'
import type { HeapFigures, NotSeen } from '../figures.ts'
import { heapOf, textOf } from './heap.ts'
import type { PerfData } from './hsperfdata.ts'
import { countersOf, type JavaProcess, type JavaSources, jvmOf } from './passive.ts'

/** What a JVM calls itself, as far as it can be seen. */
export interface JavaNames {
  /** `OpenJDK 64-Bit Server VM` */
  readonly vm: string | undefined
  /** The main class or archive, with its arguments. */
  readonly command: string | undefined
}

export interface JavaDetection extends Detection {
  readonly runtime: 'java'
  readonly names: JavaNames
  /** What is seen of its heap: its counters, which tell its version too, are read once for both. */
  readonly seen: HeapFigures | NotSeen
}

const NOT_ATTACHED = 'takes attaching to the JVM, which ntop does not do yet'
/** What more than looking would be needed for. */
const BY_ATTACHING: readonly Exclude<Ability, 'passive'>[] = [
  'stats',
  'stacks',
  'types',
  'allocations',
  'collect',
  'referrers',
]

/** The JVM in a process; undefined where there is none, or why it cannot be told whether there is. */
export async function detectJava(
  sources: JavaSources,
  process: JavaProcess,
): Promise<JavaDetection | NotSeen | undefined> {
  const jvm = await jvmOf(sources.files, process)
  if (jvm === undefined || 'why' in jvm) return jvm
  const counters = await countersOf(sources, process, jvm)
  if ('why' in counters) {
    const refusal = jvm.kind === 'openj9' ? counters.why : NOT_ATTACHED
    const names = { vm: jvm.kind === 'openj9' ? 'Eclipse OpenJ9' : undefined, command: undefined }
    return detected(undefined, names, refusal, counters)
  }
  const { data } = counters
  return detected(textOf(data, 'java.property.java.version'), namesOf(data), NOT_ATTACHED, heapOf(data))
}

function namesOf(counters: PerfData): JavaNames {
  return { vm: textOf(counters, 'java.property.java.vm.name'), command: textOf(counters, 'sun.rt.javaCommand') }
}

function detected(
  version: string | undefined,
  names: JavaNames,
  refusal: string,
  seen: HeapFigures | NotSeen,
): JavaDetection {
  const passive: Can = 'why' in seen ? { refusal: seen.why } : { effects: [] }
  const others = Object.fromEntries(BY_ATTACHING.map(ability => [ability, { refusal }])) as Record<
    (typeof BY_ATTACHING)[number],
    Can
  >
  return { runtime: 'java', version, names, seen, abilities: { passive, ...others } }
}
