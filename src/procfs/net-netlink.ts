/** `/proc/PID/net/netlink`: sockets to the kernel, netlink(7) and netlink_native_seq_show() in net/netlink/af_netlink.c. */
import { count, wordsOf } from './lines.ts'
import { linesIn, type SocketSteps, type Wanted } from './socket.ts'

/** Whom in the kernel they talk to, include/uapi/linux/netlink.h. */
const FAMILIES: Readonly<Record<number, string>> = {
  0: 'route',
  2: 'usersock',
  3: 'firewall',
  4: 'sock-diag',
  5: 'nflog',
  6: 'xfrm',
  7: 'selinux',
  8: 'iscsi',
  9: 'audit',
  10: 'fib-lookup',
  11: 'connector',
  12: 'netfilter',
  15: 'kobject-uevent',
  16: 'generic',
  18: 'scsitransport',
  20: 'rdma',
  21: 'crypto',
  22: 'smc',
}

/** `sk Eth Pid Groups Rmem Wmem Dump Locks Drops Inode`; its end is the family and its port, mostly its process's id. */
export function* parseNetNetlink(bytes: Buffer, wanted: Wanted): SocketSteps {
  for (const line of linesIn(bytes)) {
    const words = wordsOf(line)
    const inode = count(words[9]) // (10)
    yield inode !== undefined && wanted(inode) ? socketOf(words, inode) : undefined
  }
}

function socketOf(words: readonly string[], inode: number) {
  const family = count(words[1]) // (2)
  const port = count(words[2]) // (3)
  if (family === undefined || port === undefined) return undefined
  return {
    inode,
    protocol: 'netlink',
    type: undefined,
    local: `${FAMILIES[family] ?? family}:${port}`,
    remote: undefined,
    state: undefined,
    receiveQueueBytes: count(words[4]), // (5)
    sendQueueBytes: count(words[5]), // (6)
    waiting: undefined,
  }
}
