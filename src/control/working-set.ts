/** How much of its memory a process touches: its marks of touched pages are cleared, and after a while counted again. */
import { execFile } from 'node:child_process'
import { type ProcessId, pidOf } from '../model/process.ts'
import { clean } from '../model/text.ts'
import { parseSmapsRollup } from '../procfs/pid-smaps-rollup.ts'
import { lookInto } from '../sources/linux/sighting.ts'
import type { ProcessFiles } from '../sources/process-files.ts'
import { checkIdentity, type Missed } from './target.ts'

/** What was touched within a time. */
export interface WorkingSet {
  readonly bytes: number
  readonly overMs: number
  /** Wall clock at the end of it, milliseconds since 1970. */
  readonly atMs: number
}

export type Measured = WorkingSet | Missed | 'locked'

export interface WorkingSetSystem {
  readonly files: ProcessFiles
  /** Clears the marks of a process; see {@link clearMarks}. */
  clear(pid: number): Promise<Missed | 'locked' | 'done'>
  /** Resolves after so many milliseconds. */
  wait(ms: number): Promise<void>
}

/** Both the clearing and the counting go through all pages, and wait for the process's memory lock. */
const DEADLINE_MS = 10_000

/**
 * Measures the working set of this very process. The kernel's own marks of age are lost by that: for a while it cannot
 * tell which of the process's pages have long been idle.
 */
export async function measureWorkingSet(
  target: ProcessId,
  overMs: number,
  system: WorkingSetSystem,
): Promise<Measured> {
  const { files } = system
  const pid = pidOf(target)
  const identity = (): 'same' | Missed => checkIdentity(target, lookInto(files))
  const before = identity()
  if (before !== 'same') return before
  const cleared = await system.clear(pid)
  if (cleared !== 'done') return cleared
  const startedMs = performance.now()
  await system.wait(overMs)
  const read = await files.locked(pid, 'smaps_rollup', DEADLINE_MS)
  const after = identity()
  if (after !== 'same') return after
  if (!read.ok) return read.why === 'absent' ? { failed: 'this kernel has no smaps_rollup' } : read.why
  const bytes = parseSmapsRollup(read.bytes.toString('latin1'))?.referencedBytes
  if (bytes === undefined) return { failed: 'the kernel does not tell what was touched' }
  return { bytes, overMs: performance.now() - startedMs, atMs: Date.now() }
}

/**
 * Writes 1 to `clear_refs`, proc_pid_clear_refs(5), which clears the marks of all its pages. By a child of our own: the
 * write waits for the process's memory lock, and a thread of ours that waits so could never be ended.
 */
export function clearMarks(pid: number): Promise<Missed | 'locked' | 'done'> {
  return new Promise(resolve => {
    const options = { env: { LC_ALL: 'C' }, timeout: DEADLINE_MS, killSignal: 'SIGKILL' } as const
    execFile(
      '/bin/sh',
      ['-c', 'echo 1 > "$1"', 'sh', `/proc/${pid}/clear_refs`],
      options,
      (error, _output, complaint) => {
        if (error === null) resolve('done')
        else if (error.killed) resolve('locked')
        else if (/Permission denied|Operation not permitted/.test(complaint)) resolve('denied')
        else if (/No such (file|process)|nonexistent/.test(complaint)) resolve('gone')
        else resolve({ failed: clean(complaint.trim()) || error.message })
      },
    )
  })
}
