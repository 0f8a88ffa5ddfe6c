/**
 * A web server with a little trouble, as a function of time: every figure follows from the second, so a minute can be
 * played again and gives the same pictures.
 */
import type { LimitUse } from '../../src/model/limit-use.ts'
import { blankFacts, type ProcessFacts, type ProcessRecord, processId } from '../../src/model/process.ts'
import type {
  CpuTimes,
  DiskIoCounters,
  FileSystem,
  MemoryInfo,
  NetworkCounters,
  RawSample,
} from '../../src/model/sample.ts'

const KIB = 1024
const MIB = 1024 ** 2
const GIB = 1024 ** 3
/** When the playing starts. */
export const START_MS = Date.UTC(2026, 1, 3, 12, 55, 8)
const UP_SEC = 3 * 86_400 + 4 * 3600 + 12 * 60

/** What may differ from the ordinary web-3. */
export interface Variant {
  readonly cores?: number
  readonly swap?: boolean
  /** Only the machine, no process at all. */
  readonly empty?: boolean
  /** Nothing is wrong: the server of files answers, and nobody waits for it. */
  readonly calm?: boolean
}

interface Kind {
  readonly pid: number
  readonly name: string
  readonly user: string
  readonly command?: string
  readonly state?: string
  readonly kernelThread?: boolean
  readonly nice?: number
  readonly threads?: number
  readonly vms?: number
  readonly rss?: number
  readonly shared?: number
  /** Bytes more every second. */
  readonly grows?: number
  /** Percent of a core that it takes. */
  readonly cpu?: number
  /** CPU time, in seconds, that it has used before. */
  readonly usedSec?: number
  readonly trouble?: string
  readonly limit?: LimitUse
}

const UIDS: Readonly<Record<string, number>> = {
  root: 0,
  postgres: 70,
  deploy: 1000,
  'systemd-network': 998,
  数据: 1002,
}

const KINDS: readonly Kind[] = [
  {
    pid: 1,
    name: 'systemd',
    user: 'root',
    command: '/usr/lib/systemd/systemd --system',
    vms: 168 * MIB,
    rss: 13 * MIB,
    shared: 9 * MIB,
    usedSec: 21,
  },
  { pid: 2, name: 'kthreadd', user: 'root', kernelThread: true },
  { pid: 17, name: 'kworker/0:1', user: 'root', kernelThread: true, state: 'I', usedSec: 9 },
  { pid: 88, name: 'kswapd0', user: 'root', kernelThread: true, usedSec: 132 },
  {
    pid: 402,
    name: 'systemd-network',
    user: 'systemd-network',
    command: '/usr/lib/systemd/systemd-networkd',
    vms: 92 * MIB,
    rss: 9 * MIB,
    shared: 8 * MIB,
    usedSec: 2,
  },
  {
    pid: 771,
    name: 'java',
    user: 'deploy',
    command: '/opt/jdk-21/bin/java -Xmx2g -jar /srv/search/search.jar',
    vms: 6 * GIB,
    rss: 1.4 * GIB,
    shared: 28 * MIB,
    threads: 61,
    cpu: 12,
    usedSec: 16_342,
    nice: 5,
  },
  {
    pid: 1203,
    name: 'postgres',
    user: 'postgres',
    command: 'postgres: writer',
    vms: 1.2 * GIB,
    rss: 96 * MIB,
    shared: 65 * MIB,
    cpu: 3,
    usedSec: 551,
  },
  {
    pid: 1288,
    name: 'postgres',
    user: 'postgres',
    command: 'postgres: deploy shop [local] SELECT',
    vms: 1.2 * GIB,
    rss: 148 * MIB,
    shared: 121 * MIB,
    state: 'R',
    cpu: 31,
    usedSec: 62,
  },
  {
    pid: 2207,
    name: 'cp',
    user: 'deploy',
    command: 'cp -a /data/. /mnt/nas/backup',
    state: 'D',
    vms: 6 * MIB,
    rss: 2 * MIB,
    shared: 1 * MIB,
    usedSec: 4,
  },
  {
    pid: 3001,
    name: '数据同步',
    user: '数据',
    command: '/usr/local/bin/数据同步 --从 /data --到 远程服务器',
    vms: 64 * MIB,
    rss: 18 * MIB,
    shared: 6 * MIB,
    cpu: 1,
  },
  {
    pid: 3002,
    name: '🦊 fox',
    user: 'deploy',
    command: '🦊 fox --watch 👀',
    vms: 30 * MIB,
    rss: 7 * MIB,
    shared: 5 * MIB,
  },
  {
    pid: 4410,
    name: '␛[31mred␛[0m',
    user: 'deploy',
    command: '/tmp/␛[31mred␛[0m --title ␛]0;pwned␇',
    vms: 4 * MIB,
    rss: 1 * MIB,
    shared: 900 * KIB,
  },
  {
    pid: 4502,
    name: 'stuck',
    user: 'deploy',
    state: 'D',
    vms: 2 * GIB,
    rss: 640 * MIB,
    trouble: 'memory map locked',
    threads: 4,
    usedSec: 88,
  },
  { pid: 6000, name: 'cc', user: 'deploy', command: '[cc]', state: 'Z' },
  {
    pid: 8305,
    name: 'node',
    user: 'deploy',
    command: '/usr/bin/node /srv/shop/server.js --port 8080 --cluster 4 --log-level info',
    state: 'R',
    vms: 839 * MIB,
    rss: 205 * MIB,
    shared: 11 * MIB,
    grows: 115 * KIB,
    threads: 8,
    cpu: 48,
    usedSec: 41,
  },
  { pid: 8317, name: 'bash', user: 'deploy', command: '-bash', vms: 9 * MIB, rss: 5 * MIB, shared: 3 * MIB },
  {
    pid: 8400,
    name: 'top',
    user: 'deploy',
    command: 'top -d 2',
    state: 'T',
    vms: 11 * MIB,
    rss: 4 * MIB,
    shared: 3 * MIB,
  },
  {
    pid: 4_194_303,
    name: 'tar',
    user: 'root',
    command: 'tar czf /backup/data.tgz /data',
    state: 'R',
    nice: 19,
    vms: 12 * MIB,
    rss: 3 * MIB,
    shared: 2 * MIB,
    cpu: 97,
    usedSec: 118,
  },
]

const facts = new Map<number, ProcessFacts>()
const records = new Map<number, ProcessRecord>()

function factsOf(kind: Kind): ProcessFacts {
  let known = facts.get(kind.pid)
  if (known === undefined) {
    const { name, user, command, trouble, shared, limit } = kind
    known = {
      ...blankFacts(name),
      uid: UIDS[user],
      user,
      trouble,
      sharedBytes: shared,
      limit,
      ...(command !== undefined && { command, args: command.startsWith('postgres') ? [command] : command.split(' ') }),
    }
    facts.set(kind.pid, known)
  }
  return known
}

/** The process at that second; the very same record while nothing about it changes, as a source has it. */
function recordAt(kind: Kind, second: number): ProcessRecord {
  const { pid, name, state = 'S', kernelThread = false, nice = 0, threads = 1, vms = 0, rss = 0 } = kind
  const userMs = (kind.usedSec ?? 0) * 1000 + (kind.cpu ?? 0) * 10 * second
  const rssBytes = rss + (kind.grows ?? 0) * second
  const seenAtMs = second * 1000
  const old = records.get(pid)
  if (old !== undefined && old.userMs === userMs && old.rssBytes === rssBytes && old.state === state) {
    old.seenAtMs = seenAtMs
    return old
  }
  const now: ProcessRecord = {
    id: processId(pid, pid * 100),
    pid,
    ppid: kernelThread ? 2 : 1,
    processGroup: pid,
    session: pid,
    tty: 0,
    foregroundGroup: -1,
    name,
    state,
    kernelThread,
    minorFaults: pid * 7,
    childMinorFaults: 0,
    majorFaults: pid % 13,
    childMajorFaults: 0,
    userMs,
    systemMs: 170,
    runMs: undefined,
    childUserMs: 0,
    childSystemMs: 0,
    priority: 20 + nice,
    nice,
    threads,
    startMs: pid * 10,
    vmsBytes: vms,
    rssBytes,
    lastCpu: pid % 4,
    policy: 0,
    realtimePriority: 0,
    seenAtMs,
    facts: factsOf(kind),
  }
  records.set(pid, now)
  return now
}

/** A wave between 0 and 1, in whole steps so that it is the same everywhere. */
function wave(second: number, period: number): number {
  const at = ((second % period) * 2) / period
  return at < 1 ? at : 2 - at
}

/** Milliseconds of busy time a core has after so many seconds, its load going up and down. */
function busyMs(core: number, second: number): number {
  let busy = 0
  for (let s = 1; s <= second; s++)
    busy += Math.round(1000 * wave(s + core * 7, 20 + (core % 3) * 6) * (0.9 / (1 + (core % 4))))
  return busy
}

function times(busy: number, second: number, cores: number): CpuTimes {
  const userMs = Math.round(busy * 0.8)
  const iowaitMs = 12 * second * cores
  return {
    userMs,
    systemMs: busy - userMs,
    idleMs: 1000 * second * cores - busy - iowaitMs,
    iowaitMs,
    niceMs: 0,
    irqMs: 0,
    softirqMs: 0,
    stealMs: 0,
    guestMs: 0,
    guestNiceMs: 0,
  }
}

const disk = (device: string, second: number, readBytes: number, writeBytes: number): DiskIoCounters => ({
  device,
  major: 253,
  minor: 0,
  wholeDisk: true,
  reads: 9 * second,
  readBytes: readBytes * second,
  readMs: 8 * second,
  writes: 30 * second,
  writeBytes: writeBytes * second,
  writeMs: 24 * second,
  inFlight: 0,
  busyMs: 41 * second,
  weightedMs: 60 * second,
})

const net = (name: string, rxBytes: number, txBytes: number, up: boolean | undefined): NetworkCounters => ({
  interface: name,
  rxBytes,
  rxPackets: 0,
  rxErrors: 0,
  rxDropped: 0,
  txBytes,
  txPackets: 0,
  txErrors: 0,
  txDropped: 0,
  up,
})

const mounted = (mount: string, device: string, fsType: string, totalGib: number, usedGib: number): FileSystem => ({
  device,
  blockDevice: device.startsWith('/dev/') ? device.slice(5) : undefined,
  mount,
  fsType,
  totalBytes: totalGib * GIB,
  usedBytes: usedGib * GIB,
  availableBytes: (totalGib - usedGib) * GIB,
  inodesTotal: 1_000_000,
  inodesFree: 800_000,
  trouble: undefined,
})

function memoryInfo(swap: boolean): MemoryInfo {
  return {
    totalBytes: 24 * GIB,
    freeBytes: 17.9 * GIB,
    availableBytes: 21.5 * GIB,
    buffersBytes: 0.4 * GIB,
    cachedBytes: 3.9 * GIB,
    activeBytes: 2 * GIB,
    inactiveBytes: 3 * GIB,
    sharedBytes: 0.1 * GIB,
    slabBytes: 0.3 * GIB,
    dirtyBytes: 12 * MIB,
    swapTotalBytes: swap ? 4 * GIB : 0,
    swapFreeBytes: swap ? 3.2 * GIB : 0,
  }
}

/** The machine, so many seconds after its playing starts. */
export function web3(
  second: number,
  { cores = 4, swap = false, empty = false, calm = false }: Variant = {},
): RawSample {
  const busy = Array.from({ length: cores }, (_, core) => busyMs(core, second))
  const nas = mounted('/mnt/nas', 'nas:/export', 'nfs4', 900, 100)
  return {
    atMs: START_MS + second * 1000,
    monotonicMs: second * 1000,
    host: {
      name: 'web-3',
      os: 'Linux',
      kernel: '6.18.0',
      arch: 'x64',
      uptimeSec: UP_SEC + second,
      bootAtMs: START_MS - UP_SEC * 1000,
      bootId: undefined,
      cpuModel: 'Xeon 2.0 GHz',
      pageBytes: 4096,
    },
    load: { one: 4.41, five: 2.13, fifteen: 0.94, runnable: 3, threads: 1204, lastPid: 8400 },
    cpu: {
      total: times(
        busy.reduce((sum, ms) => sum + ms, 0),
        second,
        cores,
      ),
      cores: busy.map((ms, id) => ({ id, times: times(ms, second, 1) })),
      contextSwitches: 9000 * second,
      interrupts: 4000 * second,
      forks: 700 + 4 * second,
      running: 3,
      blocked: 2,
      bootAtMs: START_MS - UP_SEC * 1000,
    },
    memory: memoryInfo(swap),
    paging: {
      swapInBytes: swap ? 120 * KIB * second : 0,
      swapOutBytes: swap ? 2.4 * MIB * second : 0,
      oomKills: 0,
      reclaimedBytes: 0,
    },
    pressure: {
      cpu: { some: { avg10: 0.12, avg60: 0, avg300: 0, totalUs: 0 } },
      memory: { some: { avg10: 0, avg60: 0, avg300: 0, totalUs: 0 } },
      io: { some: { avg10: 4.2, avg60: 0, avg300: 0, totalUs: 0 } },
    },
    diskIo: [disk('vda', second, 1.2 * MIB, 320 * KIB), disk('vdb', second, 0, 48 * MIB)],
    network: [
      net('lo', 900 * second, 900 * second, undefined),
      net('eth0', 9 * MIB + 1.2 * MIB * second, 4 * MIB + 33 * KIB * second, true),
      net('docker0', 500, 0, false),
    ],
    fileSystems: [
      mounted('/', '/dev/vda', 'ext4', 72, 16),
      mounted('/data', '/dev/vdb', 'xfs', 100, 91),
      calm
        ? nas
        : {
            ...nas,
            totalBytes: undefined,
            usedBytes: undefined,
            availableBytes: undefined,
            inodesTotal: undefined,
            inodesFree: undefined,
            trouble: 'does not answer',
          },
    ],
    processes: empty
      ? []
      : KINDS.map(kind => recordAt(calm && kind.state === 'D' ? { ...kind, state: 'S' } : kind, second)),
    // Its processors' time is made up apart from its processes'.
    seesEveryone: false,
  }
}
