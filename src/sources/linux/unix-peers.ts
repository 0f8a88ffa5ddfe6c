/** What `ss -xanH` of iproute2 prints: unix sockets with both ends, unix_stats_print() in misc/ss.c. */
import { linesIn } from '../../procfs/socket.ts'
import { Slices } from '../slices.ts'

/** For ss(8): unix sockets, all, numbers as they are, no header. It looks at no process. */
export const SS_ARGUMENTS: readonly string[] = ['-x', '-a', '-n', '-H']

/** `u_str ESTAB 0 0 /run/app.sock 17428584 * 17428585`: each end is a name, which may hold anything, and its inode. */
const LINE = /^(u_\S+) +\S+ +\d+ +\d+ +(.*) (\d+) +(\S.*) (\d+) *$/
const DATAGRAM = 'u_dgr'

/**
 * The inode of the other end by the inode of a socket: 0 where it has none, or nobody has accepted it yet. A name is no more than text amid the line, so that one may be made
 * to look like an end of it: of two that are connected each has to name the other. Several sockets may send datagrams to
 * one, which names none of them. Others run while a hundred thousand lines are gone through.
 */
export async function parseUnixPeers(bytes: Buffer): Promise<ReadonlyMap<number, number>> {
  const peers = new Map<number, number>()
  const datagrams = new Set<number>()
  const slices = new Slices()
  for (const line of linesIn(bytes)) {
    const [, type, , own, , other] = LINE.exec(line) ?? []
    if (own !== undefined) peers.set(Number(own), Number(other))
    if (type === DATAGRAM) datagrams.add(Number(own))
    const pause = slices.pause()
    if (pause !== undefined) await pause
  }
  const isTrue = ([own, other]: readonly [number, number]): boolean =>
    other === 0 || peers.get(other) === own || (datagrams.has(own) && datagrams.has(other))
  return new Map([...peers].filter(isTrue))
}
