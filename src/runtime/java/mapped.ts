/** What a process's mappings tell of a JVM in it. */
import { type MappedRange, parseMappingLine } from '../../procfs/mapping.ts'

/** `hotspot`: OpenJDK's virtual machine and its kin. `openj9`: Eclipse OpenJ9, which has nothing of it in common. */
export type JvmKind = 'hotspot' | 'openj9'

/** The counters' file as the JVM itself has it mapped. */
export interface PerfMapping {
  readonly range: MappedRange
  /** Its path below `/tmp` of the JVM's root, where HotSpot always makes it: `hsperfdata_USER/PID`. */
  readonly name: string
  /** The JVM's own process id that its name bears. */
  readonly pid: number
  /** The file has no name any more. */
  readonly isDeleted: boolean
}

export interface MappedJvm {
  readonly kind: JvmKind
  /** Undefined where it has no such file: it was told to have none, or could make none. */
  readonly perf: PerfMapping | undefined
}

const NEWLINE = 0x0a
/** OpenJ9 has a libjvm.so too, which calls its own libraries. */
const OPENJ9 = /\/libj9vm\d*\.so(?: \(deleted\))?$/
const HOTSPOT = /\/libjvm\.so(?: \(deleted\))?$/
const PERF_FILE = /\/(?<name>hsperfdata_[^/]+\/(?<pid>\d{1,10}))(?<deleted> \(deleted\))?$/

/** @param maps `/proc/PID/maps`, which may have tens of thousands of lines: only those that matter are cut up */
export function jvmIn(maps: Buffer): MappedJvm | undefined {
  if (hasPath(maps, 'libj9vm', OPENJ9)) return { kind: 'openj9', perf: undefined }
  if (!hasPath(maps, 'libjvm.so', HOTSPOT)) return undefined
  return { kind: 'hotspot', perf: perfIn(maps) }
}

/** Where HotSpot's own code is mapped. */
export function libraryIn(maps: Buffer): MappedRange | undefined {
  for (const range of rangesWith(maps, 'libjvm.so')) {
    if (range.permissions.includes('x') && HOTSPOT.test(range.path)) return range
  }
  return undefined
}

function hasPath(maps: Buffer, word: string, pattern: RegExp): boolean {
  for (const { path } of rangesWith(maps, word)) if (pattern.test(path)) return true
  return false
}

/** The JVM shares it with whoever looks on; one that reads another JVM's, as jstat does, maps it for reading only. */
function perfIn(maps: Buffer): PerfMapping | undefined {
  for (const range of rangesWith(maps, 'hsperfdata_')) {
    const { name, pid, deleted } = PERF_FILE.exec(range.path)?.groups ?? {}
    if (name === undefined || !range.permissions.startsWith('rw-s')) continue
    return { range, name, pid: Number(pid), isDeleted: deleted !== undefined }
  }
  return undefined
}

/** The mappings whose lines have this word in them. */
function* rangesWith(maps: Buffer, word: string): Generator<MappedRange, void, undefined> {
  for (let at = maps.indexOf(word); at >= 0; ) {
    const end = maps.indexOf(NEWLINE, at)
    if (end < 0) return
    const range = parseMappingLine(maps.toString('latin1', maps.lastIndexOf(NEWLINE, at) + 1, end))
    if (range !== undefined) yield range
    at = maps.indexOf(word, end)
  }
}
