/** `/proc/net/dev`: what went through each network interface, proc_net_dev(5). */
import type { NetworkCounters } from '../model/sample.ts'
import { decodeLatin1 } from '../model/text.ts'
import { count, linesOf, wordsOf } from './lines.ts'

/** All but `up`, which this file does not tell. */
export type InterfaceCounters = Omit<NetworkCounters, 'up'>

/**
 * One entry an interface, names cleaned. A name may hold colons (the alias `eth0:1`), and kernels before 2.6.39 leave
 * no blank after the colon once the number is long: the name ends at the last colon of the line.
 */
export function parseNetDev(bytes: Buffer): InterfaceCounters[] {
  const interfaces: InterfaceCounters[] = []
  const lines = linesOf(bytes.toString('latin1'))
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? ''
    const colon = line.lastIndexOf(':')
    if (colon < 0) continue
    const words = wordsOf(line.slice(colon + 1))
    const rxBytes = count(words[0]) // (1)
    const rxPackets = count(words[1]) // (2)
    const rxErrors = count(words[2]) // (3)
    const rxDropped = count(words[3]) // (4) with missed ones; (5) to (8) fifo …
    const txBytes = count(words[8]) // (9)
    const txPackets = count(words[9]) // (10)
    const txErrors = count(words[10]) // (11)
    const txDropped = count(words[11]) // (12)
    if (rxBytes === undefined || rxPackets === undefined || rxErrors === undefined || rxDropped === undefined) continue
    if (txBytes === undefined || txPackets === undefined || txErrors === undefined || txDropped === undefined) continue
    interfaces.push({
      // No name begins with what is white space in latin1: the kernel does not accept any (dev_valid_name).
      interface: decodeLatin1(line.slice(0, colon).trimStart()),
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
