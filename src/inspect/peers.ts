/** Whom a process talks to: pipes, sockets and shared memory with their other ends, and who waits for whom. */
import { formatCount } from '../model/units.ts'
import { parseSysvShm, type ShmSegment } from '../procfs/sysvipc-shm.ts'
import { eachInSlices } from '../sources/slices.ts'
import { type Channel, connectedSockets, memoryChannel, openChannels } from './channels.ts'
import type { Descriptor } from './descriptor.ts'
import { type Field, fromFile, isRefused, known, knownValue, type Unknown, unknown, withoutMemory } from './field.ts'
import type { Files } from './files.ts'
import type { Look } from './look.ts'
import { type Peer, peersOf } from './peer-rows.ts'
import { type Walk, type Wanted, walkOthers } from './peer-walk.ts'
import { type SharedMap, sharedMapsIn, shareIpc } from './shared-maps.ts'
import { findSocketEnds, type SocketEnds } from './socket-ends.ts'
import { MANY_THREADS } from './usage.ts'
import { readWaits, type Wait, type WaitSource } from './waits.ts'
import { readWorkers, type Workers } from './workers.ts'

export interface Peers {
  /** Unknown where what it has open may not be looked at. */
  readonly peers: Field<readonly Peer[]>
  /** Of how many rows the peers are the first; of a thorough look they are all. */
  readonly foundCount: number
  /** Of how many of the other processes it is known what they wait for; undefined where of all. */
  readonly askedCount: number | undefined
  /** Why its shared memory is not among them; undefined where it is. */
  readonly memoryUnknown: Unknown | undefined
  /** Other processes that may not be looked at, or do not answer: they may have other ends. */
  readonly refusedCount: number
  /** Those that were not looked at, or not wholly, for it would have taken too long. */
  readonly leftOutCount: number
  /** Of its threads, the first one first; of more than some hundred, of those. */
  readonly waits: Field<readonly Wait[]>
  /** What descriptors are that are waited for and are no channels, by their numbers. */
  readonly targets: ReadonlyMap<number, string>
  readonly workers: Workers | undefined
  /** What the next look need not find out anew. */
  readonly kept: Kept
}

interface Kept {
  readonly ends: SocketEnds | undefined
  readonly walk: Walk | undefined
}

/** @param before what the last look has found */
export async function readPeers(look: Look, before: Peers | undefined): Promise<Peers> {
  const waits = await readOwnWaits(look)
  const workers = await readWorkers(look, before?.workers)
  const { descriptors } = await look.openFiles()
  const maps = await readSharedMaps(look)
  const own = {
    waits,
    workers,
    targets: targetsOf(waits, descriptors),
    memoryUnknown: 'unknown' in maps ? maps.unknown : undefined,
  }
  // Where the names may be listed, but not where they lead, as many channels as there are would be none.
  const refused = knownValue(descriptors)?.find(({ target }) => isRefused(target))
  const open = refused !== undefined && 'unknown' in refused.target ? refused.target : descriptors
  if ('unknown' in open) {
    const kept = { ends: undefined, walk: undefined }
    return { ...own, peers: open, foundCount: 0, askedCount: undefined, refusedCount: 0, leftOutCount: 0, kept }
  }
  const ends = await findSocketEnds(look, await connectedSockets(open.value), before?.kept.ends)
  const channels = [...(await openChannels(open.value, ends)), ...memoryChannels(look, knownValue(maps) ?? [])]
  const walk = await walkOthers(look, await wantedOf(channels), before?.kept.walk)
  const { peers, ...counts } = await peersOf(look, {
    channels,
    ownLinks: await ownLinks(open.value),
    holders: walk.holders,
    waits: knownValue(waits) ?? [],
  })
  const { refusedCount, leftOutCount } = walk
  return { ...own, peers: known(peers), ...counts, refusedCount, leftOutCount, kept: { ends, walk } }
}

async function readOwnWaits({ files, record, snapshot, status, thorough }: Look): Promise<Field<readonly Wait[]>> {
  if (withoutMemory(record) === 'zombie') return unknown('zombie')
  const tids = files.threads(record.pid)
  if (typeof tids === 'string') return unknown(tids === 'denied' ? 'denied' : 'untold')
  // Of one in a namespace below ours the kernel names a number there as well.
  const hasOurPids = knownValue(status)?.nsPids?.length === 1
  const source: WaitSource = { files, pid: record.pid, arch: snapshot.host.arch, hasOurPids }
  // Of ten thousand threads the first one tells most.
  const some = thorough || tids.length <= MANY_THREADS ? tids : tids.slice(0, MANY_THREADS)
  return known(await readWaits(source, some))
}

/** A process without memory shares none. */
async function readSharedMaps(look: Look): Promise<Field<readonly SharedMap[]>> {
  const { files, record } = look
  if (withoutMemory(record) !== undefined) return known([])
  if (!(await look.answers())) return unknown('locked')
  const maps = fromFile(await files.locked(record.pid, 'maps', MAPS_DEADLINE_MS), bytes => bytes)
  return 'unknown' in maps ? maps : known([...(await sharedMapsIn(maps.value)).values()])
}

/** The kernel prints 40,000 mappings in about a tenth of a second; nobody waits so long for a held lock. */
const MAPS_DEADLINE_MS = 2_000

/** Of System V segments the kernel tells more, in the reader's namespace alone. */
function memoryChannels({ files, record }: Look, maps: readonly SharedMap[]): Channel[] {
  const isOurs = maps.some(({ kind }) => kind === 'sysv-shm') && shareIpc(files, record.pid, 'self')
  const read = isOurs ? files.machine('sysvipc/shm') : undefined
  const segments = new Map((read?.ok ? parseSysvShm(read.bytes.toString('latin1')) : []).map(one => [one.id, one]))
  return maps.map(map => {
    const segment = map.kind === 'sysv-shm' ? segments.get(map.inode) : undefined
    return memoryChannel(map, segment && segmentText(segment))
  })
}

/** A maker outside of our pid namespace has the number 0. */
function segmentText({ attached, makerPid }: ShmSegment): string {
  return `${formatCount(attached)} attached${makerPid === 0 ? '' : `, made by ${makerPid}`}`
}

async function wantedOf(channels: readonly Channel[]): Promise<Wanted> {
  const links = new Set<string>()
  const maps = new Map<string, SharedMap>()
  await eachInSlices(channels, ({ link, map }) => {
    if (link !== undefined) links.add(link)
    if (map !== undefined) maps.set(map.key, map)
  })
  return { links, maps }
}

/** What its own links say: the other end of a pipe to itself is among them. */
async function ownLinks(descriptors: readonly Descriptor[]): Promise<ReadonlySet<string>> {
  const links = new Set<string>()
  await eachInSlices(descriptors, ({ target }) => {
    if ('value' in target) links.add(target.value)
  })
  return links
}

/** `tcp 127.0.0.1:80`, `/dev/pts/3`: of the descriptors for which a thread waits. */
function targetsOf(waits: Peers['waits'], descriptors: Files['descriptors']): ReadonlyMap<number, string> {
  const waited = new Set((knownValue(waits) ?? []).map(({ on }) => (on.kind === 'descriptor' ? on.fd : undefined)))
  const texts = new Map<number, string>()
  for (const { fd, socket, target } of knownValue(descriptors) ?? []) {
    if (!waited.has(fd)) continue
    const { protocol = '', local = '' } = (socket && knownValue(socket)) ?? {}
    const text = protocol === '' ? knownValue(target) : `${protocol} ${local}`.trim()
    if (text !== undefined) texts.set(fd, text)
  }
  return texts
}
