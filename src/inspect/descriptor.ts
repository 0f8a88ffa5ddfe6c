/** One open descriptor of a process, put together from its link, its `fdinfo` and stat(2). */
import { decode } from '../model/text.ts'
import type { FileLock } from '../procfs/locks.ts'
import type { FdInfo, OpenMode } from '../procfs/pid-fdinfo.ts'
import type { Socket } from '../procfs/socket.ts'
import type { DescriptorStat, FileType } from '../sources/process-files.ts'
import { type Field, known, knownValue, part, unknown } from './field.ts'

export const DESCRIPTOR_KINDS = [
  'file',
  'directory',
  'link',
  'socket',
  'pipe',
  'device',
  'tty',
  'memfd',
  'eventfd',
  'eventpoll',
  'inotify',
  'timerfd',
  'signalfd',
  'namespace',
  'anon',
] as const

/**
 * What is behind a descriptor. `memfd`: memory that is used as a file. `anon`: anything else that the kernel gives out
 * without a file: its target says what.
 */
export type DescriptorKind = (typeof DESCRIPTOR_KINDS)[number]

export interface Descriptor {
  readonly fd: number
  readonly kind: Field<DescriptorKind>
  /** Its path, without `(deleted)` where that is told apart, or what the kernel calls it: `pipe:[4711]`. */
  readonly target: Field<string>
  readonly mode: Field<OpenMode>
  /** Bytes from the beginning, of what has positions. */
  readonly position: Field<number>
  /** Of a file, a directory, a memfd. */
  readonly sizeBytes: Field<number>
  /** Whether no name is left: the file goes, and its storage is free, when the last descriptor is closed. */
  readonly deleted: Field<boolean>
  /** Storage that it takes: less than its size where it has holes. */
  readonly allocatedBytes: Field<number>
  /** The same for two descriptors of one file. */
  readonly identity: string | undefined
  /** What else it says of itself: what an eventfd counts, whom a pidfd is of. */
  readonly detail: string | undefined
  /** Device and inode as the kernel writes them where it tells of locks; undefined where one of them is not known. */
  readonly file: string | undefined
  /** Locks that the process has on it. */
  readonly locks: Field<readonly FileLock[]>
  /** Of a socket. */
  readonly socket: Field<Socket> | undefined
}

/** What a link of `/proc/PID/fd` says. */
export interface DescriptorLink {
  /** Undefined of a path, whose kind stat(2) tells. */
  readonly kind: DescriptorKind | undefined
  readonly target: string
  readonly inode: number | undefined
}

const DELETED = ' (deleted)'

/**
 * Kind and target of a link. The kernel's names of what has no path do not begin with a slash, so no path can pass for
 * one of them (d_dname in fs/); those of a memfd do, but it lies on no mount.
 *
 * @param hasMount whether it lies on a mount that the process sees
 */
export function linkOf(bytes: Buffer, hasMount: boolean): DescriptorLink {
  const target = decode(bytes)
  if (target.startsWith('/')) {
    const isMemfd = !hasMount && target.startsWith('/memfd:') && target.endsWith(DELETED)
    const kind = isMemfd ? 'memfd' : undefined
    return { kind, target: isMemfd ? target.slice(0, -DELETED.length) : target, inode: undefined }
  }
  const [, prefix = '', name = ''] = /^([a-z_]+):\[?([\w.-]*)\]?$/.exec(target) ?? []
  if (prefix === 'socket') return { kind: 'socket', target, inode: Number(name) }
  return {
    kind: prefix === 'anon_inode' ? (ANONYMOUS[name] ?? 'anon') : (NAMED[prefix] ?? 'anon'),
    target,
    inode: undefined,
  }
}

const ANONYMOUS: Readonly<Record<string, DescriptorKind>> = {
  eventfd: 'eventfd',
  eventpoll: 'eventpoll',
  inotify: 'inotify',
  timerfd: 'timerfd',
  signalfd: 'signalfd',
}

const NAMED: Readonly<Record<string, DescriptorKind>> = {
  pipe: 'pipe',
  cgroup: 'namespace',
  ipc: 'namespace',
  mnt: 'namespace',
  net: 'namespace',
  pid: 'namespace',
  time: 'namespace',
  user: 'namespace',
  uts: 'namespace',
}

const TTY = /^\/dev\/(?:pts\/\d+|ptmx|console|tty\w*|hvc\d+)$/

const BY_TYPE: Readonly<Record<FileType, DescriptorKind>> = {
  file: 'file',
  directory: 'directory',
  link: 'link',
  'character-device': 'device',
  'block-device': 'device',
  pipe: 'pipe',
  socket: 'socket',
  none: 'anon',
}

const HAS_POSITION: ReadonlySet<DescriptorKind> = new Set<DescriptorKind>(['file', 'directory', 'memfd', 'device'])
const HAS_SIZE: ReadonlySet<DescriptorKind> = new Set<DescriptorKind>(['file', 'directory', 'memfd'])

/** What was read about a descriptor. */
export interface Found {
  readonly fd: number
  readonly link: Field<DescriptorLink>
  readonly info: Field<FdInfo>
  readonly stat: Field<DescriptorStat>
  /** `fe:00` of the mount that it lies on. */
  readonly device: string | undefined
  /** Of one that the link calls a socket. */
  readonly socket: Field<Socket> | undefined
}

export function descriptorOf({ fd, link, info, stat, device, socket }: Found): Descriptor {
  const kind = kindOf(link, stat)
  const deleted = deletedOf(kind, link, stat)
  const has = <T>(kinds: ReadonlySet<DescriptorKind>, field: Field<T>): Field<T> =>
    'value' in kind && !kinds.has(kind.value) ? unknown('untold') : field
  return {
    fd,
    kind,
    target: part(link, ({ target }) =>
      knownValue(deleted) && target.endsWith(DELETED) ? target.slice(0, -DELETED.length) : target,
    ),
    mode: part(info, i => i.mode),
    position: has(
      HAS_POSITION,
      part(info, i => i.position),
    ),
    sizeBytes: has(
      HAS_SIZE,
      part(stat, s => s.sizeBytes),
    ),
    deleted,
    allocatedBytes: part(stat, s => s.allocatedBytes),
    identity: knownValue(stat)?.identity,
    detail: detailOf(knownValue(info)),
    file: fileOf(device, knownValue(info)?.inode ?? knownValue(stat)?.identity.replace(/^.*:/, '')),
    locks: part(info, i => i.locks),
    socket,
  }
}

function fileOf(device: string | undefined, inode: string | undefined): string | undefined {
  return device === undefined || inode === undefined ? undefined : `${device}:${inode}`
}

function kindOf(link: Field<DescriptorLink>, stat: Field<DescriptorStat>): Field<DescriptorKind> {
  if ('unknown' in link) return link
  const { kind, target } = link.value
  if (kind !== undefined) return known(kind)
  return part(stat, ({ type }) => (type === 'character-device' && TTY.test(target) ? 'tty' : BY_TYPE[type]))
}

/**
 * A name that ends in "(deleted)" may be a file's own, and one of several names that was deleted takes no file away: so
 * the links count. Where they are not known, only a name without it says something.
 */
function deletedOf(
  kind: Field<DescriptorKind>,
  link: Field<DescriptorLink>,
  stat: Field<DescriptorStat>,
): Field<boolean> {
  if ('unknown' in link) return link
  if (link.value.kind !== undefined || knownValue(kind) === 'anon') return known(false)
  if ('value' in stat) return known(stat.value.links === 0)
  return link.value.target.endsWith(DELETED) ? stat : known(false)
}

function detailOf(info: FdInfo | undefined): string | undefined {
  if (info?.eventCount !== undefined) return `count ${info.eventCount}`
  if (info?.pidOf === undefined) return undefined
  return info.pidOf < 0 ? 'of a process that has ended' : `of process ${info.pidOf}`
}
