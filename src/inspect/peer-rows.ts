/** The channels of one process, each with those who have its other end. */
import type { ProcessId, ProcessRecord } from '../model/process.ts'
import type { OpenMode } from '../procfs/pid-fdinfo.ts'
import { eachInSlices, Slices } from '../sources/slices.ts'
import type { Channel } from './channels.ts'
import { kinship } from './kinship.ts'
import type { Look } from './look.ts'
import type { End, Ends, Holder } from './peer-walk.ts'
import { shareIpc } from './shared-maps.ts'
import { readWaits, type Wait, WaitIndex, wayOf } from './waits.ts'

/** Where it can go: `out` from the process that is looked at, `in` to it. */
export const DIRECTIONS = ['out', 'in', 'both'] as const

export type Direction = (typeof DIRECTIONS)[number]

/** One channel to one other process. */
export interface Peer {
  /** The same at the next look. */
  readonly key: string
  readonly channel: Channel
  /** Undefined where it is not told how the ends are open. */
  readonly direction: Direction | undefined
  /**
   * Who has the other end; else `unseen`: nobody that can be looked at, `nobody`: it is closed or not accepted yet, or
   * `untold`: which end it is is not known.
   */
  readonly other: OtherProcess | 'unseen' | 'nobody' | 'untold'
  /** Names of the system calls in which this process, and the other one, waits for this very channel. */
  readonly ownWait: string | undefined
  readonly otherWait: string | undefined
}

export interface OtherProcess {
  readonly id: ProcessId
  readonly pid: number
  readonly name: string
  readonly fds: readonly number[]
}

export interface Found {
  readonly channels: readonly Channel[]
  /** What links of the process's own descriptors say. */
  readonly ownLinks: ReadonlySet<string>
  readonly holders: readonly Holder[]
  /** Of the process's own threads. */
  readonly waits: readonly Wait[]
}

/** More rows than a table sorts and searches within a frame are not made unasked: hundreds of maps by hundreds of workers. */
const MOST_ROWS = 10_000
/** The waits of more peers are not asked for, unless all is wanted. */
const MOST_ASKED = 256
/** Of a peer with more threads the first one's alone. */
const FEW_THREADS = 16

export interface PeerRows {
  readonly peers: readonly Peer[]
  /** Of how many these are the first. */
  readonly foundCount: number
  /** Of how many processes it was asked what they wait for; undefined where of all. */
  readonly askedCount: number | undefined
}

export async function peersOf(look: Look, { channels, ownLinks, holders, waits }: Found): Promise<PeerRows> {
  const peers: Peer[] = []
  let foundCount = 0
  const mayAdd = (): boolean => ++foundCount <= MOST_ROWS || look.thorough
  const holdersOf = await byChannel(holders)
  const own = new WaitIndex(waits)
  const others = new OtherWaits(look)
  const slices = new Slices()
  for (const channel of channels) {
    const next = slices.pause()
    if (next !== undefined) await next
    const ownWait = own.callOn(numbersOf(channel.fds), channel.map)
    let isAnswered = isOwn(channel, ownLinks)
    let isUntold = channel.link === undefined
    for (const { record, ends } of holdersOf.get(channel.map?.key ?? channel.link) ?? []) {
      const tie = await tieTo(look, channel, record, ends)
      if (tie === 'untold') isUntold = true
      if (tie === undefined || tie === 'untold') continue
      isAnswered = true
      const pause = slices.pause()
      if (pause !== undefined) await pause
      if (!mayAdd()) continue
      const { id, pid, name } = record
      const waitsOfOther = await others.of(record)
      const otherWait = waitsOfOther.callOn(tie.fds, ends.maps.get(channel.key))
      const { fds, direction } = tie
      peers.push({
        key: `${channel.key} ${id}`,
        channel,
        direction,
        other: { id, pid, name, fds },
        ownWait: canEnd(ownWait, direction) ? ownWait : undefined,
        otherWait: canEnd(otherWait, direction && BACK[direction]) ? otherWait : undefined,
      })
    }
    // Memory that nobody else has mapped is its own.
    if (isAnswered || channel.map !== undefined || !mayAdd()) continue
    const rest = { key: channel.key, direction: couldGo(channel), ownWait, otherWait: undefined }
    // What was inferred has not proved true.
    if (channel.inferred) peers.push({ ...rest, channel: { ...channel, inferred: false }, other: 'untold' })
    else if (channel.vacancy !== undefined) peers.push({ ...rest, channel, other: 'nobody' })
    else peers.push({ ...rest, channel, other: isUntold ? 'untold' : 'unseen' })
  }
  return { peers, foundCount, askedCount: others.askedCount }
}

const BACK: Readonly<Record<Direction, Direction>> = { out: 'in', in: 'out', both: 'both' }

/** Whether the other one can end a wait in this call, by where the channel goes as seen from who waits. */
function canEnd(call: string | undefined, direction: Direction | undefined): boolean {
  return call !== undefined && canGo(direction, wayOf(call))
}

/** Whether a channel with this direction lets through what goes one way; of unknown ones anything may be. */
export function canGo(direction: Direction | undefined, way: Direction | undefined): boolean {
  return direction === undefined || way === undefined || direction === 'both' || direction === way
}

/** Who has what, by what links say and by the keys of maps. */
async function byChannel(holders: readonly Holder[]): Promise<ReadonlyMap<string | undefined, readonly Holder[]>> {
  const found = new Map<string, Holder[]>()
  await eachInSlices(holders, holder => {
    for (const key of [...holder.ends.links.keys(), ...holder.ends.maps.keys()]) {
      const all = found.get(key)
      if (all === undefined) found.set(key, [holder])
      else all.push(holder)
    }
  })
  return found
}

/** Whether both ends are the process's own. */
function isOwn({ kind, link, fds }: Channel, ownLinks: ReadonlySet<string>): boolean {
  if (kind === 'pipe' || kind === 'fifo') return fds.some(mayRead) && fds.some(mayWrite)
  return link !== undefined && ownLinks.has(link)
}

interface Tie {
  readonly fds: readonly number[]
  readonly direction: Direction | undefined
}

/** Undefined where the process has no end of it to which this one could talk; `untold` where that cannot be found out. */
async function tieTo(
  look: Look,
  channel: Channel,
  record: ProcessRecord,
  ends: Ends,
): Promise<Tie | 'untold' | undefined> {
  const { kind, link, map, inferred } = channel
  if (map !== undefined) return memoryTie(look, map, record, ends)
  const theirs = link === undefined ? undefined : ends.links.get(link)
  if (theirs === undefined) return undefined
  const fds = numbersOf(theirs)
  // Neighbours by chance are seldom akin.
  if (inferred && kinship(look.record, record) === 'stranger') return undefined
  if (kind === 'unix' || kind === 'tcp') return { fds, direction: 'both' }
  if (kind === 'fifo') {
    const isSame = await isSameFile(look, channel, record.pid, theirs)
    if (isSame !== true) return isSame === undefined ? 'untold' : undefined
  }
  if ([...channel.fds, ...theirs].some(({ mode }) => mode === undefined)) return { fds, direction: undefined }
  const own = channel.fds
  const direction = flow(own.some(mayWrite), own.some(mayRead), theirs.some(mayWrite), theirs.some(mayRead))
  return direction === undefined ? undefined : { fds, direction }
}

/** Who may write to memory may read it. */
function memoryTie({ files, record: own }: Look, map: NonNullable<Channel['map']>, { pid }: ProcessRecord, ends: Ends) {
  const theirs = ends.maps.get(map.key)
  if (theirs === undefined) return undefined
  if (map.kind === 'sysv-shm' && !shareIpc(files, own.pid, pid)) return undefined
  const direction = flow(map.writable, true, theirs.writable, true)
  return direction === undefined ? undefined : { fds: [], direction }
}

function flow(ownWrites: boolean, ownReads: boolean, theyWrite: boolean, theyRead: boolean): Direction | undefined {
  const out = ownWrites && theyRead
  const back = ownReads && theyWrite
  if (out && back) return 'both'
  return out ? 'out' : back ? 'in' : undefined
}

/** Where something could go by a channel whose other end is not found. */
function couldGo({ kind, fds }: Channel): Direction | undefined {
  if (kind === 'unix' || kind === 'tcp') return 'both'
  return flow(fds.some(mayWrite), fds.some(mayRead), true, true)
}

const READS: ReadonlySet<OpenMode | undefined> = new Set(['r', 'rw', 'ra'])
const WRITES: ReadonlySet<OpenMode | undefined> = new Set(['w', 'a', 'rw', 'ra'])

const mayRead = ({ mode }: End): boolean => READS.has(mode)
const mayWrite = ({ mode }: End): boolean => WRITES.has(mode)
const numbersOf = (ends: readonly End[]): number[] => ends.map(({ fd }) => fd)

/** A path may be that of another FIFO in another mount namespace. Undefined where the two cannot be compared. */
async function isSameFile(
  { files }: Look,
  { identity }: Channel,
  pid: number,
  [first]: readonly End[],
): Promise<boolean | undefined> {
  if (identity === undefined || first === undefined) return undefined
  const read = await files.descriptorStat(pid, first.fd)
  if (read.ok) return read.stat.identity === identity
  return read.why === 'gone' ? false : undefined
}

const NO_WAITS = new WaitIndex([])

/** What other processes wait for: read once of each, and of so many only. */
class OtherWaits {
  readonly #look: Look
  readonly #known = new Map<ProcessId, WaitIndex>()

  #isWhole = true

  constructor(look: Look) {
    this.#look = look
  }

  get askedCount(): number | undefined {
    return this.#isWhole ? undefined : this.#known.size
  }

  async of({ id, pid, threads }: ProcessRecord): Promise<WaitIndex> {
    const known = this.#known.get(id)
    if (known !== undefined) return known
    const { files, snapshot, thorough } = this.#look
    if (this.#known.size >= MOST_ASKED && !thorough) {
      this.#isWhole = false
      return NO_WAITS
    }
    const tids = threads !== undefined && threads <= FEW_THREADS ? files.threads(pid) : [pid]
    // Its children are nobody's channel.
    const source = { files, pid, arch: snapshot.host.arch, hasOurPids: false }
    const index = new WaitIndex(await readWaits(source, typeof tids === 'string' ? [] : tids))
    this.#known.set(id, index)
    return index
  }
}
