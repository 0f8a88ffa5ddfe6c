/** Which unix sockets are two ends of one socketpair(2), where nobody tells: inferred from their inodes. */
import type { Socket } from '../procfs/socket.ts'
import { Slices } from '../sources/slices.ts'

/** Connected unix sockets without a name, by inode: their types. Those of a pair are so, and so are callers of servers. */
export type Nameless = ReadonlyMap<number, string | undefined>

/** Whether it may be an end of a pair. */
export function isNameless({ protocol, local, state }: Socket): boolean {
  return protocol === 'unix' && local === undefined && state === 'CONNECTED'
}

/**
 * The inode of the other end, of those of which it can be told. socketpair(2) takes two inodes one after the other, and
 * the kernel counts them up, get_next_ino() in fs/inode.c: so in an unbroken run of such sockets, of an even length, the
 * first and the second are a pair, the third and the fourth. It is no proof: two callers of servers may lie side by side
 * as well, so whoever takes it for one sees to it that the two are held by processes that are akin.
 */
export async function inferPeers(nameless: Nameless): Promise<ReadonlyMap<number, number>> {
  const peers = new Map<number, number>()
  const slices = new Slices()
  const inodes = Float64Array.from(nameless.keys()).sort()
  let from = 0
  for (let at = 1; at <= inodes.length; at++) {
    const [last = 0, inode] = [inodes[at - 1], inodes[at]]
    const goesOn = inode === last + 1 && nameless.get(inode) === nameless.get(last)
    if (!goesOn) {
      if ((at - from) % 2 === 0) pairUp(peers, inodes.subarray(from, at))
      from = at
    }
    const pause = slices.pause()
    if (pause !== undefined) await pause
  }
  return peers
}

function pairUp(peers: Map<number, number>, run: Float64Array): void {
  for (let at = 0; at < run.length; at += 2) {
    const [one = 0, other = 0] = [run[at], run[at + 1]]
    peers.set(one, other)
    peers.set(other, one)
  }
}
