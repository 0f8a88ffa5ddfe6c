import { formatBytes, formatCount } from '../model/units.ts'
import type { Channel } from './channels.ts'
import { unknownText } from './field.ts'
import { fieldNote, type Grid, type GridColumn } from './grid.ts'
import type { Part } from './part.ts'
import type { Direction, OtherProcess, Peer } from './peer-rows.ts'
import { type Peers, readPeers } from './peers.ts'
import { DASH } from './section.ts'
import { counted, waitsText } from './wait-words.ts'
import type { Workers } from './workers.ts'

const LEFT = { align: 'left', descending: false } as const
const ARROWS: Readonly<Record<Direction, string>> = { out: '→', in: '←', both: '↔' }

const COLUMNS: readonly GridColumn<Peer>[] = [
  {
    ...LEFT,
    id: 'kind',
    title: 'KIND',
    width: 9,
    about: 'pipe, fifo, unix socket, tcp within this machine, shared memory',
    givesWay: 0,
    value: peer => peer.channel.kind,
    text: peer => peer.channel.kind,
  },
  {
    ...LEFT,
    id: 'fd',
    title: 'FD',
    width: 5,
    about: 'its own descriptors; memory has none',
    givesWay: 2,
    value: ({ channel }) => channel.fds[0]?.fd,
    text: ({ channel }) => fdsText(channel.fds.map(({ fd }) => fd)),
  },
  {
    ...LEFT,
    id: 'direction',
    title: 'DIR',
    width: 3,
    about: '→ to the other one, ← from it, ↔ both ways',
    givesWay: 0,
    value: peer => peer.direction,
    text: ({ direction }) => (direction === undefined ? DASH : ARROWS[direction]),
  },
  {
    id: 'pid',
    title: 'PID',
    width: 7,
    align: 'right',
    descending: false,
    about: 'the process with the other end',
    givesWay: 0,
    value: peer => otherOf(peer)?.pid,
    text: peer => String(otherOf(peer)?.pid ?? DASH),
    tone: peer => (otherOf(peer) === undefined ? 'dim' : 'plain'),
  },
  {
    ...LEFT,
    id: 'name',
    title: 'OTHER END',
    width: 14,
    about: 'its name; ? where that it has the other end is inferred from inodes that are neighbours',
    givesWay: 0,
    value: peer => otherOf(peer)?.name,
    text: nameText,
    tone: peer => (otherOf(peer) === undefined ? 'dim' : 'plain'),
  },
  {
    ...LEFT,
    id: 'other-fd',
    title: 'ITS FD',
    width: 6,
    about: 'the other one’s descriptors',
    givesWay: 3,
    value: peer => otherOf(peer)?.fds[0],
    text: peer => fdsText(otherOf(peer)?.fds ?? []),
  },
  {
    ...LEFT,
    id: 'waits',
    title: 'WAITS',
    width: 17,
    about: 'who waits for this very channel, this process or its peer, and in which system call',
    givesWay: 1,
    value: waitsWords,
    text: peer => waitsWords(peer) ?? '',
  },
  {
    ...LEFT,
    id: 'what',
    title: 'WHAT',
    width: 0,
    about: 'what it is: path, ports, inode',
    givesWay: 0,
    value: peer => peer.channel.what,
    text: peer => peer.channel.what,
  },
]

export const peersPart: Part<Peers> = {
  title: 'Peers',
  read: readPeers,
  show: peersGrid,
}

function peersGrid(peers: Peers): Grid<Peer> {
  const items = 'value' in peers.peers ? peers.peers.value : []
  return {
    kind: 'grid',
    title: 'Peers',
    columns: COLUMNS,
    items,
    sort: 'pid',
    key: peer => peer.key,
    leadsTo: peer => otherOf(peer)?.id,
    ...summaryOf(peers, items),
    ...fieldNote(peers.peers, items.length > 0 ? undefined : NOBODY),
  }
}

const NOBODY = 'no pipe, local socket or shared memory connects it to another process'

function otherOf({ other }: Peer): OtherProcess | undefined {
  return typeof other === 'string' ? undefined : other
}

const VACANCIES: Readonly<Record<NonNullable<Channel['vacancy']>, string>> = {
  unaccepted: 'not accepted',
  closed: 'closed',
  either: 'nobody',
}

function nameText({ other, channel }: Peer): string {
  if (other === 'unseen') return 'nobody seen'
  if (other === 'nobody') return VACANCIES[channel.vacancy ?? 'either']
  if (other === 'untold') return 'not told'
  return channel.inferred ? `${other.name} ?` : other.name
}

/** `5`, `5,6`, `5,6+3`. */
function fdsText(fds: readonly number[]): string {
  const more = fds.length > 2 ? `+${formatCount(fds.length - 2)}` : ''
  return `${fds.slice(0, 2).join(',')}${more}`
}

function waitsWords({ ownWait, otherWait }: Peer): string | undefined {
  if (ownWait !== undefined) return `${otherWait === undefined ? 'this' : 'both'}: ${ownWait}`
  return otherWait && `peer: ${otherWait}`
}

/** What it waits for, what its family costs, and how much of this could be found out, each on a line. */
function summaryOf(peers: Peers, items: readonly Peer[]): { readonly summary?: string } {
  const lines = [
    waitsText(peers.waits, { peers: items, targets: peers.targets }),
    peers.workers && workersText(peers.workers),
    countText(peers, items),
  ]
  const said = lines.filter(line => line !== undefined)
  return said.length === 0 ? {} : { summary: said.join('\n') }
}

/** `8 workers (python3): RSS 1.7G, in truth (PSS) 310M`. */
function workersText({ parent, isOne, name, pids, rssBytes, pssBytes }: Workers): string {
  const head = isOne
    ? `One of ${formatCount(pids.length)} workers of ${parent.pid} ${parent.name}`
    : `${formatCount(pids.length)} workers (${name})`
  return `${head}: RSS ${formatBytes(rssBytes)}, ${pssText(pssBytes)}`
}

function pssText(pssBytes: Workers['pssBytes']): string {
  if ('value' in pssBytes) return `in truth (PSS) ${formatBytes(pssBytes.value)}`
  // It is none of them that is large.
  if (pssBytes.unknown === 'costly') return 'PSS not read, for it takes long'
  return `PSS unknown: ${unknownText(pssBytes.unknown)}`
}

/** `12 channels to 4 processes · 3 processes could not be looked at`. */
function countText(
  { peers, foundCount, askedCount, refusedCount, leftOutCount, memoryUnknown }: Peers,
  items: readonly Peer[],
): string | undefined {
  const channels = new Set(items.map(({ channel }) => channel)).size
  const others = new Set(items.map(peer => otherOf(peer)?.id).filter(id => id !== undefined)).size
  const parts: string[] = []
  if (channels > 0) parts.push(`${counted(channels, 'channel')} to ${others === 0 ? 'nobody seen' : processes(others)}`)
  if (foundCount > items.length) parts.push(`the first ${formatCount(items.length)} of ${formatCount(foundCount)} ends`)
  if (askedCount !== undefined) parts.push(`waits of ${formatCount(askedCount)} of them`)
  if (items.some(({ channel }) => channel.inferred)) parts.push('? is inferred')
  if (refusedCount > 0) parts.push(`${processes(refusedCount)} could not be looked at`)
  if (leftOutCount > 0) parts.push(`${processes(leftOutCount)} left out, for it takes long`)
  if ('value' in peers && memoryUnknown !== undefined) parts.push(`shared memory: ${unknownText(memoryUnknown)}`)
  return parts.length === 0 ? undefined : parts.join(' · ')
}

function processes(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'process' : 'processes'}`
}
