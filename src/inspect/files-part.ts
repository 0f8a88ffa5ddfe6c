import { formatBytes, formatCount } from '../model/units.ts'
import type { Socket } from '../procfs/socket.ts'
import { DESCRIPTOR_KINDS, type Descriptor, type DescriptorKind } from './descriptor.ts'
import { type Field, knownValue, unknownText } from './field.ts'
import type { Files } from './files.ts'
import type { Grid, GridColumn } from './grid.ts'
import type { Part } from './part.ts'
import { DASH, type RowTone } from './section.ts'

/** How many of a kind are called, one and several. */
const COUNTED: Readonly<Record<DescriptorKind, readonly [one: string, several: string]>> = {
  file: ['file', 'files'],
  directory: ['directory', 'directories'],
  link: ['link', 'links'],
  socket: ['socket', 'sockets'],
  pipe: ['pipe', 'pipes'],
  device: ['device', 'devices'],
  tty: ['tty', 'ttys'],
  memfd: ['memfd', 'memfds'],
  eventfd: ['eventfd', 'eventfds'],
  eventpoll: ['eventpoll', 'eventpolls'],
  inotify: ['inotify', 'inotifies'],
  timerfd: ['timerfd', 'timerfds'],
  signalfd: ['signalfd', 'signalfds'],
  namespace: ['namespace', 'namespaces'],
  anon: ['other', 'others'],
}

const text = <T extends string | number>(field: Field<T>): string => String(knownValue(field) ?? DASH)
const size = (field: Field<number>): string => ('value' in field ? formatBytes(field.value) : DASH)
const tone = (one: Descriptor): RowTone => (isHeld(one) ? 'warn' : 'plain')

function columnsOf(listening: ReadonlySet<string>): readonly GridColumn<Descriptor>[] {
  return [
    {
      id: 'fd',
      title: 'FD',
      width: 6,
      align: 'right',
      about: 'number of the descriptor',
      givesWay: 0,
      descending: false,
      value: one => one.fd,
      text: one => String(one.fd),
    },
    {
      id: 'kind',
      title: 'KIND',
      width: 9,
      align: 'left',
      about: 'what is behind it',
      givesWay: 2,
      descending: false,
      value: one => knownValue(one.kind),
      text: one => text(one.kind),
    },
    {
      id: 'mode',
      title: 'MODE',
      width: 4,
      align: 'left',
      about: 'r read, w write, a write at the end only; path: only names it',
      givesWay: 3,
      descending: false,
      value: one => knownValue(one.mode),
      text: one => text(one.mode),
    },
    {
      id: 'position',
      title: 'POS',
      width: 5,
      align: 'right',
      about: 'where the next read or write begins',
      givesWay: 4,
      descending: true,
      value: one => knownValue(one.position),
      text: one => size(one.position),
    },
    {
      id: 'size',
      title: 'SIZE',
      width: 5,
      align: 'right',
      about: 'size of the file',
      givesWay: 1,
      descending: true,
      value: one => knownValue(one.sizeBytes),
      text: one => size(one.sizeBytes),
      tone,
    },
    {
      id: 'target',
      title: 'TARGET',
      width: 0,
      align: 'left',
      about: 'path, or protocol and ends of a socket',
      givesWay: 0,
      descending: false,
      value: one => targetText(one, listening),
      text: one => targetText(one, listening),
      tone,
    },
  ]
}

export const filesPart: Part<Files> = { title: 'Files', read: look => look.openFiles(), show: filesGrid }

function filesGrid({ descriptors }: Files): Grid<Descriptor> {
  const items = knownValue(descriptors) ?? []
  return {
    kind: 'grid',
    title: 'Files',
    columns: columnsOf(listeningPorts(items)),
    items,
    sort: 'fd',
    key: one => String(one.fd),
    ...('unknown' in descriptors ? { note: unknownText(descriptors.unknown) } : { summary: summaryOf(items) }),
  }
}

/** A file whose storage is kept by being open alone. */
function isHeld({ kind, deleted }: Descriptor): boolean {
  return knownValue(deleted) === true && knownValue(kind) === 'file'
}

/** `14 open: 6 files, 3 sockets, 2 pipes · 1.2G held by deleted files`. */
function summaryOf(items: readonly Descriptor[]): string {
  if (items.length === 0) return 'none open'
  const counts = new Map<DescriptorKind | undefined, number>()
  const held = new Map<string, number>()
  for (const one of items) {
    const kind = knownValue(one.kind)
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
    // A file that two descriptors have open is held once.
    if (isHeld(one) && one.identity !== undefined) held.set(one.identity, knownValue(one.allocatedBytes) ?? 0)
  }
  const kinds = DESCRIPTOR_KINDS.map(kind => [kind, counts.get(kind) ?? 0] as const)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([kind, count]) => `${formatCount(count)} ${COUNTED[kind][count === 1 ? 0 : 1]}`)
  const unknowns = counts.get(undefined)
  if (unknowns !== undefined) kinds.push(`${formatCount(unknowns)} unknown`)
  const heldBytes = [...held.values()].reduce((sum, bytes) => sum + bytes, 0)
  const tail = held.size === 0 ? '' : ` · ${formatBytes(heldBytes)} held by deleted files`
  return `${formatCount(items.length)} open: ${kinds.join(', ')}${tail}`
}

/** `/srv/app.log · deleted, still holds 1.2G`, `tcp 127.0.0.1:8080 · LISTEN`, `anon_inode:[eventfd] · count 3`. */
function targetText(one: Descriptor, listening: ReadonlySet<string>): string {
  const socket = one.socket && knownValue(one.socket)
  if (socket !== undefined) return socketText(socket, listening)
  const parts = [text(one.target)]
  if (one.detail !== undefined) parts.push(one.detail)
  if (isHeld(one)) parts.push(`deleted, still holds ${size(one.allocatedBytes)}`)
  else if (knownValue(one.deleted) === true) parts.push('deleted')
  return parts.join(' · ')
}

/** An arrow points away from who called: to a port that this process listens on, the other end did. */
function socketText(socket: Socket, listening: ReadonlySet<string>): string {
  const { protocol, type, local, remote, state, receiveQueueBytes: toRead, sendQueueBytes: toSend, waiting } = socket
  const words = [protocol, type, local].filter(word => word !== undefined)
  if (remote !== undefined) words.push(listening.has(portOf(local)) ? '←' : '→', remote)
  const parts = [words.join(' ')]
  if (state !== undefined) parts.push(state)
  if (waiting) parts.push(`${formatCount(waiting)} to be accepted`)
  if (toRead) parts.push(`${formatBytes(toRead)} to be read`)
  if (toSend) parts.push(`${formatBytes(toSend)} to be sent`)
  return parts.join(' · ')
}

function listeningPorts(items: readonly Descriptor[]): ReadonlySet<string> {
  const ports = items.map(({ socket }) => {
    const value = socket && knownValue(socket)
    return value?.state === 'LISTEN' && value.protocol !== 'unix' ? portOf(value.local) : undefined
  })
  return new Set(ports.filter(port => port !== undefined))
}

/** The same for IPv4 and IPv6: a socket of the one may accept the other's. */
function portOf(local: string | undefined): string {
  return local?.slice(local.lastIndexOf(':') + 1) ?? ''
}
