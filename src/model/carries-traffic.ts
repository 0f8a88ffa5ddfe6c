import type { NetworkActivity } from './snapshot.ts'

/** Loopback, and links that never carried a byte, say nothing about the machine. */
export function carriesTraffic(link: NetworkActivity): boolean {
  return link.interface !== 'lo' && link.rxBytes + link.txBytes > 0
}
