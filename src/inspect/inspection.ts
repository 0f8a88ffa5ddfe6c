/** One process in depth: everything that the kernel tells about it, and of what it does not tell, why. */
import { checkIdentity } from '../control/target.ts'
import { percent } from '../model/rates.ts'
import type { ProcessRow, Snapshot } from '../model/snapshot.ts'
import { parsePidStatus } from '../procfs/pid-status.ts'
import type { ProcessFiles } from '../sources/process-files.ts'
import type { IdNames } from '../sources/source.ts'
import { fromFile, knownValue } from './field.ts'
import { type Identity, readArguments, readIdentity } from './identity.ts'
import { type Limits, readLimits } from './limits.ts'
import { type Memory, readMemory } from './memory.ts'
import { readUsage, type Usage } from './usage.ts'
import type { UserTasks } from './user-tasks.ts'

export interface Inspection {
  /** The process's row in the snapshot: its counters, its CPU %, what is known of it besides. */
  readonly row: ProcessRow
  /** Wall clock of the boot, milliseconds since 1970. */
  readonly bootAtMs: number | undefined
  /** Resident memory as a share of the machine's. */
  readonly memPct: number | undefined
  readonly identity: Identity
  readonly memory: Memory
  readonly limits: Limits
  readonly usage: Usage
}

export interface InspectionContext {
  readonly snapshot: Snapshot
  readonly names: IdNames
  readonly userTasks: UserTasks
  /** Also what takes long: the pages of a giant, each of ten thousand threads. */
  readonly thorough: boolean
}

/**
 * Inspects the process of a row. Each of the kernel's files is read once, and each figure is known or unknown by
 * itself. Undefined when the process is gone: at the start, or at the end, when its pid may have been another's.
 */
export async function inspectProcess(
  files: ProcessFiles,
  row: ProcessRow,
  context: InspectionContext,
): Promise<Inspection | undefined> {
  if (!isStillThere(files, row)) return undefined
  const { snapshot, names, userTasks, thorough } = context
  const { record } = row
  const { host } = snapshot
  const status = fromFile(files.prompt(record.pid, 'status'), parsePidStatus)
  const args = await readArguments(files, record)
  const answers = !('unknown' in args && args.unknown === 'locked')
  const parentName = snapshot.processes.find(other => other.record.pid === record.ppid)?.record.name
  const everyone = snapshot.processes.map(other => other.record)
  const [identity, memory, limits, usage] = await Promise.all([
    readIdentity(files, record, status, args, { host, names, parentName }),
    readMemory(files, record, status, { pageBytes: host.pageBytes, thorough, answers }),
    readLimits(files, record, status, uid => userTasks.count(uid, everyone)),
    readUsage(files, record, status, thorough),
  ])
  if (!isStillThere(files, row)) return undefined
  // Of statm's figure: stat's, which the row has, is rounded by what each processor has not handed in yet.
  const memPct = percent(knownValue(memory.rssBytes) ?? record.rssBytes, snapshot.memory?.totalBytes)
  return { row, bootAtMs: host.bootAtMs, memPct, identity, memory, limits, usage }
}

/** Who may not be looked at cannot be told from another; the source did look a moment ago. */
function isStillThere(files: ProcessFiles, { id }: ProcessRow): boolean {
  const identity = checkIdentity(id, pid => files.prompt(pid, 'stat'))
  return identity === 'same' || identity === 'denied'
}
