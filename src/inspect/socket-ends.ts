/** The other ends of connected sockets that lie on this machine. */
import { parseNetInet } from '../procfs/net-inet.ts'
import { parseNetUnix } from '../procfs/net-unix.ts'
import type { Socket } from '../procfs/socket.ts'
import { eachInSlices } from '../sources/slices.ts'
import type { Look } from './look.ts'
import { inferPeers, isNameless } from './socket-pairs.ts'

export interface OtherEnd {
  /** 0 where nobody has it. */
  readonly inode: number
  /** Why nobody has it; of a unix socket the kernel does not tell which of the two it is. */
  readonly vacancy: 'unaccepted' | 'closed' | 'either' | undefined
  /** Its own name, of a unix socket. */
  readonly name: string | undefined
  /** It is told by how inodes lie, not by the kernel. */
  readonly inferred: boolean
}

/** What is connected stays so for as long as it lives: what was found out once need not be asked again. */
export interface SocketEnds {
  /** By the inode of one's own; of TCP those alone whose other end is in the same network namespace. */
  readonly byInode: ReadonlyMap<number, OtherEnd>
  /** Unix sockets that the program ss has been asked about, and when that was last, in monotonic milliseconds. */
  readonly asked: ReadonlySet<number>
  readonly askedAtMs: number
}

/** A child process is started no more often: a server gets new sockets all the time. */
const ASK_AGAIN_MS = 5_000
const NOTHING: SocketEnds = { byInode: new Map(), asked: new Set(), askedAtMs: Number.NEGATIVE_INFINITY }

/** @param before what was found out at the last look */
export async function findSocketEnds(
  look: Look,
  sockets: readonly Socket[],
  before: SocketEnds = NOTHING,
): Promise<SocketEnds> {
  const byInode = new Map<number, OtherEnd>()
  const [unix, tcp]: [Socket[], Socket[]] = [[], []]
  let isNew = false
  await eachInSlices(sockets, socket => {
    const { inode, protocol } = socket
    const end = before.byInode.get(inode)
    const isAsked = before.asked.has(inode)
    if (end !== undefined && isSettled(end, isAsked)) byInode.set(inode, end)
    else if (protocol !== 'unix') tcp.push(socket)
    else unix.push(socket)
    // Whose other end nobody has may have been waiting to be accepted.
    if (protocol === 'unix' && (!isAsked || end?.inode === 0)) isNew = true
  })
  for (const [inode, end] of await tcpEnds(look, tcp)) byInode.set(inode, end)
  const nowMs = performance.now()
  const asks = isNew && nowMs - before.askedAtMs >= ASK_AGAIN_MS
  const told = asks ? await look.files.unixPeers() : undefined
  for (const [inode, end] of await unixEnds(look, unix, told, before)) byInode.set(inode, end)
  const asked = new Set<number>()
  await eachInSlices(sockets, ({ inode }) => {
    if (asks || before.asked.has(inode)) asked.add(inode)
  })
  return { byInode, asked, askedAtMs: asks ? nowMs : before.askedAtMs }
}

/** What is inferred holds until it can be told. */
function isSettled({ inode, inferred }: OtherEnd, isAsked: boolean): boolean {
  return inode !== 0 && (!inferred || isAsked)
}

/** @param told by the program ss */
async function unixEnds(
  { files, record }: Look,
  sockets: readonly Socket[],
  told: ReadonlyMap<number, number> | undefined,
  before: SocketEnds,
): Promise<Map<number, OtherEnd>> {
  const ends = new Map<number, OtherEnd>()
  if (sockets.length === 0) return ends
  const read = await files.large(record.pid, 'net/unix')
  const names = new Map<number, string>()
  const nameless = new Map<number, string | undefined>()
  await eachInSlices(read.ok ? parseNetUnix(read.bytes, () => true) : [], socket => {
    if (socket?.local !== undefined) names.set(socket.inode, socket.local)
    else if (socket !== undefined && isNameless(socket)) nameless.set(socket.inode, socket.type)
  })
  const inferred = await inferPeers(nameless)
  await eachInSlices(sockets, ({ inode: own }) => {
    const last = before.byInode.get(own)
    const other = told?.get(own)
    // That there is none has been told: neighbours prove nothing against it.
    if (other === undefined && last?.inode === 0) ends.set(own, last)
    else if (other === 0) ends.set(own, { inode: 0, vacancy: 'either', name: undefined, inferred: false })
    else {
      const inode = other ?? inferred.get(own)
      if (inode === undefined) return
      ends.set(own, { inode, vacancy: undefined, name: names.get(inode), inferred: other === undefined })
    }
  })
  return ends
}

/** Found by their addresses, which the two have crosswise. */
async function tcpEnds({ files, record }: Look, sockets: readonly Socket[]): Promise<Map<number, OtherEnd>> {
  const ends = new Map<number, OtherEnd>()
  if (sockets.length === 0) return ends
  const wanted = new Map<string, number>()
  await eachInSlices(sockets, ({ inode, local, remote }) => wanted.set(crossed(remote, local), inode))
  for (const table of ['tcp', 'tcp6'] as const) {
    const read = await files.large(record.pid, `net/${table}`)
    await eachInSlices(read.ok ? parseNetInet(read.bytes, table, () => true) : [], socket => {
      // What has been closed stands there for a minute more.
      if (socket === undefined || socket.state === 'TIME_WAIT') return
      const { inode, local, remote, state } = socket
      const own = wanted.get(crossed(local, remote))
      if (own === undefined) return
      const vacancy = inode !== 0 ? undefined : CLOSED.has(state) ? 'closed' : 'unaccepted'
      ends.set(own, { inode, vacancy, name: undefined, inferred: false })
    })
  }
  return ends
}

/**
 * States of a socket that its process has closed, and that the kernel keeps until the other side has heard of it,
 * tcp_close_state() in net/ipv4/tcp.c. In any other one a socket without an inode waits for accept(2).
 */
const CLOSED: ReadonlySet<string | undefined> = new Set(['FIN_WAIT1', 'FIN_WAIT2', 'CLOSING', 'LAST_ACK', 'CLOSE'])

/** IPv4 in IPv6 is IPv4: the other end may be of either kind. */
function crossed(local: string | undefined, remote: string | undefined): string {
  const plain = (end: string | undefined): string => end?.replace(/^\[::ffff:([\d.]+)\]/, '$1') ?? ''
  return `${plain(local)} ${plain(remote)}`
}
