/** `/proc/PID/net/tcp`, `udp`, `raw`, `icmp` and their `6`: internet sockets, get_tcp4_sock() in net/ipv4/tcp_ipv4.c. */
import { count, wordsOf } from './lines.ts'
import { endOf, endText, isNowhere } from './net-address.ts'
import { linesIn, type SocketSteps, type Wanted } from './socket.ts'

const LISTEN = 0x0a

/** By their numbers, include/net/tcp_states.h. */
const STATES: readonly (string | undefined)[] = [
  undefined,
  'ESTABLISHED',
  'SYN_SENT',
  'SYN_RECV',
  'FIN_WAIT1',
  'FIN_WAIT2',
  'TIME_WAIT',
  'CLOSE',
  'CLOSE_WAIT',
  'LAST_ACK',
  'LISTEN',
  'CLOSING',
  'NEW_SYN_RECV',
]

/**
 * `0: 0100007F:D705 00000000:0000 0A 00000000:00000002 00:00000000 00000000 0 0 14931819 …`. Other protocols than TCP
 * have no states: what they print there is whether they were connected, at most. Of a socket that listens, what stands
 * in the place of the bytes to read are the connections that wait.
 *
 * @param protocol `tcp`, `udp6` …: what the table is called
 */
export function* parseNetInet(bytes: Buffer, protocol: string, wanted: Wanted): SocketSteps {
  for (const line of linesIn(bytes)) {
    const words = wordsOf(line)
    const inode = count(words[9]) // (10)
    yield inode !== undefined && wanted(inode) ? socketOf(words, protocol, inode) : undefined
  }
}

function socketOf(words: readonly string[], protocol: string, inode: number) {
  const local = endOf(words[1]) // (2)
  const remote = endOf(words[2]) // (3)
  const state = /^[0-9A-F]{2}$/.test(words[3] ?? '') ? Number.parseInt(words[3] ?? '', 16) : undefined // (4)
  const queues = /^([0-9A-F]{8}):([0-9A-F]{8})$/.exec(words[4] ?? '') // (5)
  if (local === undefined || remote === undefined || state === undefined || queues === null) return undefined
  const isTcp = protocol.startsWith('tcp')
  const listens = isTcp && state === LISTEN
  const received = Number.parseInt(queues[2] ?? '', 16)
  return {
    inode,
    protocol,
    type: undefined,
    local: endText(local),
    remote: isNowhere(remote) ? undefined : endText(remote),
    state: isTcp ? STATES[state] : undefined,
    receiveQueueBytes: listens ? undefined : received,
    sendQueueBytes: listens ? undefined : Number.parseInt(queues[1] ?? '', 16),
    waiting: listens ? received : undefined,
  }
}
