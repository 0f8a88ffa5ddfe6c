/** What JSON tells of a process where a column of it was chosen: by the file that it costs, or by the column. */

import { containerOf } from '../columns/container.ts'
import { countedRate } from '../columns/counted-rate.ts'
import { delayPct } from '../columns/delay-pct.ts'
import { foregroundGroupOf } from '../columns/foreground-group.ts'
import { privateBytes } from '../columns/private.ts'
import { runtimeOf } from '../columns/runtime.ts'
import { IO_CLASSES } from '../model/io-priority.ts'
import { POLICY_NAMES } from '../model/policy.ts'
import type { RareFacet } from '../model/process.ts'
import { secondsOf } from '../model/units.ts'
import { terminalName } from '../procfs/tty.ts'
import { bytes, count, integer, type Kind, oneOf, quantity, type Shape, share, text, unknowable } from './describe.ts'
import { fact, type ProcessOfHost, rareFact } from './process-of-host.ts'

const ioClass: Kind<(typeof IO_CLASSES)[number]> = oneOf(...IO_CLASSES)

/** Each of these costs a file more for each process, `ioprio` a program. */
export const rareShapes: Readonly<Record<RareFacet, Shape<ProcessOfHost>>> = {
  oom: {
    oomScore: rareFact(count, 'the higher, the sooner it is killed when memory runs out, to 2000', r => r.oomScore),
  },
  label: { securityLabel: rareFact(text, 'label of the security module; null without one', r => r.securityLabel) },
  autogroup: {
    autogroup: rareFact(count, 'the scheduler’s group of its session', r => r.autogroup?.id),
    autogroupNice: rareFact(integer, 'nice value of that group', r => r.autogroup?.nice),
  },
  exe: { exe: rareFact(text, 'file of its program', r => r.exe) },
  runtime: {
    runtimeVersion: unknowable(
      text,
      'version of what runs its program, as far as its files tell: 20.20.2, 3.11',
      p => runtimeOf(p.row)?.version,
    ),
  },
  cwd: { cwd: rareFact(text, 'directory that it works in', r => r.cwd) },
  ioprio: {
    ioClass: rareFact(
      ioClass,
      'class of its I/O priority; none where the nice value says it',
      r => r.ioPriority?.class,
    ),
    ioLevel: rareFact(count, 'level within the class, 0 first; null where it has none', r => r.ioPriority?.level),
  },
  switches: {
    voluntarySwitches: rareFact(
      count,
      'times that its living threads left a processor to wait',
      r => r.switches?.now.value.voluntary,
    ),
    involuntarySwitches: rareFact(
      count,
      'times that they had to make room for others',
      r => r.switches?.now.value.involuntary,
    ),
    switchesPerSec: rareFact(quantity, 'both', r => countedRate(r.switches, s => s.voluntary + s.involuntary)),
  },
  delays: {
    cpuDelayPct: rareFact(quantity, 'time that its threads were ready to run and had no processor, added up', r =>
      delayPct(r, 'cpuMs'),
    ),
    ioDelayPct: rareFact(quantity, 'time that they waited for block I/O; null where the kernel does not count it', r =>
      delayPct(r, 'blockMs'),
    ),
  },
}

/** These cost nothing more, by the id of their column. */
export const columnShapes: Readonly<Record<string, Shape<ProcessOfHost>>> = {
  tty: { tty: unknowable(text, 'controlling terminal; null for none', p => terminalName(p.row.record.tty)) },
  tpgid: {
    foregroundGroup: unknowable(
      count,
      'process group that its terminal listens to; null without one',
      ({ row: { record } }) => foregroundGroupOf(record),
    ),
  },
  scheduler: {
    policy: unknowable(text, 'scheduling policy, as SCHED_OTHER', p => POLICY_NAMES[p.row.record.policy ?? -1]),
  },
  cminflt: {
    childMinorFaults: unknowable(
      count,
      'minor faults of children that it waited for',
      p => p.row.record.childMinorFaults,
    ),
  },
  cmajflt: {
    childMajorFaults: unknowable(
      count,
      'major faults of children that it waited for',
      p => p.row.record.childMajorFaults,
    ),
  },
  utime: { userSec: unknowable(quantity, 'processor time for its own code', p => secondsOf(p.row.record.userMs)) },
  stime: {
    systemSec: unknowable(quantity, 'processor time that the kernel took for it', p =>
      secondsOf(p.row.record.systemMs),
    ),
  },
  cutime: {
    childrenUserSec: unknowable(quantity, 'userSec of children that it waited for', p =>
      secondsOf(p.row.record.childUserMs),
    ),
  },
  cstime: {
    childrenSystemSec: unknowable(quantity, 'systemSec of children that it waited for', p =>
      secondsOf(p.row.record.childSystemMs),
    ),
  },
  elapsed: {
    elapsedMs: unknowable(count, 'milliseconds since its start', ({ row, uptimeMs }) =>
      uptimeMs === undefined ? undefined : Math.max(0, uptimeMs - row.record.startMs),
    ),
  },
  ncpu: {
    cpuOfMachinePct: unknowable(share, 'cpuPct as a share of the machine', ({ row, cores }) =>
      row.cpuPct === undefined || cores === undefined ? undefined : Math.min(100, row.cpuPct / cores),
    ),
  },
  priv: { privateBytes: unknowable(bytes, 'rssBytes less sharedBytes', p => privateBytes(p.row)) },
  container: {
    container: fact(text, 'container by its control group’s name, as docker 0f3c5b8d9e2a; null without one', f =>
      f.cgroup === undefined ? undefined : containerOf(f.cgroup),
    ),
  },
  runtime: {
    runtime: unknowable(
      text,
      'what runs its program: node, python …; null where not sure',
      p => runtimeOf(p.row)?.name,
    ),
  },
}
