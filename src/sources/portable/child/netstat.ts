/**
 * netstat(1) of macOS and FreeBSD beside the library, which starts up to two programs for each interface there, and on FreeBSD
 * adds the lines of an interface's addresses to its own: one program tells of all.
 */
import type { InterfaceStats } from '../answers.ts'
import { run } from './run.ts'

/** FreeBSD's older ones cut names off without `W`. */
const ARGUMENTS: Partial<Record<NodeJS.Platform, readonly string[]>> = { darwin: ['-ibdn'], freebsd: ['-ibdnW'] }

/** Whether this system's prints what {@link parseNetstat} reads. */
export function hasNetstat(platform: NodeJS.Platform): boolean {
  return platform in ARGUMENTS
}

/** @throws where netstat fails, or prints something else */
export async function askNetstat(platform: NodeJS.Platform): Promise<InterfaceStats[]> {
  return parseNetstat(await run('netstat', ARGUMENTS[platform] ?? []))
}

/** The interface's own line, the network of which is its link; those of its addresses have no errors and no drops. */
const LINK = /^([^\s*]+)\*?\s+\d+\s+<Link#\d+>\s+(.*)$/

/**
 * Each interface with a name of its own: of several lines with one name (five letters of it, on older systems) nobody knows
 * whose each is. An interface that is up may be without a cable, so its state is unknown.
 *
 * @param text what `netstat -ibdn` printed
 * @throws where there is no heading with bytes
 */
export function parseNetstat(text: string): InterfaceStats[] {
  const lines = text.split('\n')
  const columns = columnsOf(lines.find(line => line.startsWith('Name ')) ?? '')
  const all = lines.flatMap(line => {
    const stats = interfaceOf(line, columns)
    return stats === undefined ? [] : [stats]
  })
  return all.filter(({ iface }) => all.filter(other => other.iface === iface).length === 1)
}

/** Titles of the counters. */
function columnsOf(heading: string): readonly string[] {
  const titles = heading.trim().split(/\s+/)
  const columns = titles.slice(titles.indexOf('Address') + 1)
  if (!columns.includes('Ibytes') || !columns.includes('Obytes')) throw new Error('netstat tells no bytes')
  return columns
}

function interfaceOf(line: string, columns: readonly string[]): InterfaceStats | undefined {
  const [, iface, rest] = LINK.exec(line) ?? []
  if (iface === undefined || rest === undefined) return undefined
  const words = rest.trim().split(/\s+/)
  // Not all have an address.
  const counters = /^\d+$/.test(words[0] ?? '') ? words : words.slice(1)
  // Older ones leave out the last, drops, in spite of its title.
  if (counters.length > columns.length || counters.length < columns.length - 1) return undefined
  const of = (title: string): number | undefined => {
    const word = counters[columns.indexOf(title)]
    return word !== undefined && /^\d+$/.test(word) ? Number(word) : undefined
  }
  const [rxBytes, txBytes] = [of('Ibytes'), of('Obytes')]
  if (rxBytes === undefined || txBytes === undefined) return undefined
  return {
    iface,
    operstate: 'unknown',
    rx_bytes: rxBytes,
    rx_packets: of('Ipkts'),
    rx_errors: of('Ierrs'),
    rx_dropped: of('Idrop'),
    tx_bytes: txBytes,
    tx_packets: of('Opkts'),
    tx_errors: of('Oerrs'),
    tx_dropped: of('Drop'),
  }
}
