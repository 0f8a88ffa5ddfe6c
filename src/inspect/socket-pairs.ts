/** Which unix sockets are two ends of one socketpair(2), where nobody tells: inferred from their inodes. */
import type { Socket } from '../procfs/socket.ts'

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
export function inferPeers(nameless: Nameless): ReadonlyMap<number, number> {
  const peers = new Map<number, number>()
  const inodes = [...nameless.keys()].sort((a, b) => a - b)
  const goesOn = (at: number): boolean => {
    const [last = 0, inode] = [inodes[at - 1], inodes[at]]
    return inode === last + 1 && nameless.get(inode) === nameless.get(last)
  }
  for (let from = 0; from < inodes.length; ) {
    let to = from + 1
    while (goesOn(to)) to++
    for (let at = from; (to - from) % 2 === 0 && at < to; at += 2) {
      const [one = 0, other = 0] = [inodes[at], inodes[at + 1]]
      peers.set(one, other)
      peers.set(other, one)
    }
    from = to
  }
  return peers
}
