import { type LimitUse, nearestLimit } from '../../model/limit-use.ts'
import { cpuMsOf, hasMemory, type ProcessRecord } from '../../model/process.ts'
import { type LimitName, parseSoftLimits } from '../../procfs/pid-limits.ts'
import { parseLimited } from '../../procfs/pid-status.ts'
import type { LinuxFiles } from './files.ts'

/**
 * The limit that a process has used most of, among those whose use the kernel tells at once; undefined where it may not
 * be looked at, or has no limit.
 */
export function limitInUse(files: LinuxFiles, record: ProcessRecord): LimitUse | undefined {
  return nearestLimit(limitsInUse(files, record))
}

interface LimitInUse {
  readonly name: LimitName
  readonly soft: number
  /** Undefined where it may not be known. */
  readonly used: number | undefined
}

/** Of the others the kernel does not tell at once how much is used. */
const TOLD: readonly LimitName[] = [
  'RLIMIT_AS',
  'RLIMIT_CPU',
  'RLIMIT_DATA',
  'RLIMIT_MEMLOCK',
  'RLIMIT_NOFILE',
  'RLIMIT_SIGPENDING',
  'RLIMIT_STACK',
]

/** The limits that are set, and how much of them is used, as far as the kernel tells that at once. */
export function limitsInUse(files: LinuxFiles, record: ProcessRecord): LimitInUse[] {
  // A zombie has given all back, and a kernel thread is not bound.
  if (!hasMemory(record)) return []
  const { pid, vmsBytes } = record
  const cpuMs = cpuMsOf(record)
  const read = files.prompt(pid, 'limits')
  const limits = read.ok ? parseSoftLimits(read.bytes.toString('latin1'), TOLD) : undefined
  if (limits === undefined || limits.size === 0) return []
  const text = files.prompt(pid, 'status')
  const status = text.ok ? parseLimited(text.bytes) : undefined
  const used: Partial<Record<LimitName, number | undefined>> = {
    RLIMIT_AS: vmsBytes,
    RLIMIT_CPU: cpuMs === undefined ? undefined : cpuMs / 1000,
    RLIMIT_DATA: status?.vmDataBytes,
    RLIMIT_MEMLOCK: status?.vmLckBytes,
    RLIMIT_NOFILE: limits.has('RLIMIT_NOFILE') ? files.descriptorCount(pid) : undefined,
    RLIMIT_SIGPENDING: status?.signalsQueued,
    RLIMIT_STACK: status?.vmStkBytes,
  }
  return [...limits].map(([name, soft]) => ({ name, soft, used: used[name] }))
}
