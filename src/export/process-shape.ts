import { ioRate } from '../columns/io-rate.ts'
import { residentPct } from '../columns/mem.ts'
import { cpuMsOf, type Facet, residentBytes } from '../model/process.ts'
import { secondsOf } from '../model/units.ts'
import {
  bytes,
  count,
  flag,
  integer,
  type Kind,
  known,
  object,
  quantity,
  type Shape,
  share,
  text,
  time,
  unknowable,
} from './describe.ts'
import { fact, type ProcessOfHost } from './process-of-host.ts'
import { columnShapes, rareShapes } from './rare-shapes.ts'

/** A process's identity: pid and start in clock ticks. */
export const processIdKind: Kind<string> = { ...text, schema: { type: 'string', pattern: '^\\d+:\\d+$' } }

/** What is said of every process: these need its owner and its command beside the kernel's own line. */
export const usualShape: Shape<ProcessOfHost> = {
  id: known(
    processIdKind,
    'pid and start in clock ticks: names this very process, which a pid alone does not',
    p => p.row.id as string,
  ),
  pid: known(count, 'process id', p => p.row.record.pid),
  ppid: known(count, 'id of the parent; 0 for none', p => p.row.record.ppid),
  startedAt: unknowable(time, 'when it was started', ({ row, bootAtMs }) =>
    bootAtMs === undefined ? undefined : bootAtMs + row.record.startMs,
  ),
  user: unknowable(text, 'name of the effective user', p => p.row.facts.user),
  uid: unknowable(count, 'effective user id', p => p.row.facts.uid),
  processGroup: unknowable(count, 'process group', p => p.row.record.processGroup),
  session: unknowable(count, 'session', p => p.row.record.session),
  name: known(text, 'the kernel’s name of it (comm), 15 bytes at most', p => p.row.record.name),
  command: known(text, 'command line; the name in brackets where there is none', p => p.row.facts.command),
  state: unknowable(
    text,
    'R running, S sleeping, D waiting uninterruptibly, Z zombie, T stopped, t traced, I idle kernel thread',
    p => p.row.record.state,
  ),
  kernelThread: known(flag, 'a thread of the kernel, without memory of its own', p => p.row.record.kernelThread),
  lastCpu: unknowable(count, 'the processor that it last ran on', p => p.row.record.lastCpu),
  priority: unknowable(
    integer,
    'the kernel’s priority: 20 + nice, or −1 − realtime priority',
    p => p.row.record.priority,
  ),
  nice: unknowable(integer, 'nice value, −20 to 19', p => p.row.record.nice),
  threads: unknowable(count, 'threads', p => p.row.record.threads),
  cpuPct: unknowable(quantity, 'processor time of the interval; 100 is one core', p => p.row.cpuPct),
  cpuTimeSec: unknowable(quantity, 'processor time since its start, user and system', ({ row }) =>
    secondsOf(cpuMsOf(row.record)),
  ),
  memPct: unknowable(share, 'resident memory as a share of the machine’s', p => residentPct(p.row)),
  rssBytes: unknowable(bytes, 'resident memory; null for a kernel thread, which has none of its own', ({ row }) =>
    row.record.kernelThread ? undefined : residentBytes(row.record),
  ),
  grewBytes: unknowable(
    integer,
    'resident memory gained in the last minute, or since it was first seen',
    p => p.row.grewBytes,
  ),
  vmsBytes: unknowable(bytes, 'address space', p => p.row.record.vmsBytes),
  minorFaults: unknowable(count, 'page faults that needed no disk', p => p.row.record.minorFaults),
  majorFaults: unknowable(count, 'page faults that needed the disk', p => p.row.record.majorFaults),
}

/** The facets that {@link usualShape} reads. */
export const USUAL_FACETS: readonly Facet[] = ['owner', 'command', 'statm']

/** What costs a file more for each process, by that file. */
export const costlierShapes: Readonly<Record<Exclude<Facet, 'owner' | 'command'>, Shape<ProcessOfHost>>> = {
  statm: {
    sharedBytes: fact(bytes, 'resident memory that files or shared memory back', f => f.sharedBytes),
    textBytes: fact(bytes, 'address space of code', f => f.textBytes),
    libBytes: fact(bytes, 'always 0 since Linux 2.6', f => f.libBytes),
    dataBytes: fact(bytes, 'address space of data and stack', f => f.dataBytes),
    dirtyBytes: fact(bytes, 'always 0 since Linux 2.6', f => f.dirtyBytes),
  },
  rollup: {
    ussBytes: fact(bytes, 'unique set size: what would be free if it ended', f => f.ussBytes),
    pssBytes: fact(bytes, 'proportional set size: shared pages divided by their sharers', f => f.pssBytes),
    swapBytes: fact(bytes, 'memory swapped out', f => f.swapBytes),
  },
  io: {
    readBytes: fact(bytes, 'read from storage since its start', f => f.io?.value.readBytes),
    writeBytes: fact(bytes, 'written to storage since its start', f => f.io?.value.writeBytes),
    readBytesPerSec: unknowable(bytes, 'read from storage', p => ioRate(p.row, 'readBytes')),
    writeBytesPerSec: unknowable(bytes, 'written to storage', p => ioRate(p.row, 'writeBytes')),
    cancelledWriteBytes: fact(
      bytes,
      'written and taken back before it was stored',
      f => f.io?.value.cancelledWriteBytes,
    ),
    readChars: fact(
      bytes,
      'read by system calls since its start, the cache and pipes included',
      f => f.io?.value.readChars,
    ),
    writeChars: fact(bytes, 'written by system calls since its start', f => f.io?.value.writeChars),
    readCalls: fact(count, 'system calls that read', f => f.io?.value.readCalls),
    writeCalls: fact(count, 'system calls that wrote', f => f.io?.value.writeCalls),
  },
  cgroup: {
    cgroup: fact(text, 'path of its control group', f => f.cgroup),
  },
  limits: {
    nearestLimit: fact(text, 'the resource limit that it has used most of, as NOFILE', f => f.limit?.name),
    nearestLimitPct: fact(quantity, 'how much of that, of the soft limit', f => f.limit?.usedPct),
  },
  ...rareShapes,
}

/** The object that stands for a process, with the costlier keys of these facets and the further ones of these columns. */
export function processKind(facets: ReadonlySet<Facet>, columns: ReadonlySet<string>): Kind<ProcessOfHost> {
  const asked: ReadonlySet<string> = facets
  const costlier = Object.entries(costlierShapes).filter(([facet]) => asked.has(facet))
  const further = Object.entries(columnShapes).filter(([id]) => columns.has(id))
  return object(Object.assign({}, usualShape, ...[...costlier, ...further].map(([, shape]) => shape)))
}

/** A process as any choice of columns may show it, for the schema. */
export const anyProcess: Kind<ProcessOfHost> = object(
  usualShape,
  Object.assign({}, ...Object.values(costlierShapes), ...Object.values(columnShapes)),
)
