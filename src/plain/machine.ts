/** The machine in sentences. */
import { carriesTraffic } from '../model/carries-traffic.ts'
import type { CpuShares, DiskUse, Snapshot } from '../model/snapshot.ts'
import type { Trouble } from '../model/troubles/trouble.ts'
import { formatBytes, formatClock, formatCount, formatDay } from '../model/units.ts'
import { plural, spokenBytes, spokenPart, spokenPct, spokenRate, spokenSpan } from './spoken.ts'

/** What is wrong first, then one line each on the processors, memory, processes, disks and network. */
export function machineSentences(snapshot: Snapshot, troubles: readonly Trouble[]): string[] {
  const now = troubles.filter(({ overForMs }) => overForMs === undefined)
  return [
    heading(snapshot),
    ...(now.length === 0 ? ['No trouble.'] : now.map(troubleSentence)),
    processors(snapshot),
    memory(snapshot),
    tasks(snapshot),
    disks(snapshot.disks),
    network(snapshot),
  ].filter(line => line !== '')
}

/** The sentence of a trouble, without signs that only part it for the eye. */
export function troubleText({ wordings }: Pick<Trouble, 'wordings'>): string {
  return wordings[0].replaceAll(' · ', '; ')
}

/** `Critical trouble: /data is full, for 12 minutes 5 seconds.` */
export function troubleSentence(trouble: Trouble): string {
  const { severity, lastedMs, momentary } = trouble
  const label = severity === 'critical' ? 'Critical trouble' : 'Trouble'
  const since = lastedMs < 1000 || momentary ? '' : `, for ${spokenSpan(lastedMs)}`
  return `${label}: ${troubleText(trouble)}${since}.`
}

function heading({ atMs, host }: Snapshot): string {
  const up = host.uptimeSec === undefined ? '' : `, up ${spokenSpan(host.uptimeSec * 1000)}`
  return `At ${formatClock(atMs)} on ${formatDay(atMs)}: ${host.name}${up}.`
}

/** Those that are nothing are not told, but for the first two. */
const SHARES: readonly (readonly [name: string, pctOf: (shares: CpuShares) => number | undefined])[] = [
  ['user', shares => shares.userPct],
  ['system', shares => shares.systemPct],
  ['nice', shares => shares.nicePct],
  ['waiting for disks', shares => shares.iowaitPct],
  ['interrupts', shares => shares.irqPct],
  ['stolen', shares => shares.stealPct],
]

function processors({ cpu, load }: Snapshot): string {
  const { total, cores = [] } = cpu ?? {}
  const told = SHARES.map(([name, pctOf]) => [name, Math.round((total && pctOf(total)) ?? 0)] as const)
  const shares = told.filter(([, pct], i) => i < 2 || pct > 0).map(([name, pct]) => `${name} ${pct}`)
  const busy = `CPU ${spokenPct(total?.busyPct)} of ${cores.length} ${plural('core', String(cores.length))}`
  const averages = load && [load.one, load.five, load.fifteen].map(average => average.toFixed(1))
  const loads = averages === undefined ? '' : ` Load ${averages.slice(0, 2).join(', ')} and ${averages[2]}.`
  return `${busy}${total === undefined ? '' : `: ${shares.join(', ')}`}.${loads}`
}

function memory({ memory: m, swap }: Snapshot): string {
  const used = m === undefined ? 'unknown' : `${spokenPart(m.usedBytes, m.totalBytes)} used, ${spokenPct(m.usedPct)}`
  if (swap === undefined) return `Memory ${used}.`
  const swapped =
    swap.totalBytes === undefined || swap.usedBytes === undefined
      ? 'unknown'
      : swap.totalBytes === 0
        ? 'none'
        : `${spokenPart(swap.usedBytes, swap.totalBytes)} used, ${spokenPct(swap.usedPct)}`
  return `Memory ${used}. Swap ${swapped}.`
}

function tasks({ tasks: { total, running, blocked, zombies } }: Snapshot): string {
  const rare = [
    ...(blocked !== undefined && blocked > 0 ? [`${blocked} blocked`] : []),
    ...(zombies !== undefined && zombies > 0 ? [`${zombies} ${plural('zombie', String(zombies))}`] : []),
  ]
  return `${formatCount(total)} ${total === 1 ? 'process' : 'processes'}: ${[...(running === undefined ? ['states unknown'] : [`${running} running`]), ...rare].join(', ')}.`
}

function disks(all: readonly DiskUse[]): string {
  if (all.length === 0) return ''
  return `${plural('Disk', String(all.length))}: ${all.map(diskText).join('; ')}.`
}

function diskText({ mount, usedPct, availableBytes, trouble }: DiskUse): string {
  if (usedPct === undefined || availableBytes === undefined) return `${mount} ${trouble ?? 'unknown'}`
  return `${mount} ${spokenPct(usedPct)} used, ${spokenBytes(formatBytes(availableBytes))} free`
}

function network({ network: all }: Snapshot): string {
  const links = all.filter(carriesTraffic).map(link => {
    const { rxBytesPerSec: rx, txBytesPerSec: tx } = link
    return `${link.interface} receives ${rate(rx)}, sends ${rate(tx)}`
  })
  return links.length === 0 ? '' : `Network: ${links.join('; ')}.`
}

function rate(bytesPerSec: number | undefined): string {
  return bytesPerSec === undefined ? 'unknown' : spokenRate(formatBytes(bytesPerSec))
}
