/** `/proc/net/dev`: what went through each network interface, proc_net_dev(5). */
import type { NetworkCounters } from '../model/sample.ts'
import { decodeLatin1 } from '../model/text.ts'
import { countsOf, linesOf, wordsOf } from './lines.ts'

/** All but `up`, which this file does not tell. */
export type InterfaceCounters = Omit<NetworkCounters, 'up'>

/**
 * One entry an interface, names cleaned. A name may hold colons (the alias `eth0:1`), and kernels before 2.6.39 leave
 * no blank after the colon once the number is long: the name ends at the last colon of the line.
 */
export function parseNetDev(bytes: Buffer): InterfaceCounters[] {
  const interfaces: InterfaceCounters[] = []
  for (const line of linesOf(bytes.toString('latin1'))) {
    const colon = line.lastIndexOf(':')
    if (colon < 0) continue
    const counts = countsOf(wordsOf(line.slice(colon + 1)))
    const [rxBytes, rxPackets, rxErrors, rxDropped] = counts // (1) to (4), dropped with missed ones; (5) to (8) fifo …
    const [txBytes, txPackets, txErrors, txDropped] = counts.slice(8) // (9) to (12)
    if (rxBytes === undefined || rxPackets === undefined || rxErrors === undefined || rxDropped === undefined) continue
    if (txBytes === undefined || txPackets === undefined || txErrors === undefined || txDropped === undefined) continue
    interfaces.push({
      interface: decodeLatin1(line.slice(0, colon).replace(/^ +/, '')),
      rxBytes,
      rxPackets,
      rxErrors,
      rxDropped,
      txBytes,
      txPackets,
      txErrors,
      txDropped,
    })
  }
  return interfaces
}
