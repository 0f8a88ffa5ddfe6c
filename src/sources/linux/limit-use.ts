import { type LimitUse, nearestLimit } from '../../model/limit-use.ts'
import { cpuMsOf, hasMemory, type ProcessRecord } from '../../model/process.ts'
import { type LimitName, parsePidLimits } from '../../procfs/pid-limits.ts'
import { parsePidStatus } from '../../procfs/pid-status.ts'
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

/** The limits that are set, and how much of them is used, as far as the kernel tells that at once. */
export function limitsInUse(files: LinuxFiles, record: ProcessRecord): LimitInUse[] {
  // A zombie has given all back, and a kernel thread is not bound.
  if (!hasMemory(record)) return []
  const { pid, vmsBytes } = record
  const cpuMs = cpuMsOf(record)
  const read = files.prompt(pid, 'limits')
  const limits = read.ok ? parsePidLimits(read.bytes.toString('latin1')) : undefined
  if (limits === undefined) return []
  const text = files.prompt(pid, 'status')
  const status = text.ok ? parsePidStatus(text.bytes) : undefined
  const used: Partial<Record<LimitName, number | undefined>> = {
    RLIMIT_AS: vmsBytes,
    RLIMIT_CPU: cpuMs === undefined ? undefined : cpuMs / 1000,
    RLIMIT_DATA: status?.vmDataBytes,
    RLIMIT_MEMLOCK: status?.vmLckBytes,
    RLIMIT_NOFILE: files.descriptorCount(pid),
    RLIMIT_SIGPENDING: status?.signalsQueued,
    RLIMIT_STACK: status?.vmStkBytes,
  }
  return limits.flatMap(({ name, soft }) => (typeof soft === 'number' ? [{ name, soft, used: used[name] }] : []))
}
