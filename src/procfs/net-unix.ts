/** `/proc/PID/net/unix`: sockets of this machine, unix_seq_show() in net/unix/af_unix.c. */
import { decodeLatin1 } from '../model/text.ts'
import { linesIn, type SocketSteps, type Wanted } from './socket.ts'

/** A path is the rest of the line, blanks and all; an abstract name begins with `@`, which stands for a zero byte. */
const LINE = /^\S+: [0-9A-F]{8} [0-9A-F]{8} ([0-9A-F]{8}) ([0-9A-F]{4}) ([0-9A-F]{2}) +(\d+)(?: (.*))?$/s

/** __SO_ACCEPTCON, include/uapi/linux/net.h. */
const LISTENS = 0x10000
/** socket(2), by SOCK_STREAM … */
const TYPES: Readonly<Record<string, string>> = { '0001': 'stream', '0002': 'dgram', '0005': 'seqpacket' }
/** SS_FREE …, include/uapi/linux/net.h. */
const STATES: readonly (string | undefined)[] = [undefined, 'UNCONNECTED', 'CONNECTING', 'CONNECTED', 'DISCONNECTING']

/** Its other end and its queues are not told. The name is clean text; a path may be that of a file long gone. */
export function* parseNetUnix(bytes: Buffer, wanted: Wanted): SocketSteps {
  for (const line of linesIn(bytes)) {
    const match = LINE.exec(line)
    const inode = Number(match?.[4])
    yield match !== null && wanted(inode) ? socketOf(match, inode) : undefined
  }
}

function socketOf([, flags = '', type = '', state = '', , name]: RegExpExecArray, inode: number) {
  const listens = (Number.parseInt(flags, 16) & LISTENS) !== 0
  return {
    inode,
    protocol: 'unix',
    type: TYPES[type],
    local: name === undefined ? undefined : decodeLatin1(name),
    remote: undefined,
    state: listens ? 'LISTEN' : STATES[Number.parseInt(state, 16)],
    receiveQueueBytes: undefined,
    sendQueueBytes: undefined,
    waiting: undefined,
  }
}
