import { processId } from '../../model/process.ts'
import { parsePidStat } from '../../procfs/pid-stat.ts'
import { USUAL_UNITS } from '../../procfs/units.ts'
import type { ProcessFiles, ReadResult } from '../process-files.ts'
import type { LookAt, Looked } from '../sighting.ts'

/** Reads `/proc/PID/stat` at this moment. */
export type StatReader = (pid: number) => ReadResult

/**
 * Looks at whoever has the pid now. `gone` where nobody has, `denied` where the kernel hides it (hidepid), and
 * `unreadable` where the file is no stat line.
 */
export function look(pid: number, readStat: StatReader): Looked {
  const stat = readStat(pid)
  if (!stat.ok) return stat.why === 'gone' || stat.why === 'denied' ? stat.why : 'unreadable'
  // Ticks are compared with ticks, so what a tick lasts does not matter.
  const line = parsePidStat(stat.bytes, stat.bytes.length, USUAL_UNITS)
  if (line === undefined) return 'unreadable'
  const { startTicks, ppid, state, kernelThread, threads, nice } = line
  return { id: processId(pid, startTicks), ppid, state, kernelThread, threads, nice }
}

/** The same of any pid, by whatever reads its line. */
export function lookBy(readStat: StatReader): LookAt {
  return pid => look(pid, readStat)
}

/** The same of any pid, by its own files. */
export function lookInto(files: Pick<ProcessFiles, 'prompt'>): LookAt {
  return lookBy(pid => files.prompt(pid, 'stat'))
}
