import { Departures, endedCpu } from './ended-cpu.ts'
import { hardwareUse } from './hardware-use.ts'
import { processRows } from './process-rows.ts'
import { increase, percent, perSecond } from './rates.ts'
import type { CpuCounters, CpuTimes, DiskIoCounters, FileSystem, NetworkCounters, RawSample } from './sample.ts'
import type {
  CpuLoad,
  CpuShares,
  DiskActivity,
  DiskUse,
  MemoryUse,
  NetworkActivity,
  Snapshot,
  SwapUse,
  Tasks,
} from './snapshot.ts'
import { threadRows } from './thread-rows.ts'

/**
 * The snapshot of `sample`, its rates measured against the snapshot before. Pure: reads no clock and changes nothing.
 * Without a snapshot before, or where time or a counter went back, rates are unknown.
 */
export function derive(before: Snapshot | undefined, sample: RawSample): Snapshot {
  const old = before?.sample
  const elapsed = old === undefined ? undefined : sample.monotonicMs - old.monotonicMs
  const elapsedMs = elapsed !== undefined && elapsed > 0 ? elapsed : undefined
  const departures = new Departures()
  const processes = processRows(before, sample, elapsedMs, departures)
  const cpu = sample.cpu && cpuLoad(elapsedMs === undefined ? undefined : old?.cpu, sample.cpu, elapsedMs)
  return {
    sample,
    atMs: sample.atMs,
    intervalMs: elapsedMs,
    host: sample.host,
    load: sample.load,
    tasks: tasks(old, sample, elapsedMs),
    cpu,
    // Where one of the machine's times went back, none of them tells anything.
    endedCpu: cpu?.total && endedCpu(before, sample, processes, departures),
    memory: memoryUse(sample),
    swap: swapUse(old, sample, elapsedMs),
    pressure: sample.pressure,
    disks: sample.fileSystems.map(diskUse),
    diskIo: joined(old?.diskIo, sample.diskIo, d => d.device, diskActivity, elapsedMs),
    network: joined(old?.network, sample.network, n => n.interface, networkActivity, elapsedMs),
    hardware: sample.hardware && hardwareUse(hardwareBefore(before), sample.hardware),
    processes,
    readAtMs: sample.processes.map(record => record.seenAtMs),
    threads: threadRows(before, sample, processes, elapsedMs),
  }
}

function hardwareBefore(before: Snapshot | undefined): Parameters<typeof hardwareUse>[0] {
  const hardware = before?.sample.hardware
  return before?.hardware && hardware && { hardware, use: before.hardware }
}

const NOBODY = { state: '', kernelThread: false }

function tasks(old: RawSample | undefined, sample: RawSample, elapsedMs: number | undefined): Tasks {
  let running = 0
  let blocked = 0
  let zombies = 0
  let stopped = 0
  let kernelThreads = 0
  const { processes } = sample
  for (let i = 0; i < processes.length; i++) {
    const { state, kernelThread } = processes[i] ?? NOBODY
    if (kernelThread) kernelThreads++
    if (state === 'R') running++
    else if (state === 'D') blocked++
    else if (state === 'Z') zombies++
    else if (state === 'T' || state === 't') stopped++
  }
  const forksPerSec = perSecond(old?.cpu?.forks, sample.cpu?.forks, elapsedMs)
  return { total: sample.listed ?? processes.length, running, blocked, zombies, stopped, kernelThreads, forksPerSec }
}

/** The shares of one processor's time between two readings; unknown when a time other than iowait went back. */
export function cpuShares(before: CpuTimes | undefined, now: CpuTimes): CpuShares | undefined {
  if (before === undefined) return undefined
  const user = increase(before.userMs, now.userMs)
  const nice = increase(before.niceMs, now.niceMs)
  const system = increase(before.systemMs, now.systemMs)
  const idle = increase(before.idleMs, now.idleMs)
  const irq = increase(before.irqMs + before.softirqMs, now.irqMs + now.softirqMs)
  const steal = increase(before.stealMs, now.stealMs)
  const guest = increase(before.guestMs + before.guestNiceMs, now.guestMs + now.guestNiceMs)
  // proc_stat(5): "iowait … the value in this field may decrease in certain conditions".
  const iowait = increase(before.iowaitMs, now.iowaitMs) ?? 0
  if (
    user === undefined ||
    nice === undefined ||
    system === undefined ||
    idle === undefined ||
    irq === undefined ||
    steal === undefined ||
    guest === undefined
  ) {
    return undefined
  }
  const busy = user + nice + system + irq + steal + guest
  const total = busy + idle + iowait
  if (total <= 0) return undefined
  const share = (ms: number): number => (ms / total) * 100
  return {
    busyPct: share(busy),
    userPct: share(user),
    nicePct: share(nice),
    systemPct: share(system),
    iowaitPct: share(iowait),
    irqPct: share(irq),
    stealPct: share(steal),
    guestPct: share(guest),
  }
}

function cpuLoad(before: CpuCounters | undefined, now: CpuCounters, elapsedMs: number | undefined): CpuLoad {
  // Joined by the core's number: a core that was taken offline leaves a hole in the list.
  const old = new Map(before?.cores.map(core => [core.id, core.times]))
  return {
    total: cpuShares(before?.total, now.total),
    cores: now.cores.map(({ id, times }) => ({ id, shares: cpuShares(old.get(id), times) })),
    contextSwitchesPerSec: perSecond(before?.contextSwitches, now.contextSwitches, elapsedMs),
  }
}

function memoryUse(sample: RawSample): MemoryUse | undefined {
  const memory = sample.memory
  if (memory === undefined) return undefined
  const usedBytes = memory.totalBytes - memory.availableBytes
  return { ...memory, usedBytes, usedPct: percent(usedBytes, memory.totalBytes) }
}

function swapUse(old: RawSample | undefined, sample: RawSample, elapsedMs: number | undefined): SwapUse | undefined {
  const { memory, paging } = sample
  if (memory === undefined) return undefined
  const usedBytes = memory.swapTotalBytes - memory.swapFreeBytes
  return {
    totalBytes: memory.swapTotalBytes,
    usedBytes,
    freeBytes: memory.swapFreeBytes,
    usedPct: percent(usedBytes, memory.swapTotalBytes),
    inBytes: paging?.swapInBytes,
    outBytes: paging?.swapOutBytes,
    inBytesPerSec: perSecond(old?.paging?.swapInBytes, paging?.swapInBytes, elapsedMs),
    outBytesPerSec: perSecond(old?.paging?.swapOutBytes, paging?.swapOutBytes, elapsedMs),
  }
}

function diskUse(fs: FileSystem): DiskUse {
  const { usedBytes, availableBytes, inodesTotal, inodesFree } = fs
  const reachable = usedBytes === undefined || availableBytes === undefined ? undefined : usedBytes + availableBytes
  const inodesUsed = inodesTotal === undefined || inodesFree === undefined ? undefined : inodesTotal - inodesFree
  return { ...fs, usedPct: percent(usedBytes, reachable), inodesUsedPct: percent(inodesUsed, inodesTotal) }
}

/** Joins the counters of now to those of before by their name. */
function joined<C, D>(
  before: readonly C[] | undefined,
  now: readonly C[],
  nameOf: (counters: C) => string,
  activity: (before: C | undefined, now: C, elapsedMs: number | undefined) => D,
  elapsedMs: number | undefined,
): D[] {
  const old = new Map(before?.map(counters => [nameOf(counters), counters]))
  return now.map(counters => activity(old.get(nameOf(counters)), counters, elapsedMs))
}

function diskActivity(
  before: DiskIoCounters | undefined,
  now: DiskIoCounters,
  elapsedMs: number | undefined,
): DiskActivity {
  const requests = increase(before && before.reads + before.writes, now.reads + now.writes)
  const requestMs = increase(before && before.readMs + before.writeMs, now.readMs + now.writeMs)
  const weightedMs = increase(before?.weightedMs, now.weightedMs)
  return {
    device: now.device,
    wholeDisk: now.wholeDisk,
    readBytesPerSec: perSecond(before?.readBytes, now.readBytes, elapsedMs),
    writeBytesPerSec: perSecond(before?.writeBytes, now.writeBytes, elapsedMs),
    readsPerSec: perSecond(before?.reads, now.reads, elapsedMs),
    writesPerSec: perSecond(before?.writes, now.writes, elapsedMs),
    busyPct: percent(increase(before?.busyMs, now.busyMs), elapsedMs),
    awaitMs: requests && requestMs !== undefined ? requestMs / requests : undefined,
    queue: weightedMs === undefined || elapsedMs === undefined ? undefined : weightedMs / elapsedMs,
  }
}

function networkActivity(
  before: NetworkCounters | undefined,
  now: NetworkCounters,
  elapsedMs: number | undefined,
): NetworkActivity {
  return {
    ...now,
    rxBytesPerSec: perSecond(before?.rxBytes, now.rxBytes, elapsedMs),
    txBytesPerSec: perSecond(before?.txBytes, now.txBytes, elapsedMs),
  }
}
