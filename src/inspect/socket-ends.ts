/** The other ends of connected sockets that lie on this machine. */
import { parseNetInet } from '../procfs/net-inet.ts'
import { parseNetUnix } from '../procfs/net-unix.ts'
import type { Socket, SocketSteps } from '../procfs/socket.ts'
import { Slices } from '../sources/slices.ts'
import type { Look } from './look.ts'
import { inferPeers, isNameless } from './socket-pairs.ts'

export interface OtherEnd {
  /** 0 where nobody has accepted the connection yet. */
  readonly inode: number
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
  for (const { inode } of sockets) {
    const end = before.byInode.get(inode)
    // What is inferred holds until it can be told.
    const isSettled = end !== undefined && end.inode !== 0 && (!end.inferred || before.asked.has(inode))
    if (isSettled) byInode.set(inode, end)
  }
  const missing = sockets.filter(({ inode }) => !byInode.has(inode))
  const unix = missing.filter(({ protocol }) => protocol === 'unix')
  const tcp = missing.filter(({ protocol }) => protocol.startsWith('tcp'))
  for (const [inode, end] of await tcpEnds(look, tcp)) byInode.set(inode, end)
  const isNew = unix.some(({ inode }) => !before.asked.has(inode))
  const nowMs = performance.now()
  const asks = isNew && nowMs - before.askedAtMs >= ASK_AGAIN_MS
  const told = asks ? await look.files.unixPeers() : undefined
  for (const [inode, end] of await unixEnds(look, unix, told)) byInode.set(inode, end)
  const isAsked = ({ inode }: Socket): boolean => asks || before.asked.has(inode)
  const asked = new Set(sockets.filter(isAsked).map(({ inode }) => inode))
  return { byInode, asked, askedAtMs: asks ? nowMs : before.askedAtMs }
}

/** @param told by the program ss */
async function unixEnds(
  { files, record }: Look,
  sockets: readonly Socket[],
  told: ReadonlyMap<number, number> | undefined,
): Promise<Map<number, OtherEnd>> {
  const ends = new Map<number, OtherEnd>()
  if (sockets.length === 0) return ends
  const read = await files.large(record.pid, 'net/unix')
  const names = new Map<number, string>()
  const nameless = new Map<number, string | undefined>()
  await eachSocket(read.ok ? parseNetUnix(read.bytes, () => true) : [], socket => {
    if (socket.local !== undefined) names.set(socket.inode, socket.local)
    else if (isNameless(socket)) nameless.set(socket.inode, socket.type)
  })
  const inferred = inferPeers(nameless)
  for (const { inode: own } of sockets) {
    const inode = told?.get(own) ?? inferred.get(own)
    if (inode !== undefined) ends.set(own, { inode, name: names.get(inode), inferred: told?.get(own) === undefined })
  }
  return ends
}

/** Found by their addresses, which the two have crosswise. */
async function tcpEnds({ files, record }: Look, sockets: readonly Socket[]): Promise<Map<number, OtherEnd>> {
  const ends = new Map<number, OtherEnd>()
  if (sockets.length === 0) return ends
  const wanted = new Map(sockets.map(({ inode, local, remote }) => [crossed(remote, local), inode]))
  for (const table of ['tcp', 'tcp6'] as const) {
    const read = await files.large(record.pid, `net/${table}`)
    await eachSocket(read.ok ? parseNetInet(read.bytes, table, () => true) : [], ({ inode, local, remote, state }) => {
      const own = wanted.get(crossed(local, remote))
      // What has been closed stands there for a minute more.
      if (own !== undefined && state !== 'TIME_WAIT') ends.set(own, { inode, name: undefined, inferred: false })
    })
  }
  return ends
}

/** IPv4 in IPv6 is IPv4: the other end may be of either kind. */
function crossed(local: string | undefined, remote: string | undefined): string {
  const plain = (end: string | undefined): string => end?.replace(/^\[::ffff:([\d.]+)\]/, '$1') ?? ''
  return `${plain(local)} ${plain(remote)}`
}

async function eachSocket(steps: SocketSteps | readonly Socket[], use: (socket: Socket) => void): Promise<void> {
  const slices = new Slices()
  for (const socket of steps) {
    if (socket !== undefined) use(socket)
    const pause = slices.pause()
    if (pause !== undefined) await pause
  }
}
