/** TCP sockets that wait for connections: those of one process, and who has one. */
import { parseNetInet } from '../../procfs/net-inet.ts'
import { parsePidStatus } from '../../procfs/pid-status.ts'
import type { ProcessFiles, Refusal } from '../../sources/process-files.ts'
import { eachInSlices } from '../../sources/slices.ts'

export interface Listener {
  readonly inode: number
  /** `127.0.0.1`, `::1`. */
  readonly address: string
  readonly port: number
}

/** One that a process has. */
export interface OwnListener extends Listener {
  readonly fd: number
}

const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/
const ANY = /^(?:0\.0\.0\.0|::)$/

/** Whether it can be reached by way of loopback, and where. */
export function loopbackHost({ address }: Listener): string | undefined {
  if (LOOPBACK.test(address)) return address
  if (ANY.test(address)) return address === '::' ? '::1' : '127.0.0.1'
  return undefined
}

/** All that listen in the network namespace of a process. */
export async function allListeners(files: ProcessFiles, pid: number): Promise<readonly Listener[] | Refusal> {
  const listeners: Listener[] = []
  for (const table of ['tcp', 'tcp6'] as const) {
    const read = await files.large(pid, `net/${table}`)
    // Without IPv6 there is no table of it.
    if (!read.ok && table === 'tcp') return read.why
    await eachInSlices(read.ok ? parseNetInet(read.bytes, table, () => true) : [], socket => {
      const end = /^(?:\[(.*)\]|([^:]*)):(\d+)$/.exec(socket?.local ?? '')
      const address = end?.[1] ?? end?.[2]
      if (socket?.state !== 'LISTEN' || address === undefined) return
      listeners.push({ inode: socket.inode, address, port: Number(end?.[3]) })
    })
  }
  return listeners
}

/** Those of them that a process has open, by the number of their descriptor, ascending. */
export async function ownListeners(
  files: ProcessFiles,
  pid: number,
  listeners: readonly Listener[],
): Promise<readonly OwnListener[] | Refusal> {
  if (listeners.length === 0) return []
  const byInode = new Map(listeners.map(listener => [listener.inode, listener]))
  const sockets = await socketsOf(files, pid)
  if (typeof sockets === 'string') return sockets
  return sockets.flatMap(({ fd, inode }) => {
    const listener = byInode.get(inode)
    return listener === undefined ? [] : [{ ...listener, fd }]
  })
}

/** Descriptors of a process that are sockets. */
async function socketsOf(files: ProcessFiles, pid: number) {
  const fds = await files.descriptors(pid)
  if (typeof fds === 'string') return fds
  const sockets: { readonly fd: number; readonly inode: number }[] = []
  await eachInSlices(fds, fd => {
    const link = files.descriptorLink(pid, fd)
    const inode = link.ok ? /^socket:\[(\d+)\]$/.exec(link.bytes.toString('latin1'))?.[1] : undefined
    if (inode !== undefined) sockets.push({ fd, inode: Number(inode) })
  })
  return sockets
}

/** Whether a process has a socket open; undefined where its descriptors may not be listed, or it is gone. */
export async function hasSocket(files: ProcessFiles, pid: number, inode: number): Promise<boolean | undefined> {
  const sockets = await socketsOf(files, pid)
  return typeof sockets === 'string' ? undefined : sockets.some(socket => socket.inode === inode)
}

/** Whether somebody is connected to a port that a process listens on. */
export async function hasClients(files: ProcessFiles, pid: number, port: number): Promise<boolean> {
  let found = false
  for (const table of ['tcp', 'tcp6'] as const) {
    const read = await files.large(pid, `net/${table}`)
    await eachInSlices(read.ok ? parseNetInet(read.bytes, table, () => true) : [], socket => {
      if (socket?.state === 'ESTABLISHED' && socket.local?.endsWith(`:${port}`)) found = true
    })
  }
  return found
}

/** A process's end of a connection that we have to it: its descriptor and inode. */
export async function acceptedFrom(
  files: ProcessFiles,
  pid: number,
  port: number,
  ourPort: number,
): Promise<{ readonly fd: number; readonly inode: number } | undefined> {
  const inodes = new Set<number>()
  for (const table of ['tcp', 'tcp6'] as const) {
    const read = await files.large(pid, `net/${table}`)
    await eachInSlices(read.ok ? parseNetInet(read.bytes, table, () => true) : [], socket => {
      const isOurs = socket?.local?.endsWith(`:${port}`) && socket.remote?.endsWith(`:${ourPort}`)
      if (isOurs && socket?.state === 'ESTABLISHED') inodes.add(socket.inode)
    })
  }
  const sockets = await socketsOf(files, pid)
  return typeof sockets === 'string' ? undefined : sockets.find(({ inode }) => inodes.has(inode))
}

/** Whoever of these has a socket open; undefined if nobody whose descriptors may be listed. */
export async function holderOf(
  files: ProcessFiles,
  pids: readonly number[],
  inode: number,
): Promise<{ readonly pid: number; readonly name: string } | undefined> {
  for (const pid of pids) {
    if ((await hasSocket(files, pid, inode)) !== true) continue
    const status = files.prompt(pid, 'status')
    return { pid, name: (status.ok ? parsePidStatus(status.bytes)?.name : undefined) ?? 'process' }
  }
  return undefined
}
