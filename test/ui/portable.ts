/** A machine as a source tells it that knows no Linux: what only that tells is unknown, and what its own system does not. */
import { blankFacts, cpuMsOf, type ProcessFacts, type ProcessRecord } from '../../src/model/process.ts'
import { ALL_DISKS, type CpuTimes, type RawSample } from '../../src/model/sample.ts'
import type { Told } from '../../src/sources/source.ts'

export type System = 'mac' | 'windows'

/** Why such a source tells none of this. */
export function whyNotPortable(system: System): (what: Told) => string | undefined {
  const name = HOSTS[system].os
  return what => {
    if (what === 'command' || (what === 'owner' && system === 'mac')) return undefined
    if (OF_SYSTEM.includes(what)) return `${name} does not tell it, or not to the portable source`
    return 'only the Linux source tells this; this is the portable one'
  }
}

const OF_SYSTEM: readonly Told[] = ['owner', 'counters', 'load', 'states', 'swap', 'diskIo', 'temperature']

/** A change of a machine for {@link Stage}, its records the same as long as the machine's are. */
export function portable(system: System): (sample: RawSample) => RawSample {
  const records = new WeakMap<ProcessRecord, ProcessRecord>()
  const facts = new WeakMap<ProcessFacts, ProcessFacts>()

  const factsOf = (linux: ProcessFacts, name: string): ProcessFacts => {
    let own = facts.get(linux)
    if (own === undefined) {
      const { args, command, uid, user } = linux
      // Windows names no owner.
      own = { ...blankFacts(name), args, command, ...(system === 'mac' && { uid, user }) }
      facts.set(linux, own)
    }
    return own
  }

  const recordOf = (linux: ProcessRecord): ProcessRecord => {
    let own = records.get(linux)
    if (own === undefined) {
      own = {
        ...linux,
        ...UNTOLD,
        ...(system === 'windows' && { state: undefined, nice: undefined, threads: undefined, tty: undefined }),
        ...(system === 'windows' && { vmsBytes: undefined, processGroup: undefined }),
        kernelThread: false,
        runMs: cpuMsOf(linux),
        facts: factsOf(linux.facts, linux.name),
      }
      records.set(linux, own)
    }
    own.seenAtMs = linux.seenAtMs
    return own
  }

  return ({ cpu, memory, load, host, fileSystems, network, processes, atMs, monotonicMs }) => ({
    atMs,
    monotonicMs,
    host: { ...host, ...HOSTS[system], bootId: undefined },
    ...(system === 'mac' && load && { load: { ...load, runnable: undefined, threads: undefined, lastPid: undefined } }),
    ...(cpu && {
      cpu: {
        total: times(cpu.total, system),
        cores: cpu.cores.map(core => ({ id: core.id, times: times(core.times, system) })),
        contextSwitches: undefined,
        interrupts: undefined,
        forks: undefined,
        running: undefined,
        blocked: undefined,
        bootAtMs: cpu.bootAtMs,
      },
    }),
    ...(memory && {
      memory: {
        totalBytes: memory.totalBytes,
        freeBytes: memory.freeBytes,
        availableBytes: memory.availableBytes,
        ...NO_PARTS,
        ...(system === 'mac' ? { swapTotalBytes: 0, swapFreeBytes: 0 } : { swapTotalBytes: undefined }),
      },
    }),
    // All disks together, as bytes alone; Windows tells not even those.
    diskIo:
      system === 'mac' ? [{ ...NO_IO, readBytes: 1_200_000 * second(atMs), writeBytes: 320_000 * second(atMs) }] : [],
    network: network.map(({ interface: name, rxBytes, txBytes, up }) => ({
      interface: name === 'lo' ? 'lo0' : name,
      rxBytes,
      txBytes,
      up,
      ...NO_PACKETS,
    })),
    fileSystems: fileSystems
      .filter(({ trouble }) => trouble === undefined)
      .map(fs => ({
        ...fs,
        device: system === 'mac' ? '/dev/disk1s1' : `${fs.mount === '/' ? 'C' : 'D'}:`,
        mount: system === 'mac' ? fs.mount : `${fs.mount === '/' ? 'C' : 'D'}:`,
        blockDevice: undefined,
        fsType: system === 'mac' ? 'apfs' : 'NTFS',
        inodesTotal: undefined,
        inodesFree: undefined,
      })),
    processes: processes.filter(record => !record.kernelThread).map(recordOf),
    seesEveryone: false,
  })
}

const second = (atMs: number): number => Math.round(atMs / 1000) % 100_000

const HOSTS = {
  mac: { os: 'macOS', kernel: '24.1.0', arch: 'arm64', cpuModel: 'Apple M2' },
  windows: { os: 'Windows', kernel: '10.0.22631', arch: 'x64', cpuModel: 'Core i7-12700' },
} as const

/** What is told of no process. */
const UNTOLD = {
  session: undefined,
  foregroundGroup: undefined,
  minorFaults: undefined,
  childMinorFaults: undefined,
  majorFaults: undefined,
  childMajorFaults: undefined,
  userMs: undefined,
  systemMs: undefined,
  childUserMs: undefined,
  childSystemMs: undefined,
  priority: undefined,
  lastCpu: undefined,
  policy: undefined,
  realtimePriority: undefined,
} as const

const NO_PARTS = {
  buffersBytes: undefined,
  cachedBytes: undefined,
  activeBytes: undefined,
  inactiveBytes: undefined,
  sharedBytes: undefined,
  slabBytes: undefined,
  dirtyBytes: undefined,
  swapTotalBytes: undefined,
  swapFreeBytes: undefined,
} as const

const NO_PACKETS = {
  rxPackets: undefined,
  rxErrors: undefined,
  rxDropped: undefined,
  txPackets: undefined,
  txErrors: undefined,
  txDropped: undefined,
} as const

const NO_IO = {
  device: ALL_DISKS,
  major: undefined,
  minor: undefined,
  wholeDisk: true,
  reads: undefined,
  readBytes: undefined,
  readMs: undefined,
  writes: undefined,
  writeBytes: undefined,
  writeMs: undefined,
  inFlight: undefined,
  busyMs: undefined,
  weightedMs: undefined,
} as const

function times({ userMs, systemMs, idleMs, niceMs, iowaitMs = 0 }: CpuTimes, system: System): CpuTimes {
  return {
    userMs,
    systemMs,
    idleMs: idleMs + iowaitMs,
    niceMs: system === 'mac' ? niceMs : undefined,
    iowaitMs: undefined,
    irqMs: undefined,
    softirqMs: undefined,
    stealMs: undefined,
    guestMs: undefined,
    guestNiceMs: undefined,
  }
}
