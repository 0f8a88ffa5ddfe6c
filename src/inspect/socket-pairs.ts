/** Which unix sockets are two ends of one socketpair(2), where nobody tells: inferred from their inodes. */
import type { Socket } from '../procfs/socket.ts'

/** Connected unix sockets without a name, by inode: their types. Those of a pair are so, and so are callers of servers. */
export type Nameless = ReadonlyMap<number, string | undefined>

/** Whether it may be an end of a pair. */
export function isNameless({ protocol, local, state }: Socket): boolean {
  return protocol === 'unix' && local === undefined && state === 'CONNECTED'
}

/**
 * The inode of the other end; undefined where it cannot be told. socketpair(2) takes two inodes one after the other, and
 * the kernel counts them up, get_next_ino() in fs/inode.c: so in an unbroken run of such sockets, of an even length, the
 * first and the second are a pair, the third and the fourth. It is no proof: two callers of servers may lie side by side
 * as well, so whoever takes it for one sees to it that the two are held by processes that are akin.
 */
export function inferPeer(inode: number, nameless: Nameless): number | undefined {
  const type = nameless.get(inode)
  const belongs = (other: number): boolean => nameless.has(other) && nameless.get(other) === type
  if (!nameless.has(inode)) return undefined
  let first = inode
  while (belongs(first - 1)) first--
  let last = inode
  while (belongs(last + 1)) last++
  if ((last - first) % 2 === 0) return undefined
  return (inode - first) % 2 === 0 ? inode + 1 : inode - 1
}
