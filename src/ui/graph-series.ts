import { ioRate } from '../columns/io-rate.ts'
import { type ProcessFacts, type ProcessId, residentBytes } from '../model/process.ts'
import { indexOfId, rowOfPid } from '../model/row-of-pid.ts'
import type { CpuShares, ProcessRow, Snapshot } from '../model/snapshot.ts'
import { formatBytes, formatCount, formatPct } from '../model/units.ts'
import { heatOf, type Style, style } from '../terminal/style.ts'

/** A figure that can be seen over time. */
export interface GraphSeries {
  readonly id: string
  readonly title: string
  value(snapshot: Snapshot): number | undefined
  format(value: number): string
  /** What its figures are counted in: 1024 for bytes. */
  readonly base: 1 | 1024
  /** What the scale reaches to at least. */
  readonly least: number
  /** What it cannot be more than, where there is such a thing. */
  readonly most?: number | undefined
  styleOf(value: number): Style
}

const bytes = (role: Parameters<typeof style>[0], unit: string) => ({
  format: (value: number) => `${formatBytes(value)}${unit}`,
  base: 1024 as const,
  least: 1024,
  styleOf: () => style(role),
})
const percent = (most: number | undefined) => ({
  format: (value: number) => `${formatPct(value)}%`,
  base: 1 as const,
  least: 10,
  most,
  styleOf: (value: number) => heatOf(Math.min(100, value)),
})

const SHARES: readonly (readonly [id: keyof CpuShares, title: string])[] = [
  ['busyPct', 'CPU'],
  ['userPct', 'CPU user'],
  ['systemPct', 'CPU system'],
  ['iowaitPct', 'CPU iowait'],
  ['stealPct', 'CPU steal'],
]

/** What was known of a process, apart from its record, when this snapshot was taken. */
export type FactsThen = (snapshot: Snapshot, id: ProcessId) => ProcessFacts | undefined

/** All that can be drawn of this machine and of one process on it. */
export function graphSeries(snapshot: Snapshot, selected: ProcessRow | undefined, factsThen: FactsThen): GraphSeries[] {
  return [
    ...toldShares(snapshot).map(
      ([id, title]): GraphSeries => ({ id, title, value: ({ cpu }) => cpu?.total?.[id], ...percent(100) }),
    ),
    ...(snapshot.load === undefined ? [] : [{ id: 'load', title: 'load', value: loadOf, ...plain }]),
    { id: 'memory', title: 'memory', value: ({ memory }) => memory?.usedBytes, ...ofMachine(snapshot) },
    ...swap(snapshot),
    ...pressure(snapshot),
    ...disks(snapshot),
    ...network(snapshot),
    ...(selected === undefined
      ? []
      : selected.threadOf === undefined
        ? ofProcess(selected, factsThen)
        : ofThread(selected, selected.threadOf, factsThen)),
  ]
}

/** Those that the system tells apart. */
function toldShares({ sample }: Snapshot): typeof SHARES {
  const { iowaitMs, stealMs } = sample.cpu?.total ?? {}
  const untold = [iowaitMs === undefined ? 'iowaitPct' : undefined, stealMs === undefined ? 'stealPct' : undefined]
  return SHARES.filter(([id]) => !untold.includes(id))
}

function loadOf({ load }: Snapshot): number | undefined {
  return load?.one
}

const plain = {
  format: (value: number) => value.toFixed(1),
  base: 1 as const,
  least: 1,
  styleOf: () => style('accent'),
}

/** Whole things, of which the middle of the scale may have a half. */
const counted = {
  ...plain,
  format: (value: number) => (Number.isInteger(value) ? formatCount(value) : value.toFixed(1)),
}

function ofMachine({ memory }: Snapshot) {
  return { ...bytes('memoryUsed', ''), most: memory?.totalBytes }
}

function swap({ swap }: Snapshot): GraphSeries[] {
  if (!swap?.totalBytes) return []
  const used = { id: 'swap', title: 'swap', value: (now: Snapshot) => now.swap?.usedBytes, ...bytes('swap', '') }
  if (swap.inBytes === undefined) return [{ ...used, most: swap.totalBytes }]
  return [
    { ...used, most: swap.totalBytes },
    { id: 'swap-in', title: 'swap in', value: now => now.swap?.inBytesPerSec, ...bytes('read', '/s') },
    { id: 'swap-out', title: 'swap out', value: now => now.swap?.outBytesPerSec, ...bytes('write', '/s') },
  ]
}

function pressure({ pressure }: Snapshot): GraphSeries[] {
  return (['cpu', 'memory', 'io'] as const).flatMap(of =>
    pressure?.[of] === undefined
      ? []
      : [{ id: `psi-${of}`, title: `psi ${of}`, value: now => now.pressure?.[of]?.some.avg10, ...percent(100) }],
  )
}

function disks({ diskIo, sample }: Snapshot): GraphSeries[] {
  const tellBusy = new Set(sample.diskIo.filter(({ busyMs }) => busyMs !== undefined).map(({ device }) => device))
  return diskIo
    .filter(({ wholeDisk }) => wholeDisk)
    .flatMap(({ device }) => {
      const of = (snapshot: Snapshot) => snapshot.diskIo.find(disk => disk.device === device)
      return [
        {
          id: `read-${device}`,
          title: `${device} read`,
          value: now => of(now)?.readBytesPerSec,
          ...bytes('read', '/s'),
        },
        {
          id: `write-${device}`,
          title: `${device} write`,
          value: now => of(now)?.writeBytesPerSec,
          ...bytes('write', '/s'),
        },
        ...(tellBusy.has(device)
          ? [
              {
                id: `busy-${device}`,
                title: `${device} busy`,
                value: (now: Snapshot) => of(now)?.busyPct,
                ...percent(100),
              },
            ]
          : []),
      ] satisfies GraphSeries[]
    })
}

function network({ network }: Snapshot): GraphSeries[] {
  return network
    .filter(({ up, rxBytes, txBytes }) => up !== false || rxBytes + txBytes > 0)
    .flatMap(({ interface: name }) => {
      const of = (snapshot: Snapshot) => snapshot.network.find(net => net.interface === name)
      return [
        { id: `rx-${name}`, title: `${name} in`, value: now => of(now)?.rxBytesPerSec, ...bytes('receive', '/s') },
        { id: `tx-${name}`, title: `${name} out`, value: now => of(now)?.txBytesPerSec, ...bytes('send', '/s') },
      ] satisfies GraphSeries[]
    })
}

/** A thread's CPU time is its own; all else is its process's. */
function ofThread({ id, record: { pid, name } }: ProcessRow, whole: ProcessRow, factsThen: FactsThen): GraphSeries[] {
  const of = ({ threads }: Snapshot) => threads?.rows[indexOfId(threads.rows, id)]
  const title = `thread ${pid} ${name} CPU`
  return [
    { id: `cpu-thread-${pid}`, title, value: now => of(now)?.cpuPct, ...percent(undefined) },
    ...ofProcess(whole, factsThen),
  ]
}

function ofProcess({ id, record: { pid, name, threads } }: ProcessRow, factsThen: FactsThen): GraphSeries[] {
  const of = (snapshot: Snapshot): ProcessRow | undefined => {
    const row = rowOfPid(snapshot.processes, pid)
    return row?.id === id ? row : undefined
  }
  const rate = (now: Snapshot, counter: 'readBytes' | 'writeBytes'): number | undefined => {
    const facts = factsThen(now, id)
    // A reading of before is no news of this time.
    return facts?.io === undefined || facts.io.atMs < now.sample.monotonicMs ? undefined : ioRate({ facts }, counter)
  }
  return [
    { id: `cpu-${pid}`, title: `${pid} ${name} CPU`, value: now => of(now)?.cpuPct, ...percent(undefined) },
    {
      id: `rss-${pid}`,
      title: `${pid} ${name} RES`,
      value: now => {
        const row = of(now)
        return row && residentBytes(row.record)
      },
      ...bytes('memoryUsed', ''),
    },
    {
      id: `read-${pid}`,
      title: `${pid} ${name} read`,
      value: now => rate(now, 'readBytes'),
      ...bytes('read', '/s'),
    },
    {
      id: `write-${pid}`,
      title: `${pid} ${name} write`,
      value: now => rate(now, 'writeBytes'),
      ...bytes('write', '/s'),
    },
    ...(threads === undefined
      ? []
      : [
          {
            id: `threads-${pid}`,
            title: `${pid} ${name} threads`,
            value: (now: Snapshot) => of(now)?.record.threads,
            ...counted,
          },
        ]),
  ]
}
