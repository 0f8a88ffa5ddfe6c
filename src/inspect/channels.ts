/** What a process has by which it can talk to others: pipes, sockets that are connected, memory that it shares. */
import { formatBytes } from '../model/units.ts'
import type { Socket } from '../procfs/socket.ts'
import { eachInSlices } from '../sources/slices.ts'
import type { Descriptor } from './descriptor.ts'
import { knownValue } from './field.ts'
import type { End } from './peer-walk.ts'
import { SHARED_KINDS, type SharedMap } from './shared-maps.ts'
import type { OtherEnd, SocketEnds } from './socket-ends.ts'

export const CHANNEL_KINDS = ['pipe', 'fifo', 'unix', 'tcp', ...SHARED_KINDS] as const

export type ChannelKind = (typeof CHANNEL_KINDS)[number]

export interface Channel {
  /** The same at the next look. */
  readonly key: string
  readonly kind: ChannelKind
  /** What it is called: `pipe:[4711]`, a path, both ends of a connection. */
  readonly what: string
  /** Descriptors of one's own; none of memory. */
  readonly fds: readonly End[]
  /** What a link to the other end says, `socket:[4712]`; undefined where the kernel does not tell which that is. */
  readonly link: string | undefined
  /** Why nobody has the other end, where that is told. */
  readonly vacancy: OtherEnd['vacancy']
  /** Which the other end is, is told by how inodes lie, not by the kernel. */
  readonly inferred: boolean
  /** Of a FIFO: device and inode, for a path may lead elsewhere in another mount namespace. */
  readonly identity: string | undefined
  /** Of memory. */
  readonly map: SharedMap | undefined
}

const NONE = { link: undefined, vacancy: undefined, inferred: false, identity: undefined, map: undefined }

/** Sockets that have another end. A connection to another machine has none that could be found here. */
export async function connectedSockets(descriptors: readonly Descriptor[]): Promise<Socket[]> {
  const sockets: Socket[] = []
  await eachInSlices(descriptors, ({ socket }) => {
    if (socket !== undefined && 'value' in socket && isConnected(socket.value)) sockets.push(socket.value)
  })
  return sockets
}

function isConnected({ protocol, state, remote }: Socket): boolean {
  if (protocol === 'unix') return state === 'CONNECTED'
  return protocol.startsWith('tcp') && remote !== undefined && state !== 'TIME_WAIT'
}

/** Channels that are descriptors, in their order; several descriptors of one are one. */
export async function openChannels(descriptors: readonly Descriptor[], ends: SocketEnds): Promise<Channel[]> {
  const channels = new Map<string, Draft>()
  await eachInSlices(descriptors, one => {
    const channel = channelOf(one, ends)
    const same = channel && channels.get(channel.key)
    // A leak has a hundred thousand descriptors of one pipe: added to, not copied each time.
    if (same !== undefined) same.fds.push(endOf(one))
    else if (channel !== undefined) channels.set(channel.key, { ...channel, fds: [endOf(one)] })
  })
  return [...channels.values()]
}

/** A channel to which descriptors are still added. */
interface Draft extends Channel {
  readonly fds: End[]
}

/** A channel without the descriptors that are it. */
type Bare = Omit<Channel, 'fds'>

function endOf({ fd, mode }: Descriptor): End {
  return { fd, mode: knownValue(mode) }
}

function channelOf(one: Descriptor, ends: SocketEnds): Bare | undefined {
  const kind = knownValue(one.kind)
  const target = knownValue(one.target)
  if (kind === 'pipe' && target !== undefined) {
    if (!target.startsWith('/')) return { ...NONE, key: target, kind: 'pipe', what: target, link: target }
    const link = knownValue(one.deleted) === true ? `${target} (deleted)` : target
    return { ...NONE, key: one.identity ?? target, kind: 'fifo', what: link, link, identity: one.identity }
  }
  const socket = one.socket && knownValue(one.socket)
  if (socket === undefined || !isConnected(socket)) return undefined
  return socketChannel(socket, ends)
}

function socketChannel(socket: Socket, ends: SocketEnds): Bare | undefined {
  const other = ends.byInode.get(socket.inode)
  const kind = socket.protocol === 'unix' ? 'unix' : 'tcp'
  if (kind === 'tcp' && other === undefined) return undefined
  return {
    ...NONE,
    key: `socket:[${socket.inode}]`,
    kind,
    what: kind === 'unix' ? unixText(socket, other?.name) : tcpText(socket, other?.vacancy),
    vacancy: other?.vacancy,
    link: other === undefined || other.inode === 0 ? undefined : `socket:[${other.inode}]`,
    inferred: other?.inferred ?? false,
  }
}

/** The name is that of whoever has one: of a server, nearly always. */
function unixText({ type, local, inode }: Socket, otherName: string | undefined): string {
  const name = local ?? otherName ?? `socket:[${inode}]`
  return type === undefined ? name : `${type} ${name}`
}

function tcpText(
  { local, remote, state, receiveQueueBytes: toRead, sendQueueBytes: toSend }: Socket,
  vacancy: OtherEnd['vacancy'],
): string {
  const parts = [`${local} – ${remote}`]
  if (state !== undefined && state !== 'ESTABLISHED') parts.push(state)
  if (vacancy === 'unaccepted') parts.push('not accepted yet')
  if (vacancy === 'closed') parts.push('closed by the other end')
  if (toRead) parts.push(`${formatBytes(toRead)} to be read`)
  if (toSend) parts.push(`${formatBytes(toSend)} to be sent`)
  return parts.join(' · ')
}

/** @param detail what else is known of it */
export function memoryChannel(map: SharedMap, detail: string | undefined): Channel {
  const parts = [memoryName(map)]
  if (map.kind !== 'semaphore') parts.push(formatBytes(map.sizeBytes))
  if (detail !== undefined) parts.push(detail)
  return { ...NONE, key: map.key, kind: map.kind, what: parts.join(' · '), fds: [], map }
}

/** That of most kinds the name is gone means nothing: it served to find it, or never was one. */
function memoryName({ kind, path }: SharedMap): string {
  if (kind === 'anonymous') return 'without a name'
  if (kind === 'file' || kind === 'posix-shm') return path
  return path.replace(/ \(deleted\)$/, '').replace('/dev/shm/sem.', 'sem.')
}
