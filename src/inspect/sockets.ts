/** Sockets of a process, found by their inodes in the tables of its network namespace. */
import { parseNetInet } from '../procfs/net-inet.ts'
import { parseNetNetlink } from '../procfs/net-netlink.ts'
import { parseNetPacket } from '../procfs/net-packet.ts'
import { parseNetUnix } from '../procfs/net-unix.ts'
import type { Socket, SocketSteps, Wanted } from '../procfs/socket.ts'
import type { ProcessFiles, SocketTable } from '../sources/process-files.ts'
import { Slices } from '../sources/slices.ts'
import { type Field, known, unknown } from './field.ts'

/** The likeliest first: no further one is read once all sockets are found. */
const TABLES: readonly SocketTable[] = [
  'unix',
  'tcp',
  'tcp6',
  'udp',
  'udp6',
  'netlink',
  'packet',
  'raw',
  'raw6',
  'icmp',
  'icmp6',
  'udplite',
  'udplite6',
]

/**
 * The sockets with these inodes. One that is in no table is untold: it was never bound nor connected, is of another
 * network namespace, or speaks a protocol that has no table.
 */
export async function readSockets(
  files: ProcessFiles,
  pid: number,
  inodes: ReadonlySet<number>,
): Promise<(inode: number) => Field<Socket>> {
  const found = new Map<number, Socket>()
  const slices = new Slices()
  let missing: Field<Socket> = unknown('untold')
  for (const table of TABLES) {
    if (found.size === inodes.size) break
    const read = await files.large(pid, `net/${table}`)
    if (!read.ok && read.why === 'denied') missing = unknown('denied')
    if (!read.ok) continue
    for (const socket of socketsIn(table, read.bytes, inode => inodes.has(inode))) {
      if (socket !== undefined) found.set(socket.inode, socket)
      const pause = slices.pause()
      if (pause !== undefined) await pause
    }
  }
  return inode => {
    const socket = found.get(inode)
    return socket === undefined ? missing : known(socket)
  }
}

function socketsIn(table: SocketTable, bytes: Buffer, wanted: Wanted): SocketSteps {
  if (table === 'unix') return parseNetUnix(bytes, wanted)
  if (table === 'netlink') return parseNetNetlink(bytes, wanted)
  if (table === 'packet') return parseNetPacket(bytes, wanted)
  return parseNetInet(bytes, table, wanted)
}
