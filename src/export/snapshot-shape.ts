import type { CoreState } from '../model/hardware.ts'
import type { PressureLevels, PressureShares } from '../model/sample.ts'
import type {
  CpuShares,
  DiskActivity,
  DiskUse,
  EndedUnder,
  MemoryUse,
  NetworkActivity,
  Snapshot,
  SwapUse,
} from '../model/snapshot.ts'
import type { Trouble } from '../model/troubles/trouble.ts'
import {
  bytes,
  constant,
  count,
  flag,
  type Kind,
  known,
  level,
  list,
  object,
  oneOf,
  quantity,
  type Shape,
  share,
  text,
  time,
  unknowable,
} from './describe.ts'
import { batteryKind, gpuKind, sensorKind } from './hardware-shape.ts'
import type { ProcessOfHost } from './process-of-host.ts'
import { processIdKind } from './process-shape.ts'

/** A snapshot and those of its processes that are to be told of. */
export interface Report {
  readonly snapshot: Snapshot
  readonly processes: readonly ProcessOfHost[]
  readonly troubles: readonly Trouble[]
}

const host = object<Snapshot>({
  name: known(text, 'host name', s => s.host.name),
  os: known(text, 'operating system', s => s.host.os),
  kernel: known(text, 'kernel release', s => s.host.kernel),
  uptimeSec: unknowable(quantity, 'time since boot', s => s.host.uptimeSec),
  bootAt: unknowable(time, 'when it was booted', s => s.host.bootAtMs),
  arch: known(text, 'processor architecture, as Node names it', s => s.host.arch),
})

const load = object<Snapshot>({
  one: unknowable(quantity, 'load average of one minute', s => s.load?.one),
  five: unknowable(quantity, 'load average of five minutes', s => s.load?.five),
  fifteen: unknowable(quantity, 'load average of fifteen minutes', s => s.load?.fifteen),
  tasks: known(count, 'processes', s => s.tasks.total),
  threads: unknowable(count, 'threads of all processes, the kernel’s included', s => s.load?.threads),
  running: unknowable(count, 'threads on a processor or waiting for one', s => s.sample.cpu?.running),
  blocked: unknowable(count, 'threads waiting for storage', s => s.sample.cpu?.blocked),
  zombies: unknowable(count, 'ended processes that their parents have not collected', s => s.tasks.zombies),
  forksPerSec: unknowable(quantity, 'processes and threads made', s => s.tasks.forksPerSec),
})

/** Shares of processor time within the interval; user and nice without guests' time. */
function sharesShape<S>(of: (source: S) => CpuShares | undefined): Shape<S> {
  return {
    busyPct: unknowable(share, 'all but idle and iowait', s => of(s)?.busyPct),
    userPct: unknowable(share, 'programs', s => of(s)?.userPct),
    systemPct: unknowable(share, 'the kernel', s => of(s)?.systemPct),
    nicePct: unknowable(share, 'programs with a nice value above 0', s => of(s)?.nicePct),
    iowaitPct: unknowable(share, 'idle while storage was waited for', s => of(s)?.iowaitPct),
    irqPct: unknowable(share, 'interrupts, hard and soft', s => of(s)?.irqPct),
    stealPct: unknowable(share, 'taken by the hypervisor for others', s => of(s)?.stealPct),
    guestPct: unknowable(share, 'virtual machines run here', s => of(s)?.guestPct),
  }
}

interface Core {
  readonly id: number
  readonly shares: CpuShares | undefined
  readonly state: CoreState | undefined
}

function coresOf({ cpu, sample }: Snapshot): Core[] {
  return (cpu?.cores ?? []).map(core => ({ ...core, state: sample.hardware?.cores.get(core.id) }))
}

const endedUnder = object<EndedUnder>({
  id: known(processIdKind, 'pid and start of the living process', u => u.id as string),
  pid: known(count, 'its process id', u => u.pid),
  name: known(text, 'the kernel’s name of it', u => u.name),
  pct: known(share, 'of the machine, used by children that it waited for', u => u.pct),
})

const cpu = object<Snapshot>({
  model: unknowable(text, 'model of the first processor', s => s.host.cpuModel),
  ...sharesShape(s => s.cpu?.total),
  mhz: unknowable(quantity, 'mean of the processors’ frequencies', s => s.hardware?.meanMhz),
  celsius: unknowable(level, 'temperature of the package, the hottest of several', s => s.hardware?.packageCelsius),
  endedPct: unknowable(
    share,
    'used by processes that have ended since; null where not all of the machine’s processes are seen',
    s => s.endedCpu?.all?.pct,
  ),
  endedUnder: unknowable(list(endedUnder), 'the parents of those, at most eight, as far as they waited for them', s =>
    s.endedCpu?.under.filter(({ pct }) => pct > 0),
  ),
  cores: known(
    list(
      object<Core>({
        id: known(count, 'the kernel’s number of it', core => core.id),
        ...sharesShape(core => core.shares),
        mhz: unknowable(quantity, 'its frequency', core => core.state?.mhz),
        celsius: unknowable(level, 'its temperature; null where no sensor is its own', core => core.state?.celsius),
      }),
    ),
    'the processors that are online',
    coresOf,
  ),
})

const memory = object<MemoryUse>({
  totalBytes: known(bytes, 'memory of the machine', m => m.totalBytes),
  availableBytes: known(bytes, 'what programs can still get without swapping', m => m.availableBytes),
  usedBytes: known(bytes, 'total less available', m => m.usedBytes),
  usedPct: unknowable(share, 'used as a share of total', m => m.usedPct),
  freeBytes: known(bytes, 'used for nothing', m => m.freeBytes),
  activeBytes: unknowable(bytes, 'used lately', m => m.activeBytes),
  inactiveBytes: unknowable(bytes, 'not used lately', m => m.inactiveBytes),
  buffersBytes: unknowable(bytes, 'cache of block devices', m => m.buffersBytes),
  cachedBytes: unknowable(bytes, 'cache of files, and reclaimable slab', m => m.cachedBytes),
  sharedBytes: unknowable(bytes, 'tmpfs and shared anonymous memory', m => m.sharedBytes),
  slabBytes: unknowable(bytes, 'the kernel’s own structures', m => m.slabBytes),
})

const swap = object<SwapUse>({
  totalBytes: unknowable(bytes, 'swap space; 0 where there is none', s => s.totalBytes),
  usedBytes: unknowable(bytes, 'swap in use', s => s.usedBytes),
  freeBytes: unknowable(bytes, 'swap not in use', s => s.freeBytes),
  usedPct: unknowable(share, 'used as a share of total; null without swap', s => s.usedPct),
  inBytes: unknowable(bytes, 'brought back since boot', s => s.inBytes),
  outBytes: unknowable(bytes, 'swapped out since boot', s => s.outBytes),
  inBytesPerSec: unknowable(bytes, 'brought back', s => s.inBytesPerSec),
  outBytesPerSec: unknowable(bytes, 'swapped out', s => s.outBytesPerSec),
})

const stall = object<PressureShares>({
  avg10: known(share, 'share of the last 10 s', p => p.avg10),
  avg60: known(share, 'share of the last 60 s', p => p.avg60),
  avg300: known(share, 'share of the last 300 s', p => p.avg300),
  totalUs: known(count, 'microseconds since boot', p => p.totalUs),
})

const pressureLevels = object<PressureLevels>({
  some: known(stall, 'at least one task waited', p => p.some),
  full: unknowable(stall, 'all tasks waited; means nothing for the processors of a whole machine', p => p.full),
})

const pressure = object<Snapshot>({
  cpu: unknowable(pressureLevels, 'stalls for want of a processor', s => s.pressure?.cpu),
  memory: unknowable(pressureLevels, 'stalls for want of memory', s => s.pressure?.memory),
  io: unknowable(pressureLevels, 'stalls for storage', s => s.pressure?.io),
})

const disk = object<DiskUse>({
  device: known(text, 'what is mounted', d => d.device),
  mount: known(text, 'where', d => d.mount),
  fsType: known(text, 'file system', d => d.fsType),
  totalBytes: unknowable(bytes, 'size', d => d.totalBytes),
  usedBytes: unknowable(bytes, 'not free', d => d.usedBytes),
  availableBytes: unknowable(bytes, 'free to ordinary users', d => d.availableBytes),
  usedPct: unknowable(share, 'used / (used + available), as df has it', d => d.usedPct),
  inodesUsedPct: unknowable(share, 'inodes in use; null where there is no fixed number of them', d => d.inodesUsedPct),
})

const diskIo = object<DiskActivity>({
  device: known(text, 'the kernel’s name', d => d.device),
  wholeDisk: known(flag, 'a whole disk, whose figures include its partitions', d => d.wholeDisk),
  readBytesPerSec: unknowable(bytes, 'read', d => d.readBytesPerSec),
  writeBytesPerSec: unknowable(bytes, 'written', d => d.writeBytesPerSec),
  readsPerSec: unknowable(quantity, 'reads', d => d.readsPerSec),
  writesPerSec: unknowable(quantity, 'writes', d => d.writesPerSec),
  busyPct: unknowable(
    share,
    'time with a request under way; 100 is not saturation on devices that serve many at once',
    d => d.busyPct,
  ),
  awaitMs: unknowable(quantity, 'mean time of a request; null where there was none', d => d.awaitMs),
  queue: unknowable(quantity, 'mean number of requests under way', d => d.queue),
})

const network = object<NetworkActivity>({
  interface: known(text, 'name', n => n.interface),
  rxBytesPerSec: unknowable(bytes, 'received', n => n.rxBytesPerSec),
  txBytesPerSec: unknowable(bytes, 'sent', n => n.txBytesPerSec),
  rxBytes: known(bytes, 'received since the interface came up', n => n.rxBytes),
  txBytes: known(bytes, 'sent since the interface came up', n => n.txBytes),
  rxErrors: unknowable(count, 'bad packets received', n => n.rxErrors),
  txErrors: unknowable(count, 'packets that could not be sent', n => n.txErrors),
  up: unknowable(flag, 'whether the link is up; null where the driver does not say, as for loopback', n => n.up),
})

const trouble = object<Trouble>({
  id: known(text, 'what kind of trouble', t => t.id),
  since: known(time, 'when it began', t => t.sinceMs),
  text: known(text, 'a sentence', t => t.wordings[0]),
  severity: known(oneOf('warning', 'critical'), 'how bad it is', t => t.severity),
})

/** The whole document, its processes written as `process` says. */
export function reportKind(process: Kind<ProcessOfHost>): Kind<Report> {
  return object<Report>({
    schema: known(constant('ntop/1'), 'what this document is', () => 'ntop/1'),
    at: known(time, 'when it was read', r => r.snapshot.atMs),
    intervalMs: unknowable(
      quantity,
      'time since the reading before, which the rates are over',
      r => r.snapshot.intervalMs,
    ),
    host: known(host, 'the machine', r => r.snapshot),
    load: known(load, 'how much there is to do', r => r.snapshot),
    troubles: known(list(trouble), 'what is wrong just now', r =>
      r.troubles.filter(({ overForMs }) => overForMs === undefined),
    ),
    cpu: known(cpu, 'processor time of the interval', r => r.snapshot),
    memory: unknowable(memory, 'memory', r => r.snapshot.memory),
    swap: unknowable(swap, 'swap space', r => r.snapshot.swap),
    pressure: unknowable(pressure, 'pressure stall information; null where the kernel keeps none', r =>
      r.snapshot.pressure === undefined ? undefined : r.snapshot,
    ),
    disks: known(list(disk), 'mounted file systems, each real one once', r => r.snapshot.disks),
    diskIo: known(list(diskIo), 'disks and their partitions', r => r.snapshot.diskIo),
    network: known(list(network), 'network interfaces', r => r.snapshot.network),
    sensors: known(list(sensorKind), 'temperatures, fans and power', r => r.snapshot.hardware?.sensors ?? []),
    battery: unknowable(batteryKind, 'all batteries as one; null without one', r => r.snapshot.hardware?.battery),
    gpus: known(list(gpuKind), 'graphics processors that tell something', r => r.snapshot.hardware?.gpus ?? []),
    processes: known(list(process), 'processes', r => r.processes),
  })
}
