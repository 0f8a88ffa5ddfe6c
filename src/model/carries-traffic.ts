import { isLoopback } from './loopback.ts'
import type { NetworkActivity } from './snapshot.ts'

/** Loopback, and links that never carried a byte, say nothing about the machine. */
export function carriesTraffic(link: NetworkActivity): boolean {
  return !isLoopback(link) && link.rxBytes + link.txBytes > 0
}
