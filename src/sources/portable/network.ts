import type { Systeminformation } from 'systeminformation'
import type { NetworkCounters } from '../../model/sample.ts'
import type { Answered } from './answers.ts'
import { figure, type Platform } from './platform.ts'

type Stats = Systeminformation.NetworkStatsData

/**
 * Traffic of interfaces by `si.networkStats()`; those are left out that it could not read.
 *
 * On the BSDs there is none: the library adds up all lines that `netstat -I` prints, the interface's own and those of
 * each of its addresses, and so counts everything twice or more.
 */
export function networkCounters({ value, atMs }: Answered<'network'>, platform: Platform): NetworkCounters[] {
  if (BSD.has(platform)) return []
  return value.filter(wasRead).map(stats => ({
    interface: stats.iface,
    rxBytes: stats.rx_bytes,
    rxPackets: undefined,
    rxErrors: figure(stats.rx_errors),
    // macOS has one column of drops, and netstat(1) says that those are of sending: the library gives it twice.
    rxDropped: platform === 'darwin' ? undefined : figure(stats.rx_dropped),
    txBytes: stats.tx_bytes,
    txPackets: undefined,
    txErrors: figure(stats.tx_errors),
    txDropped: figure(stats.tx_dropped),
    up: stats.operstate === 'up' ? true : stats.operstate === 'down' ? false : undefined,
    readAtMs: atMs,
  }))
}

const BSD: ReadonlySet<Platform> = new Set(['freebsd', 'openbsd', 'netbsd'])

/** Of one that it cannot read it says all zeros in an unknown state; so does one that never did anything. */
function wasRead({ rx_bytes, tx_bytes, operstate }: Stats): boolean {
  if (figure(rx_bytes) === undefined || figure(tx_bytes) === undefined) return false
  return rx_bytes > 0 || tx_bytes > 0 || operstate === 'up' || operstate === 'down'
}
