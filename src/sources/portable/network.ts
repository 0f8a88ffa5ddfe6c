import type { NetworkCounters } from '../../model/sample.ts'
import type { Answered } from './answers.ts'
import { figure } from './platform.ts'

/** Traffic of interfaces; those are left out of which no bytes are told. */
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
