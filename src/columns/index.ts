/** All columns, in the order in which help and the sort menu list them. A new column is one file and one line here. */

import { cgroup } from './cgroup.ts'
import type { AnyColumn } from './column.ts'
import { command } from './command.ts'
import { cpu } from './cpu.ts'
import { grow } from './grow.ts'
import { limit } from './limit.ts'
import { majorFaults } from './major-faults.ts'
import { mem } from './mem.ts'
import { minorFaults } from './minor-faults.ts'
import { nice } from './nice.ts'
import { pid } from './pid.ts'
import { ppid } from './ppid.ts'
import { priority } from './priority.ts'
import { processGroup } from './process-group.ts'
import { processor } from './processor.ts'
import { proportional } from './proportional.ts'
import { readRate } from './read-rate.ts'
import { resident } from './resident.ts'
import { session } from './session.ts'
import { shared } from './shared.ts'
import { state } from './state.ts'
import { swapped } from './swapped.ts'
import { threads } from './threads.ts'
import { time } from './time.ts'
import { unique } from './unique.ts'
import { user } from './user.ts'
import { virtual } from './virtual.ts'
import { writeRate } from './write-rate.ts'

export const columns: readonly AnyColumn[] = [
  pid,
  ppid,
  user,
  priority,
  nice,
  virtual,
  resident,
  shared,
  unique,
  proportional,
  swapped,
  grow,
  state,
  cpu,
  mem,
  time,
  threads,
  minorFaults,
  majorFaults,
  readRate,
  writeRate,
  limit,
  processor,
  processGroup,
  session,
  cgroup,
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
