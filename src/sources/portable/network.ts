import type { NetworkCounters } from '../../model/sample.ts'
import type { Answered } from './answers.ts'
import { figure, type Platform } from './platform.ts'

/** On these the library adds the lines of an interface's addresses to its own, and so counts everything twice or more. */
const MISCOUNTED: ReadonlySet<Platform> = new Set(['openbsd', 'netbsd'])

export function tellsTraffic(platform: Platform): boolean {
  return !MISCOUNTED.has(platform)
}

/** Traffic of interfaces, where {@link tellsTraffic}; those are left out of which no bytes are told. */
export function networkCounters({ value, atMs }: Answered<'network'>): NetworkCounters[] {
  return value.flatMap(stats => {
    const [rxBytes, txBytes] = [figure(stats.rx_bytes), figure(stats.tx_bytes)]
    if (rxBytes === undefined || txBytes === undefined) return []
    return [
      {
        interface: stats.iface,
        rxBytes,
        rxPackets: figure(stats.rx_packets),
        rxErrors: figure(stats.rx_errors),
        rxDropped: figure(stats.rx_dropped),
        txBytes,
        txPackets: figure(stats.tx_packets),
        txErrors: figure(stats.tx_errors),
        txDropped: figure(stats.tx_dropped),
        up: stats.operstate === 'up' ? true : stats.operstate === 'down' ? false : undefined,
        readAtMs: atMs,
      },
    ]
  })
}
