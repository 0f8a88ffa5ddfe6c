import { blankFacts, cpuMsOf, type ProcessFacts, type ProcessRecord } from '../../src/model/process.ts'
import type { CpuTimes, RawSample } from '../../src/model/sample.ts'

/** What a system tells that is no Linux: `some` as macOS does, `least` as little as can be. */
export type Telling = 'some' | 'least'

/** The sample as a source has it that knows only what any system tells; all else is unknown. */
export function unknowing(sample: RawSample, telling: Telling = 'least'): RawSample {
  const { atMs, monotonicMs, host, load, cpu, memory, diskIo, network, fileSystems, processes } = sample
  const isLeast = telling === 'least'
  return {
    atMs,
    monotonicMs,
    host: { ...host, bootId: undefined, ...(isLeast && { uptimeSec: undefined, bootAtMs: undefined }) },
    // Windows has none.
    ...(load && !isLeast && { load: { ...load, runnable: undefined, threads: undefined, lastPid: undefined } }),
    ...(cpu && {
      cpu: {
        total: timesOf(cpu.total, isLeast),
        cores: cpu.cores.map(({ id, times }) => ({ id, times: timesOf(times, isLeast) })),
        contextSwitches: undefined,
        interrupts: undefined,
        forks: undefined,
        running: undefined,
        blocked: undefined,
        bootAtMs: undefined,
      },
    }),
    ...(memory && {
      memory: {
        totalBytes: memory.totalBytes,
        freeBytes: memory.freeBytes,
        availableBytes: memory.availableBytes,
        buffersBytes: undefined,
        cachedBytes: isLeast ? undefined : memory.cachedBytes,
        activeBytes: undefined,
        inactiveBytes: undefined,
        sharedBytes: undefined,
        slabBytes: undefined,
        dirtyBytes: undefined,
        swapTotalBytes: isLeast ? undefined : memory.swapTotalBytes,
        swapFreeBytes: isLeast ? undefined : memory.swapFreeBytes,
      },
    }),
    diskIo: isLeast
      ? []
      : diskIo.map(disk => ({
          ...disk,
          major: undefined,
          minor: undefined,
          readMs: undefined,
          writeMs: undefined,
          inFlight: undefined,
          busyMs: undefined,
          weightedMs: undefined,
        })),
    network: network.map(link => ({
      ...link,
      rxPackets: undefined,
      txPackets: undefined,
      ...(isLeast && { rxErrors: undefined, rxDropped: undefined, txErrors: undefined, txDropped: undefined }),
    })),
    fileSystems: fileSystems.map(mount => ({ ...mount, inodesTotal: undefined, inodesFree: undefined })),
    processes: processes.map(record => recordOf(record, isLeast)),
    seesEveryone: false,
  }
}

function timesOf({ userMs, niceMs, systemMs, idleMs, irqMs }: CpuTimes, isLeast: boolean): CpuTimes {
  return {
    userMs,
    systemMs,
    idleMs,
    niceMs: isLeast ? undefined : niceMs,
    irqMs: isLeast ? irqMs : undefined,
    iowaitMs: undefined,
    softirqMs: undefined,
    stealMs: undefined,
    guestMs: undefined,
    guestNiceMs: undefined,
  }
}

/** One object for a process's life, as sources have it. */
const factsOf = new WeakMap<ProcessFacts, ProcessFacts>()

function recordOf(record: ProcessRecord, isLeast: boolean): ProcessRecord {
  const { user, args, command } = record.facts
  const facts = factsOf.get(record.facts) ?? blankFacts(record.name)
  factsOf.set(record.facts, facts)
  Object.assign(facts, { user: isLeast ? undefined : user, command: isLeast ? `[${record.name}]` : command, args })
  return {
    ...record,
    processGroup: isLeast ? undefined : record.processGroup,
    session: undefined,
    tty: isLeast ? undefined : 'ttys001',
    foregroundGroup: undefined,
    state: isLeast ? undefined : record.state,
    minorFaults: undefined,
    childMinorFaults: undefined,
    majorFaults: undefined,
    childMajorFaults: undefined,
    userMs: undefined,
    systemMs: undefined,
    runMs: isLeast ? undefined : cpuMsOf(record),
    childUserMs: undefined,
    childSystemMs: undefined,
    priority: undefined,
    nice: isLeast ? undefined : record.nice,
    threads: undefined,
    vmsBytes: isLeast ? undefined : record.vmsBytes,
    lastCpu: undefined,
    policy: undefined,
    realtimePriority: undefined,
    facts,
  }
}
