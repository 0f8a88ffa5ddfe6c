import { Departures, endedCpu } from './ended-cpu.ts'
import { hardwareUse } from './hardware-use.ts'
import { processRows } from './process-rows.ts'
import { increase, percent, perSecond, sumOf } from './rates.ts'
import type {
  CpuCounters,
  CpuTimes,
  DeviceCounters,
  DiskIoCounters,
  FileSystem,
  NetworkCounters,
  RawSample,
} from './sample.ts'
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
    diskIo: joined(before, sample, elapsedMs, DISKS),
    network: joined(before, sample, elapsedMs, NETWORK),
    hardware: sample.hardware && hardwareUse(hardwareBefore(before), sample.hardware),
    processes,
    readAtMs: readAt(sample),
    threads: threadRows(before, sample, processes, elapsedMs),
  }
}

/** A loop, for a function that hands on what has a fraction leaves a piece of garbage for each. */
function readAt({ processes }: RawSample): number[] {
  const readAtMs = new Array<number>(processes.length)
  for (let i = 0; i < processes.length; i++) readAtMs[i] = processes[i]?.seenAtMs ?? Number.NaN
  return readAtMs
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
  let untold = 0
  const { processes } = sample
  for (let i = 0; i < processes.length; i++) {
    const { state, kernelThread } = processes[i] ?? NOBODY
    if (kernelThread) kernelThreads++
    if (state === 'R') running++
    else if (state === 'D') blocked++
    else if (state === 'Z') zombies++
    else if (state === 'T' || state === 't') stopped++
    else if (state === undefined) untold++
  }
  const forksPerSec = perSecond(old?.cpu?.forks, sample.cpu?.forks, elapsedMs)
  // Where it is told of nobody, none is running by no means.
  const isTold = untold < processes.length || untold === 0
  const states = isTold ? { running, blocked, zombies, stopped } : NO_STATES
  return { total: sample.listed ?? processes.length, ...states, kernelThreads, forksPerSec }
}

const NO_STATES = { running: undefined, blocked: undefined, zombies: undefined, stopped: undefined }

/** The shares of one processor's time between two readings; unknown when a time other than iowait went back. */
export function cpuShares(before: CpuTimes | undefined, now: CpuTimes): CpuShares | undefined {
  if (before === undefined) return undefined
  const user = increase(before.userMs, now.userMs)
  const system = increase(before.systemMs, now.systemMs)
  const idle = increase(before.idleMs, now.idleMs)
  if (user === undefined || system === undefined || idle === undefined) return undefined
  const others = OTHERS.map(timeOf => [timeOf(before), timeOf(now)] as const)
  if (others.some(([old, ms]) => old !== undefined && ms !== undefined && ms < old)) return undefined
  const [nice, irq, steal, guest] = others.map(([old, ms]) => increase(old, ms))
  // proc_stat(5): "iowait … the value in this field may decrease in certain conditions".
  const isTold = before.iowaitMs !== undefined && now.iowaitMs !== undefined
  const iowait = isTold ? (increase(before.iowaitMs, now.iowaitMs) ?? 0) : undefined
  const busy = user + system + (sumOf(nice, irq, steal, guest) ?? 0)
  const total = busy + idle + (iowait ?? 0)
  if (total <= 0) return undefined
  const share = (ms: number): number => (ms / total) * 100
  const shareIf = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : share(ms))
  return {
    busyPct: share(busy),
    userPct: share(user),
    nicePct: shareIf(nice),
    systemPct: share(system),
    iowaitPct: shareIf(iowait),
    irqPct: shareIf(irq),
    stealPct: shareIf(steal),
    guestPct: shareIf(guest),
  }
}

/** What a processor is busy with besides, as far as the system tells it: nice, interrupts, stolen, guests. */
const OTHERS: readonly ((times: CpuTimes) => number | undefined)[] = [
  times => times.niceMs,
  times => sumOf(times.irqMs, times.softirqMs),
  times => times.stealMs,
  times => sumOf(times.guestMs, times.guestNiceMs),
]

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
  const usedBytes = increase(memory.swapFreeBytes, memory.swapTotalBytes)
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

/** Counters of devices in a sample, and what became of them in its snapshot, in the same order. */
interface Devices<C, D> {
  counters(sample: RawSample): readonly C[]
  activities(snapshot: Snapshot): readonly D[]
  nameOf(counters: C): string
  activity(before: C | undefined, now: C, elapsedMs: number | undefined): D
}

const DISKS: Devices<DiskIoCounters, DiskActivity> = {
  counters: ({ diskIo }) => diskIo,
  activities: ({ diskIo }) => diskIo,
  nameOf: ({ device }) => device,
  activity: diskActivity,
}

const NETWORK: Devices<NetworkCounters, NetworkActivity> = {
  counters: ({ network }) => network,
  activities: ({ network }) => network,
  nameOf: counters => counters.interface,
  activity: networkActivity,
}

/**
 * Joins the counters of now to those of before by their name. A device that is read seldomer than samples are taken has
 * its rates over the time between its own two readings, and keeps them as long as there is no new one.
 */
function joined<C extends DeviceCounters, D>(
  before: Snapshot | undefined,
  sample: RawSample,
  elapsedMs: number | undefined,
  devices: Devices<C, D>,
): D[] {
  const old = new Map<string, { readonly counters: C; readonly activity: D | undefined }>()
  if (before !== undefined) {
    const activities = devices.activities(before)
    devices.counters(before.sample).forEach((counters, i) => {
      old.set(devices.nameOf(counters), { counters, activity: activities[i] })
    })
  }
  return devices.counters(sample).map(now => {
    const last = old.get(devices.nameOf(now))
    if (last === undefined || before === undefined || elapsedMs === undefined)
      return devices.activity(last?.counters, now, elapsedMs)
    const lastAtMs = last.counters.readAtMs ?? before.sample.monotonicMs
    const readAtMs = now.readAtMs ?? sample.monotonicMs
    if (readAtMs === lastAtMs && last.activity !== undefined) return last.activity
    return devices.activity(last.counters, now, readAtMs > lastAtMs ? readAtMs - lastAtMs : undefined)
  })
}

function diskActivity(
  before: DiskIoCounters | undefined,
  now: DiskIoCounters,
  elapsedMs: number | undefined,
): DiskActivity {
  const requests = increase(before && sumOf(before.reads, before.writes), sumOf(now.reads, now.writes))
  const requestMs = increase(before && sumOf(before.readMs, before.writeMs), sumOf(now.readMs, now.writeMs))
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
