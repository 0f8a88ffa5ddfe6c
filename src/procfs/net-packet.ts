/** `/proc/PID/net/packet`: sockets that see whole packets, packet(7) and packet_seq_show() in net/packet/af_packet.c. */
import { count, wordsOf } from './lines.ts'
import { linesIn, type SocketSteps, type Wanted } from './socket.ts'

/** socket(2), by SOCK_DGRAM and SOCK_RAW: without and with the header of the link. */
const TYPES: Readonly<Record<string, string>> = { 2: 'dgram', 3: 'raw' }

/** `sk RefCnt Type Proto Iface R Rmem User Inode`; its end is what it sees: a protocol, on one interface or on all (0). */
export function* parseNetPacket(bytes: Buffer, wanted: Wanted): SocketSteps {
  for (const line of linesIn(bytes)) {
    const words = wordsOf(line)
    const inode = count(words[8]) // (9)
    yield inode !== undefined && wanted(inode) ? socketOf(words, inode) : undefined
  }
}

function socketOf(words: readonly string[], inode: number) {
  const protocol = words[3] ?? '' // (4) as in <linux/if_ether.h>, hexadecimal
  const index = count(words[4]) // (5)
  if (!/^[0-9a-f]{4}$/.test(protocol) || index === undefined) return undefined
  return {
    inode,
    protocol: 'packet',
    type: TYPES[words[2] ?? ''], // (3)
    local: `0x${protocol} on ${index === 0 ? 'all interfaces' : `interface ${index}`}`,
    remote: undefined,
    state: undefined,
    receiveQueueBytes: count(words[6]), // (7)
    sendQueueBytes: undefined,
    waiting: undefined,
  }
}
