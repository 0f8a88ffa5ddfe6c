/** Traffic of interfaces: from netstat(1) where it tells of all at once, else from the library, one by one. */
import type { Systeminformation } from 'systeminformation'
import type { InterfaceStats } from '../answers.ts'
import { askNetstat, hasNetstat } from './netstat.ts'

/**
 * What is known of each; those that could not be read are left out.
 *
 * @throws where netstat fails
 */
export async function interfaceStats(names: readonly string[], platform: NodeJS.Platform): Promise<InterfaceStats[]> {
  if (hasNetstat(platform)) return (await askNetstat(platform)).filter(({ iface }) => names.includes(iface))
  const { networkStats } = await import('systeminformation/lib/network')
  // Each by itself: given several at once it takes commas and bars of a name for the end of it.
  const answers = await Promise.all(names.map(name => networkStats(name)))
  return answers.flatMap(([stats], at) => {
    const name = names[at]
    // It leaves out characters of a name that a shell might take for its own, and tells of another one then.
    const isIt = stats !== undefined && stats.iface.toLowerCase() === name?.toLowerCase()
    return isIt && name !== undefined && wasRead(stats) ? [{ ...stats, iface: name }] : []
  })
}

/** Of one that it could not read the library says all zeros in an unknown state; so it does of one that never did anything. */
export function wasRead({ operstate, rx_bytes, tx_bytes }: Systeminformation.NetworkStatsData): boolean {
  return operstate === 'up' || operstate === 'down' || rx_bytes > 0 || tx_bytes > 0
}
