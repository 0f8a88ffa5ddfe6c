/** Limits of a process's own on its memory, getrlimit(2), and where it stands. */
import { type LimitName, parsePidLimits } from '../procfs/pid-limits.ts'
import { parsePidStatus } from '../procfs/pid-status.ts'
import type { ProcessFiles } from './process-files.ts'

export interface MemoryLimit {
  /** What is bounded, in a word or two. */
  readonly title: string
  readonly limitBytes: number
  readonly usedBytes: number
}

const LIMITS: readonly {
  readonly name: LimitName
  readonly title: string
  readonly used: 'vmSizeBytes' | 'vmDataBytes'
}[] = [
  { name: 'RLIMIT_AS', title: 'address space', used: 'vmSizeBytes' },
  // What grows by this also grows the address space, by as much.
  { name: 'RLIMIT_DATA', title: 'data', used: 'vmDataBytes' },
]

/** Those that are set; none of a process that may not be looked at. */
export function memoryLimits(files: Pick<ProcessFiles, 'prompt'>, pid: number): MemoryLimit[] {
  const read = files.prompt(pid, 'limits')
  const limits = read.ok ? parsePidLimits(read.bytes.toString('latin1')) : undefined
  const set = LIMITS.flatMap(limit => {
    const soft = limits?.find(({ name }) => name === limit.name)?.soft
    return typeof soft === 'number' ? [{ ...limit, limitBytes: soft }] : []
  })
  if (set.length === 0) return []
  const text = files.prompt(pid, 'status')
  const status = text.ok ? parsePidStatus(text.bytes) : undefined
  return set.flatMap(({ title, limitBytes, used }) => {
    const usedBytes = status?.[used]
    return usedBytes === undefined ? [] : [{ title, limitBytes, usedBytes }]
  })
}
