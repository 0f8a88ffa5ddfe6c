/** `peers`, `waits` and `workers` of "ntop-inspect/1". */
import type { ChannelKind } from './channels.ts'
import { type Field, isRefused, knownValue, orNull, part } from './field.ts'
import type { Direction, Peer } from './peer-rows.ts'
import type { Peers } from './peers.ts'
import { endsOf, waitText } from './wait-words.ts'
import type { Wait } from './waits.ts'
import type { Workers } from './workers.ts'

export const VIAS = ['pipe', 'unix', 'tcp', 'shared-memory'] as const

export interface PeerJson {
  readonly via: (typeof VIAS)[number]
  readonly kind: ChannelKind
  /** The lowest of its own descriptors of it; null of memory. */
  readonly fd: number | null
  readonly fds: readonly number[]
  readonly direction: Direction | null
  /** Null where nobody that can be looked at has the other end, or which it is is not told. */
  readonly peerPid: number | null
  readonly peerName: string | null
  readonly peerFds: readonly number[]
  readonly what: string
  readonly inferred: boolean
  /** The system call in which a thread of this process, or of the other, waits for this channel. */
  readonly ownWait: string | null
  readonly peerWait: string | null
}

export interface WaitJson {
  readonly tid: number
  readonly name: string
  readonly waits: boolean
  readonly call: string | null
  readonly channel: string | null
  readonly fd: number | null
  /** The other ends of what it waits for. */
  readonly peerPids: readonly number[]
  readonly text: string
}

export interface WorkersJson {
  readonly parentPid: number
  readonly name: string
  readonly count: number
  readonly rssBytes: number
  readonly pssBytes: number | null
}

export interface PeersJson {
  readonly peers: readonly PeerJson[] | null
  /** Processes that could not be looked at, any of which may have an end. */
  readonly peersUnseen: number
  readonly waits: readonly WaitJson[] | null
  readonly workers: WorkersJson | null
}

export function peersJson(all: Peers): PeersJson {
  const { peers, waits, workers, refusedCount, leftOutCount } = all
  return {
    peers: orNull(part(peers, found => found.map(peerJson))),
    peersUnseen: refusedCount + leftOutCount,
    waits: orNull(part(waits, found => found.map(wait => waitJson(wait, all)))),
    workers: workers === undefined ? null : workersJson(workers),
  }
}

function workersJson({ parent, name, pids, rssBytes, pssBytes }: Workers): WorkersJson {
  return { parentPid: parent.pid, name, count: pids.length, rssBytes, pssBytes: orNull(pssBytes) }
}

function peerJson({ channel, direction, other, ownWait, otherWait }: Peer): PeerJson {
  const { kind, fds, what, inferred } = channel
  const process = typeof other === 'string' ? undefined : other
  return {
    via: viaOf(kind),
    kind,
    fd: fds[0]?.fd ?? null,
    fds: fds.map(({ fd }) => fd),
    direction: direction ?? null,
    peerPid: process?.pid ?? null,
    peerName: process?.name ?? null,
    peerFds: process?.fds ?? [],
    what,
    inferred,
    ownWait: ownWait ?? null,
    peerWait: otherWait ?? null,
  }
}

function viaOf(kind: ChannelKind): PeerJson['via'] {
  if (kind === 'fifo') return 'pipe'
  return kind === 'pipe' || kind === 'unix' || kind === 'tcp' ? kind : 'shared-memory'
}

function waitJson(wait: Wait, { peers, targets }: Peers): WaitJson {
  const context = { peers: knownValue(peers) ?? [], targets }
  const { tid, name, state, call, channel, on } = wait
  return {
    tid,
    name,
    waits: state === 'waits',
    call: orNull(call),
    channel: channel === '' ? null : channel,
    fd: on.kind === 'descriptor' || on.kind === 'watched' ? on.fd : null,
    peerPids: on.kind === 'child' ? childrenOf(on.pid) : [...new Set(endsOf(wait, context.peers).flatMap(pidOf))],
    text: waitText(wait, context),
  }
}

function childrenOf(pid: number | undefined): number[] {
  return pid === undefined ? [] : [pid]
}

function pidOf({ other }: Peer): number[] {
  return typeof other === 'string' ? [] : [other.pid]
}

/** Paths of what was refused. */
export function peersAsked({ peers, waits, workers }: Peers): [path: string, field: Field<unknown>][] {
  const call = knownValue(waits)
    ?.map(wait => wait.call)
    .find(isRefused)
  return [
    ['peers', peers],
    ['waits', waits],
    ...(call === undefined ? [] : [['waits.call', call] as [string, Field<unknown>]]),
    ...(workers === undefined ? [] : [['workers.pssBytes', workers.pssBytes] as [string, Field<unknown>]]),
  ]
}
