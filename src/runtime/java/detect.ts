/** Whether a process is a JVM, and what may be had of its heap: found by looking only. */
import { type ProcessId, pidOf } from '../../model/process.ts'
import { parsePidStat } from '../../procfs/pid-stat.ts'
import { type PidStatus, parsePidStatus } from '../../procfs/pid-status.ts'
import { USUAL_UNITS } from '../../procfs/units.ts'
import type { Detection } from '../detection.ts'
import type { HeapFigures, NotSeen } from '../figures.ts'
import { abilitiesOf } from './abilities.ts'
import { heapOf, textOf } from './heap.ts'
import type { PerfData } from './hsperfdata.ts'
import type { MappedJvm } from './mapped.ts'
import { countersOf, type JavaProcess, type JavaSources, jvmOf } from './passive.ts'
import { RootedPerfFiles } from './perf-files.ts'
import { type DoorState, lookAtDoor } from './proof.ts'
import type { JavaSystem } from './system.ts'

/** What a JVM calls itself, as far as it can be seen. */
export interface JavaNames {
  /** `OpenJDK 64-Bit Server VM` */
  readonly vm: string | undefined
  /** The main class or archive, with its arguments. */
  readonly command: string | undefined
}

/** A JVM as it shows itself to whoever looks. */
export interface JavaLook {
  readonly runtime: 'java'
  readonly version: string | undefined
  readonly names: JavaNames
  /** What is seen of its heap: its counters, which tell its version too, are read once for both. */
  readonly seen: HeapFigures | NotSeen
  readonly jvm: MappedJvm
  /** Undefined where it shares none. */
  readonly counters: PerfData | undefined
}

export interface JavaDetection extends Detection {
  readonly runtime: 'java'
  readonly names: JavaNames
  readonly seen: HeapFigures | NotSeen
  readonly jvm: MappedJvm
  /** How it is attached to; or why not. */
  readonly door: DoorState | { readonly refusal: string }
  /** Its pid as it sees itself, in the innermost of its namespaces. */
  readonly ownPid: number
}

/** The JVM in a process; undefined where there is none, or why it cannot be told whether there is. */
export async function lookAtJava(sources: JavaSources, process: JavaProcess): Promise<JavaLook | NotSeen | undefined> {
  const jvm = await jvmOf(sources.files, process)
  if (jvm === undefined || 'why' in jvm) return jvm
  const counters = await countersOf(sources, process, jvm)
  if ('why' in counters) {
    const names = { vm: jvm.kind === 'openj9' ? 'Eclipse OpenJ9' : undefined, command: undefined }
    return { runtime: 'java', version: undefined, names, seen: counters, jvm, counters: undefined }
  }
  const { data } = counters
  const version = textOf(data, 'java.property.java.version')
  return { runtime: 'java', version, names: namesOf(data), seen: heapOf(data), jvm, counters: data }
}

/** The same, and what more than looking could be done. */
export async function detectJava(id: ProcessId, system: JavaSystem): Promise<JavaDetection | NotSeen | undefined> {
  const sources = sourcesOf(system)
  const [process, status] = [processOf(id, system), statusOf(pidOf(id), system)]
  if (sources === undefined) return { why: 'only processes of this very kernel can be attached to' }
  if (process === undefined || status === undefined) return undefined
  const look = await lookAtJava(sources, process)
  if (look === undefined || 'why' in look) return look
  const { version, names, seen, jvm } = look
  const door = await lookAtDoor(id, look, system)
  const ownPid = status.nsPids?.at(-1) ?? pidOf(id)
  return { runtime: 'java', version, names, seen, jvm, door, ownPid, abilities: abilitiesOf(door, seen) }
}

/** Where its counters are read from; undefined in a tree that is not this kernel's. */
export function sourcesOf({ files, bootAtMs }: JavaSystem): JavaSources | undefined {
  return files.raw && { files, perf: new RootedPerfFiles(files.raw, files.raw.procfs), bootAtMs }
}

/** A process as a list has it; undefined where it cannot be seen. */
export function processOf(id: ProcessId, { files }: JavaSystem): JavaProcess | undefined {
  const pid = pidOf(id)
  const read = files.prompt(pid, 'stat')
  const stat = read.ok ? parsePidStat(read.bytes, read.bytes.length, USUAL_UNITS) : undefined
  return stat && { id, pid, startMs: stat.startMs }
}

function statusOf(pid: number, { files }: JavaSystem): PidStatus | undefined {
  const read = files.prompt(pid, 'status')
  return read.ok ? parsePidStatus(read.bytes) : undefined
}

function namesOf(counters: PerfData): JavaNames {
  return { vm: textOf(counters, 'java.property.java.vm.name'), command: textOf(counters, 'sun.rt.javaCommand') }
}
