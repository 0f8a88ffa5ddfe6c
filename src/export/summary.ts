/** The machine in a few lines of plain text, for the table's head. */
import { carriesTraffic } from '../model/carries-traffic.ts'
import type { DiskActivity, DiskUse, MemoryUse, NetworkActivity, Snapshot, SwapUse } from '../model/snapshot.ts'
import { sinceWhen, type Trouble } from '../model/troubles/trouble.ts'
import { formatBytes, formatClock, formatCount, formatPct, formatUptime, formatWholePct } from '../model/units.ts'

const UNKNOWN = '-'

/** Each line begins with what it is about. Of troubles, those that are true now. */
export function summaryLines(snapshot: Snapshot, troubles: readonly Trouble[]): string[] {
  const { diskIo, disks, memory, network, swap } = snapshot
  return [
    heading(snapshot),
    ...troubles
      .filter(({ overForMs }) => overForMs === undefined)
      .map(trouble => line('trouble', trouble.wordings[0] + sinceWhen(trouble))),
    line('tasks', tasks(snapshot)),
    line('cpu', processors(snapshot)),
    ...(memory === undefined ? [] : [line('memory', memoryText(memory))]),
    ...(swap === undefined ? [] : [line('swap', swapText(swap))]),
    ...disks.map(disk => line('disk', diskText(disk))),
    ...diskIo.filter(disk => disk.wholeDisk).map(disk => line('io', ioText(disk))),
    ...network.filter(carriesTraffic).map(link => line('net', linkText(link))),
  ]
}

function line(label: string, value: string): string {
  return `${label.padEnd(8)}${value}`
}

function heading({ atMs, host, load }: Snapshot): string {
  const averages = load && [load.one, load.five, load.fifteen].map(average => average.toFixed(2)).join(' ')
  const parts = [
    host.name,
    `${host.os} ${host.kernel}`,
    host.uptimeSec === undefined ? undefined : `up ${formatUptime(host.uptimeSec)}`,
    averages === undefined ? undefined : `load ${averages}`,
    formatClock(atMs),
  ]
  return parts.filter(part => part !== undefined).join(', ')
}

function tasks({ load, tasks: t }: Snapshot): string {
  const threads = load?.threads === undefined ? '' : `, ${formatCount(load.threads)} threads`
  return `${formatCount(t.total)} processes${threads}: ${t.running ?? UNKNOWN} running, ${t.blocked ?? UNKNOWN} blocked, ${t.zombies ?? UNKNOWN} zombies`
}

function processors({ cpu }: Snapshot): string {
  const { total, cores = [] } = cpu ?? {}
  if (total === undefined) return `${UNKNOWN} of ${cores.length} cores`
  const shares = [
    ['user', total.userPct],
    ['system', total.systemPct],
    ['nice', total.nicePct],
    ['iowait', total.iowaitPct],
    ['irq', total.irqPct],
    ['steal', total.stealPct],
  ] as const
  const parts = shares.flatMap(([name, pct]) => (pct === undefined ? [] : [`${name} ${formatPct(pct)}`])).join(', ')
  return `${formatPct(total.busyPct)}% of ${cores.length} cores: ${parts}`
}

function memoryText(m: MemoryUse): string {
  const parts = [
    `${formatBytes(m.usedBytes)} of ${formatBytes(m.totalBytes)} used (${wholePct(m.usedPct)})`,
    `${formatBytes(m.availableBytes)} available`,
    `${formatBytes(m.freeBytes)} free`,
    ...(m.cachedBytes === undefined ? [] : [`${formatBytes(m.cachedBytes)} cached`]),
    ...(m.buffersBytes === undefined ? [] : [`${formatBytes(m.buffersBytes)} buffers`]),
  ]
  return parts.join(', ')
}

function swapText(s: SwapUse): string {
  if (s.totalBytes === undefined || s.usedBytes === undefined) return UNKNOWN
  if (s.totalBytes === 0) return 'none'
  const used = `${formatBytes(s.usedBytes)} of ${formatBytes(s.totalBytes)} used (${wholePct(s.usedPct)})`
  return `${used}, in ${rate(s.inBytesPerSec)}, out ${rate(s.outBytesPerSec)}`
}

function diskText(d: DiskUse): string {
  const { availableBytes, mount, totalBytes, trouble, usedBytes } = d
  if (totalBytes === undefined || usedBytes === undefined || availableBytes === undefined) {
    return `${mount} ${trouble ?? UNKNOWN}`
  }
  const used = `${formatBytes(usedBytes)} of ${formatBytes(totalBytes)} used (${wholePct(d.usedPct)})`
  return `${mount} ${used}, ${formatBytes(availableBytes)} available`
}

function ioText(d: DiskActivity): string {
  return `${d.device} read ${rate(d.readBytesPerSec)}, write ${rate(d.writeBytesPerSec)}, busy ${wholePct(d.busyPct)}`
}

function linkText(n: NetworkActivity): string {
  return `${n.interface} receive ${rate(n.rxBytesPerSec)}, send ${rate(n.txBytesPerSec)}`
}

function rate(bytesPerSec: number | undefined): string {
  return bytesPerSec === undefined ? UNKNOWN : `${formatBytes(bytesPerSec)}/s`
}

function wholePct(pct: number | undefined): string {
  return pct === undefined ? UNKNOWN : formatWholePct(pct)
}
