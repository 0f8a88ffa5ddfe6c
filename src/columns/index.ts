/** All columns, in the order in which help and the sort menu list them. A new column is one file and one line here. */

import { autogroup } from './autogroup.ts'
import { autogroupNice } from './autogroup-nice.ts'
import { bytesRead } from './bytes-read.ts'
import { bytesWritten } from './bytes-written.ts'
import { cancelledWrites } from './cancelled-writes.ts'
import { cgroup } from './cgroup.ts'
import { charsRead } from './chars-read.ts'
import { charsWritten } from './chars-written.ts'
import { childMajorFaults } from './child-major-faults.ts'
import { childMinorFaults } from './child-minor-faults.ts'
import { childSystemTime } from './child-system-time.ts'
import { childUserTime } from './child-user-time.ts'
import type { AnyColumn } from './column.ts'
import { command } from './command.ts'
import { container } from './container.ts'
import { cpu } from './cpu.ts'
import { cpuDelay } from './cpu-delay.ts'
import { dataSize } from './data-size.ts'
import { directory } from './directory.ts'
import { elapsed } from './elapsed.ts'
import { foregroundGroup } from './foreground-group.ts'
import { grow } from './grow.ts'
import { involuntarySwitches } from './involuntary-switches.ts'
import { ioDelay } from './io-delay.ts'
import { ioPriority } from './io-priority.ts'
import { ioTotalRate } from './io-total-rate.ts'
import { kernelName } from './kernel-name.ts'
import { limit } from './limit.ts'
import { machineCpu } from './machine-cpu.ts'
import { majorFaults } from './major-faults.ts'
import { mem } from './mem.ts'
import { minorFaults } from './minor-faults.ts'
import { nice } from './nice.ts'
import { oomScore } from './oom-score.ts'
import { pid } from './pid.ts'
import { ppid } from './ppid.ts'
import { priority } from './priority.ts'
import { privateMemory } from './private.ts'
import { processGroup } from './process-group.ts'
import { processor } from './processor.ts'
import { program } from './program.ts'
import { proportional } from './proportional.ts'
import { readCalls } from './read-calls.ts'
import { readRate } from './read-rate.ts'
import { resident } from './resident.ts'
import { runtime } from './runtime.ts'
import { scheduler } from './scheduler.ts'
import { securityLabel } from './security-label.ts'
import { session } from './session.ts'
import { shared } from './shared.ts'
import { startTime } from './start-time.ts'
import { state } from './state.ts'
import { swapped } from './swapped.ts'
import { switchRate } from './switch-rate.ts'
import { systemTime } from './system-time.ts'
import { textSize } from './text-size.ts'
import { threadGroup } from './thread-group.ts'
import { threads } from './threads.ts'
import { time } from './time.ts'
import { tty } from './tty.ts'
import { unique } from './unique.ts'
import { user } from './user.ts'
import { userId } from './user-id.ts'
import { userTime } from './user-time.ts'
import { virtual } from './virtual.ts'
import { voluntarySwitches } from './voluntary-switches.ts'
import { writeCalls } from './write-calls.ts'
import { writeRate } from './write-rate.ts'

export const columns: readonly AnyColumn[] = [
  pid,
  ppid,
  processGroup,
  session,
  threadGroup,
  tty,
  foregroundGroup,
  user,
  userId,
  priority,
  nice,
  autogroup,
  autogroupNice,
  ioPriority,
  scheduler,
  virtual,
  resident,
  shared,
  privateMemory,
  unique,
  proportional,
  swapped,
  grow,
  textSize,
  dataSize,
  state,
  cpu,
  machineCpu,
  mem,
  time,
  userTime,
  systemTime,
  childUserTime,
  childSystemTime,
  cpuDelay,
  ioDelay,
  startTime,
  elapsed,
  threads,
  switchRate,
  voluntarySwitches,
  involuntarySwitches,
  processor,
  minorFaults,
  majorFaults,
  childMinorFaults,
  childMajorFaults,
  readRate,
  writeRate,
  ioTotalRate,
  bytesRead,
  bytesWritten,
  cancelledWrites,
  charsRead,
  charsWritten,
  readCalls,
  writeCalls,
  limit,
  oomScore,
  securityLabel,
  cgroup,
  container,
  runtime,
  program,
  directory,
  kernelName,
  command,
]

/** The column of that id, alias or title, in any case. */
export function findColumn(name: string): AnyColumn | undefined {
  const wanted = name.toLowerCase()
  return (
    columns.find(column => column.id === wanted) ??
    columns.find(column => column.aliases?.includes(wanted) || column.title.toLowerCase() === wanted)
  )
}

/** The table's columns from the left, and how soon each gives way to a narrow window: the highest number first. */
export const defaultColumns: readonly { readonly column: AnyColumn; readonly givesWay: number }[] = [
  { column: pid, givesWay: 0 },
  { column: user, givesWay: 1 },
  { column: priority, givesWay: 9 },
  { column: nice, givesWay: 8 },
  { column: virtual, givesWay: 7 },
  { column: resident, givesWay: 0 },
  { column: shared, givesWay: 6 },
  { column: grow, givesWay: 2 },
  { column: state, givesWay: 0 },
  { column: cpu, givesWay: 0 },
  { column: mem, givesWay: 5 },
  { column: time, givesWay: 3 },
  { column: threads, givesWay: 4 },
  { column: command, givesWay: 0 },
]

/** On a screen with much room, before the last one. */
export const roomyColumns: typeof defaultColumns = [{ column: limit, givesWay: 10 }]
