/** A small machine at two moments, two seconds apart, made by hand. */
import { derive } from '../../src/model/derive.ts'
import type { Hardware } from '../../src/model/hardware.ts'
import {
  blankFacts,
  type IoCounters,
  type ProcessFacts,
  type ProcessRecord,
  processId,
} from '../../src/model/process.ts'
import type { CpuTimes, RawSample } from '../../src/model/sample.ts'
import type { Snapshot } from '../../src/model/snapshot.ts'

const MIB = 1024 ** 2
const AT_MS = Date.UTC(2026, 1, 3, 12, 56, 8)
const UP_SEC = 3 * 86_400 + 4 * 3600 + 12 * 60

/** Of a process that has read and written nothing. */
export const NO_IO: IoCounters = {
  readChars: 0,
  writeChars: 0,
  readCalls: 0,
  writeCalls: 0,
  readBytes: 0,
  writeBytes: 0,
  cancelledWriteBytes: 0,
}

export function record(
  pid: number,
  over: Partial<ProcessRecord> = {},
  facts: Partial<ProcessFacts> = {},
): ProcessRecord {
  const name = over.name ?? 'sh'
  return {
    id: processId(pid, pid * 100),
    pid,
    ppid: 1,
    processGroup: pid,
    session: pid,
    tty: 0,
    foregroundGroup: -1,
    name,
    state: 'S',
    kernelThread: false,
    minorFaults: 1200,
    childMinorFaults: 0,
    majorFaults: 3,
    childMajorFaults: 0,
    userMs: 4000,
    systemMs: 500,
    runMs: undefined,
    childUserMs: 0,
    childSystemMs: 0,
    priority: 20,
    nice: 0,
    threads: 1,
    startMs: pid * 1000,
    vmsBytes: 300 * MIB,
    rssBytes: 12 * MIB,
    lastCpu: 0,
    policy: 0,
    realtimePriority: 0,
    seenAtMs: 0,
    facts: { ...blankFacts(name), ...facts },
    ...over,
  }
}

function times(userMs: number, systemMs: number, idleMs: number): CpuTimes {
  return {
    userMs,
    systemMs,
    idleMs,
    niceMs: 0,
    iowaitMs: 0,
    irqMs: 0,
    softirqMs: 0,
    stealMs: 0,
    guestMs: 0,
    guestNiceMs: 0,
  }
}

function hardware(atSec: number): Hardware {
  const chip = { chip: 'coretemp', device: 'coretemp.0' }
  const temperature = { ...chip, kind: 'temperature' as const, high: 90, critical: 100 }
  const board = { chip: 'nct6798', device: undefined, label: undefined, high: undefined, critical: undefined }
  return {
    readAtMs: 1000 + atSec * 1000,
    sensors: [
      { ...temperature, id: 'hwmon1/temp1', label: 'Package id 0', value: 61 + atSec / 2 },
      { ...temperature, id: 'hwmon1/temp2', label: 'Core 0', value: undefined },
      { ...board, id: 'hwmon2/temp1', kind: 'temperature', value: -3.5 },
      { ...board, id: 'hwmon2/fan1', kind: 'fan', value: 1180 },
    ],
    energy: [
      {
        id: 'intel-rapl:0',
        label: 'package-0',
        joules: 525,
        before: atSec === 0 ? undefined : { joules: 500, readAtMs: 1000 + (atSec - 2) * 1000 },
        wrapsAtJoules: 262_143,
      },
    ],
    batteries: [{ name: 'BAT0', status: 'Discharging', chargePct: 78, energyWh: 39, fullWh: 50, powerWatts: 18 }],
    mains: false,
    gpus: [
      {
        id: 'card0',
        driver: 'amdgpu',
        name: undefined,
        busyPct: 37,
        vramTotalBytes: 8192 * MIB,
        vramUsedBytes: 3072 * MIB,
        mhz: undefined,
        celsius: 52,
        powerWatts: 41.5,
      },
    ],
    cores: new Map([[2, { mhz: 3400, celsius: 60 }]]),
    packageCelsius: 61 + atSec / 2,
  }
}

/** The machine `atSec` seconds after its first moment. */
export function sample(atSec: number, processes: readonly ProcessRecord[]): RawSample {
  const used = atSec * 300
  return {
    atMs: AT_MS + atSec * 1000,
    monotonicMs: 1000 + atSec * 1000,
    host: {
      name: 'web-3',
      os: 'Linux',
      kernel: '6.18.0',
      arch: 'x64',
      uptimeSec: UP_SEC + atSec,
      bootAtMs: AT_MS - UP_SEC * 1000,
      bootId: undefined,
      cpuModel: 'Xeon 2.0 GHz',
      pageBytes: 4096,
    },
    load: { one: 4.4, five: 2.1, fifteen: 0.9, runnable: 2, threads: 1204, lastPid: 8400 },
    cpu: {
      total: times(9000 + used * 2, 2000 + atSec * 100, 80_000 + atSec * 3300),
      cores: [
        { id: 0, times: times(5000 + used * 2, 1000 + atSec * 100, 40_000 + atSec * 1300) },
        { id: 2, times: times(4000, 1000, 40_000 + atSec * 2000) },
      ],
      contextSwitches: 10_000 + atSec * 500,
      interrupts: 5000,
      forks: 700 + atSec * 4,
      running: 2,
      blocked: 1,
      bootAtMs: AT_MS - UP_SEC * 1000,
    },
    memory: {
      totalBytes: 24_576 * MIB,
      freeBytes: 20_378 * MIB,
      availableBytes: 22_221 * MIB,
      buffersBytes: 96 * MIB,
      cachedBytes: 1843 * MIB,
      activeBytes: 2048 * MIB,
      inactiveBytes: 1024 * MIB,
      sharedBytes: 64 * MIB,
      slabBytes: 300 * MIB,
      dirtyBytes: 0,
      swapTotalBytes: 2048 * MIB,
      swapFreeBytes: 1536 * MIB,
    },
    paging: { swapInBytes: 50 * MIB, swapOutBytes: (60 + atSec) * MIB, oomKills: 0, reclaimedBytes: 0 },
    pressure: {
      cpu: { some: { avg10: 0.12, avg60: 0.1, avg300: 0, totalUs: 123_456 } },
      io: {
        some: { avg10: 4.2, avg60: 1, avg300: 0.5, totalUs: 99 },
        full: { avg10: 3.1, avg60: 0.9, avg300: 0.4, totalUs: 55 },
      },
    },
    diskIo: [
      {
        device: 'vda',
        major: 253,
        minor: 0,
        wholeDisk: true,
        reads: 100 + atSec * 10,
        readBytes: 5 * MIB + atSec * MIB,
        readMs: 50 + atSec * 10,
        writes: 40,
        writeBytes: 9 * MIB,
        writeMs: 80,
        inFlight: 0,
        busyMs: 200 + atSec * 30,
        weightedMs: 300 + atSec * 45,
      },
    ],
    network: [
      {
        interface: 'lo',
        rxBytes: 5000,
        rxPackets: 50,
        rxErrors: 0,
        rxDropped: 0,
        txBytes: 5000,
        txPackets: 50,
        txErrors: 0,
        txDropped: 0,
        up: undefined,
      },
      {
        interface: 'eth0',
        rxBytes: 10 * MIB + atSec * 1_258_291,
        rxPackets: 900,
        rxErrors: 1,
        rxDropped: 0,
        txBytes: 3 * MIB + atSec * 33_792,
        txPackets: 400,
        txErrors: 0,
        txDropped: 0,
        up: true,
      },
    ],
    fileSystems: [
      {
        device: '/dev/vda',
        blockDevice: 'vda',
        mount: '/',
        fsType: 'ext4',
        totalBytes: 72 * 1024 * MIB,
        usedBytes: 16 * 1024 * MIB,
        availableBytes: 56 * 1024 * MIB,
        inodesTotal: 1000,
        inodesFree: 900,
        trouble: undefined,
      },
      {
        device: 'nas:/export',
        blockDevice: undefined,
        mount: '/mnt/nas',
        fsType: 'nfs4',
        totalBytes: undefined,
        usedBytes: undefined,
        availableBytes: undefined,
        inodesTotal: undefined,
        inodesFree: undefined,
        trouble: 'does not answer',
      },
    ],
    hardware: hardware(atSec),
    processes,
    seesEveryone: true,
  }
}

const node = (atSec: number): ProcessRecord =>
  record(
    8305,
    {
      name: 'node',
      state: 'R',
      threads: 8,
      userMs: 40_000 + atSec * 480,
      systemMs: 2170,
      childUserMs: 900 + atSec * 100,
      rssBytes: (200 + 6 * atSec) * MIB,
      vmsBytes: 839 * MIB,
      seenAtMs: 1000 + atSec * 1000,
    },
    {
      uid: 1000,
      user: 'deploy',
      args: ['/usr/bin/node', 'server.js'],
      command: '/usr/bin/node server.js',
      sharedBytes: 11 * MIB,
      textBytes: 4096,
      libBytes: 0,
      dataBytes: 90 * MIB,
      dirtyBytes: 0,
      ussBytes: 201 * MIB,
      pssBytes: 203 * MIB,
      swapBytes: 0,
      cgroup: '/system.slice/web.service',
    },
  )

const postgres = record(
  1203,
  { name: 'postgres', rssBytes: 96 * MIB, vmsBytes: 1229 * MIB, userMs: 551_000, systemMs: 20 },
  { uid: 70, user: 'postgres', args: ['postgres: writer'], command: 'postgres: writer', sharedBytes: 65 * MIB },
)

const kworker = record(
  17,
  { name: 'kworker/0:1', state: 'I', kernelThread: true, rssBytes: 0, vmsBytes: 0, userMs: 0, systemMs: 900, ppid: 2 },
  { uid: 0, user: 'root', args: [] },
)

const defunct = record(
  9000,
  { name: 'cc', state: 'Z', rssBytes: 0, vmsBytes: 0 },
  { uid: undefined, user: undefined, args: [] },
)

/** The machine at its second moment, all rates known. */
export function busyMachine(): Snapshot {
  const first = derive(undefined, sample(0, [kworker, postgres, node(0), defunct]))
  return derive(first, sample(2, [kworker, postgres, node(2), defunct]))
}

/** A machine of which nearly nothing is known: an old kernel, one reading. */
export function barelyKnown(): Snapshot {
  const {
    load: _,
    cpu: __,
    memory: ___,
    paging: ____,
    pressure: _____,
    hardware: ______,
    ...rest
  } = sample(0, [record(1)])
  const host = { ...rest.host, uptimeSec: undefined, bootAtMs: undefined, cpuModel: undefined }
  return derive(undefined, { ...rest, host })
}
