/** What a process has open: every descriptor, and of sockets their ends. */
import { parseMountinfo } from '../procfs/mountinfo.ts'
import { parseFdinfo } from '../procfs/pid-fdinfo.ts'
import { statComesBack } from '../sources/file-system-types.ts'
import type { DescriptorStat, ProcessFiles, ReadResult } from '../sources/process-files.ts'
import { Slices } from '../sources/slices.ts'
import { type Descriptor, descriptorOf, type Found, linkOf } from './descriptor.ts'
import { type Field, fromFile, known, knownValue, unknown, withoutMemory } from './field.ts'
import type { Look } from './look.ts'
import { readSockets } from './sockets.ts'

export interface Files {
  /** Ascending by number; unknown where they may not be listed. */
  readonly descriptors: Field<readonly Descriptor[]>
}

/** What is known of a descriptor before its socket is looked for. */
type Opened = Omit<Found, 'socket'>

/** Mounts by their id, as the process sees them. */
type Mounts = ReadonlyMap<number, { readonly fsType: string; readonly device: string }>

/** Reads everything that is open; what was closed since it was listed is left out. */
export async function readFiles(look: Look): Promise<Files> {
  const { files, record } = look
  const { pid } = record
  // A zombie's descriptors are closed; a kernel thread has the few that it has opened.
  if (withoutMemory(record) === 'zombie') return { descriptors: unknown('zombie') }
  const listed = await files.descriptors(pid)
  if (typeof listed === 'string') return { descriptors: unknown(listed === 'denied' ? listed : 'untold') }
  const mounts = listed.length === 0 ? new Map<number, never>() : await readMounts(look)
  const opened: Opened[] = []
  const inodes = new Set<number>()
  const slices = new Slices()
  for (const fd of listed) {
    const one = await readOne(look, fd, mounts)
    if (one !== undefined) opened.push(one)
    const inode = one && inodeOf(one)
    if (inode !== undefined) inodes.add(inode)
    const pause = slices.pause()
    if (pause !== undefined) await pause
  }
  const socketOf = await readSockets(files, pid, inodes)
  const descriptors: Descriptor[] = []
  for (const one of opened) {
    const inode = inodeOf(one)
    descriptors.push(descriptorOf({ ...one, socket: inode === undefined ? undefined : socketOf(inode) }))
    const pause = slices.pause()
    if (pause !== undefined) await pause
  }
  return { descriptors: known(descriptors) }
}

/** Of a socket. */
function inodeOf({ link }: Opened): number | undefined {
  return knownValue(link)?.inode
}

async function readMounts({ files, record }: Look): Promise<Mounts> {
  const read = await files.large(record.pid, 'mountinfo')
  return new Map(
    (read.ok ? parseMountinfo(read.bytes) : []).map(({ mountId, fsType, major, minor }) => {
      // As lock_get_status in fs/locks.c prints it.
      const device = [major, minor].map(number => number.toString(16).padStart(2, '0')).join(':')
      return [mountId, { fsType, device }] as const
    }),
  )
}

/** Undefined when it has been closed. */
async function readOne({ files, record, thorough }: Look, fd: number, mounts: Mounts): Promise<Opened | undefined> {
  const { pid } = record
  const target = files.descriptorLink(pid, fd)
  if (isClosed(target)) return undefined
  const info = takesLong(target) && !thorough ? unknown('costly') : fromFile(files.descriptorInfo(pid, fd), parseFdinfo)
  const mountId = knownValue(info)?.mountId
  const { fsType, device } = (mountId === undefined ? undefined : mounts.get(mountId)) ?? {}
  // Of a memfd is known that it lies on none.
  const link = fromFile(target, bytes => linkOf(bytes, mountId === undefined || fsType !== undefined))
  if ('unknown' in link) return { fd, link, info, stat: link, device }
  const { kind } = link.value
  const comesBack = kind === undefined ? fsType !== undefined && statComesBack(fsType) : kind === 'memfd'
  return { fd, link, info, device, stat: comesBack ? await readStat(files, pid, fd) : NOT_ASKED }
}

/**
 * It is asked only where the mount shows that the answer comes from this machine. What is on a network or a user-space
 * file system stays untold, not costly: a thorough look could not tell it either, for its stat(2) may never come back.
 */
const NOT_ASKED = unknown('untold')

async function readStat(files: ProcessFiles, pid: number, fd: number): Promise<Field<DescriptorStat>> {
  const read = await files.descriptorStat(pid, fd)
  if (read.ok) return known(read.stat)
  return unknown(read.why === 'denied' ? 'denied' : 'untold')
}

function isClosed(read: ReadResult): boolean {
  return !read.ok && read.why === 'gone'
}

/** The kernel lists all that these wait for, which may be a hundred thousand things, even if only the beginning is read. */
function takesLong(target: ReadResult): boolean {
  return target.ok && /^anon_inode:(?:\[eventpoll\]|\[?inotify\]?)$/.test(target.bytes.toString('latin1'))
}
