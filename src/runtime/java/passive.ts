/** The heap of a HotSpot JVM as it counts it itself, without its taking part. */
import { checkIdentity } from '../../control/target.ts'
import type { ProcessRecord } from '../../model/process.ts'
import { parsePidStatus } from '../../procfs/pid-status.ts'
import { lookInto } from '../../sources/linux/sighting.ts'
import type { ProcessFiles, Refusal } from '../../sources/process-files.ts'
import type { HeapFigures, NotSeen } from '../figures.ts'
import { heapOf, numberOf } from './heap.ts'
import { type NoPerfData, type PerfData, parseHsperfdata } from './hsperfdata.ts'
import { jvmIn, type MappedJvm, type PerfMapping } from './mapped.ts'
import type { PerfFiles } from './perf-files.ts'

/** What is needed of a process to find its JVM. */
export type JavaProcess = Pick<ProcessRecord, 'id' | 'pid' | 'startMs'>

/** The kernel's files that are asked. */
export type JavaFiles = Pick<ProcessFiles, 'prompt' | 'locked'>

export interface JavaSources {
  readonly files: JavaFiles
  readonly perf: PerfFiles
  /** When this machine booted, in milliseconds since 1970, by the clock as it is now. */
  readonly bootAtMs: number | undefined
}

/** The JVM counts its beginning by a clock of its own, and a start is told to a hundredth of a second. */
const CLOCK_SLACK_MS = 2_000

/**
 * What a HotSpot JVM tells of its heap in the file that it shares with whoever may read it. Nothing of the process is
 * touched: its maps are read, and that file.
 *
 * Where that cannot be had, why: no JVM, one of another make, none of its counters to be read, not permitted, no answer
 * in time, another process by now.
 */
export async function readJavaPassive(sources: JavaSources, process: JavaProcess): Promise<HeapFigures | NotSeen> {
  const jvm = await jvmOf(sources.files, process)
  if (jvm === undefined) return { why: 'no Java virtual machine is in this process' }
  if ('why' in jvm) return jvm
  const counters = await countersOf(sources, process, jvm)
  return 'why' in counters ? counters : heapOf(counters.data)
}

/** The JVM in a process; undefined where none is, or why that cannot be told. */
export async function jvmOf(files: JavaFiles, { pid }: JavaProcess): Promise<MappedJvm | NotSeen | undefined> {
  const maps = await files.locked(pid, 'maps')
  return maps.ok ? jvmIn(maps.bytes) : { why: MAPS_REFUSED[maps.why] }
}

/** All that the JVM in a process counts, or why it is not known. */
export async function countersOf(
  sources: JavaSources,
  process: JavaProcess,
  { kind, perf }: MappedJvm,
): Promise<{ readonly data: PerfData } | NotSeen> {
  if (kind === 'openj9') return { why: OPENJ9 }
  if (perf === undefined) return { why: NO_FILE }
  const misnamed = misnamedFor(sources.files, process, perf)
  if (misnamed !== undefined) return misnamed
  const read = await sources.perf.read(process.pid, perf)
  // Whatever was read was of whoever had the pid then.
  if (checkIdentity(process.id, lookInto(sources.files)) !== 'same') return { why: ENDED }
  if (!read.ok) return { why: FILE_REFUSED[read.why] }
  const data = parseHsperfdata(read.bytes)
  if (typeof data === 'string') return { why: UNREADABLE[data] }
  if (read.proof === 'likely' && !isOfItsTime(data, process, sources.bootAtMs)) return { why: NOT_ITS_OWN }
  return { data }
}

/** A child that a JVM forked has its parent's file mapped too: it bears the pid of its maker, as that one sees itself. */
function misnamedFor(files: JavaFiles, { pid }: JavaProcess, perf: PerfMapping): NotSeen | undefined {
  const status = files.prompt(pid, 'status')
  if (!status.ok) return { why: MAPS_REFUSED[status.why] }
  // Before Linux 4.1 it is not told; then only those of our own namespace are known.
  const innermost = parsePidStatus(status.bytes)?.nsPids?.at(-1) ?? pid
  if (innermost === perf.pid) return undefined
  return { why: `the counters that it has mapped are those of process ${perf.pid}; it is ${innermost} itself` }
}

/**
 * Whether the JVM that filled the file can be this one: begun after its process. How long after is not known, for what
 * it was before may have executed Java in its own place.
 */
function isOfItsTime(counters: PerfData, { startMs }: JavaProcess, bootAtMs: number | undefined): boolean {
  const begunAtMs = numberOf(counters, 'sun.rt.createVmBeginTime')
  if (begunAtMs === undefined || bootAtMs === undefined) return false
  return begunAtMs >= bootAtMs + startMs - CLOCK_SLACK_MS
}

const ENDED = 'the process has ended meanwhile'
const OPENJ9 = 'its virtual machine is Eclipse OpenJ9, which has no counters like HotSpot’s'
const NO_FILE =
  'its JVM shares no counters: it runs with -XX:-UsePerfData or -XX:+PerfDisableSharedMem, or could not make /tmp/hsperfdata_USER'
const NOT_ITS_OWN = 'the file of counters in its place was written by another JVM'
const NEEDS_RIGHTS = 'needs root or the same user'

const MAPS_REFUSED: Readonly<Record<Refusal, string>> = {
  gone: 'the process has ended',
  denied: NEEDS_RIGHTS,
  locked: 'memory map locked: the kernel does not answer',
  absent: 'its memory map cannot be read',
}

const FILE_REFUSED: Readonly<Record<Refusal, string>> = {
  gone: 'its file of counters is no longer there, and only root can read what has no name',
  denied: NEEDS_RIGHTS,
  locked: 'its file of counters cannot be read: no answer in time',
  absent: 'its file of counters is not there: another one has its name',
}

const UNREADABLE: Readonly<Record<NoPerfData, string>> = {
  starting: 'its JVM has only begun to start',
  'other-version': 'its file of counters is of a version that is not known',
  damaged: 'its file of counters is damaged',
}
