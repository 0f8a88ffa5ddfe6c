/** What a process waits for, as sentences. */
import { formatCount } from '../model/units.ts'
import { type Field, isRefused, unknownText } from './field.ts'
import { canGo, type Direction, type Peer } from './peer-rows.ts'
import { isWithin } from './shared-maps.ts'
import { type Wait, type WaitsOn, wayOf } from './waits.ts'

/** What is known of that which descriptors and addresses are. */
export interface WaitContext {
  readonly peers: readonly Peer[]
  /** What other descriptors are, by their numbers. */
  readonly targets: ReadonlyMap<number, string>
}

/** So many other ends are named. */
const NAMED = 2

/** `waits in read (pipe_read) on fd 5, pipe:[4711] from 1234 python3`. */
export function waitText(wait: Wait, context: WaitContext): string {
  const { state, call, channel } = wait
  if (state !== 'waits') return singular(STATES[state])
  if ('unknown' in call) {
    const where = channel === '' ? 'waits' : `waits in the kernel’s ${channel}`
    return channel === '' || isRefused(call) ? `${where}; for what: ${unknownText(call.unknown)}` : where
  }
  const within = channel === '' ? call.value : `${call.value} (${channel})`
  return `waits in ${within}${onText(wait, call.value, context)}`
}

/** What the others of its threads do, without the first: `2 other threads wait in futex`, `3 …: 2 wait in futex, 1 runs`. */
function otherThreadsText([, ...others]: readonly Wait[]): string {
  const counts = new Map<string, number>()
  for (const wait of others) counts.set(doing(wait), (counts.get(doing(wait)) ?? 0) + 1)
  const groups = [...counts].sort(([, a], [, b]) => b - a)
  const head = counted(others.length, 'other thread')
  const words = groups.map(([does, count]) => (count === 1 ? singular(does) : does))
  if (words.length === 1) return `${head} ${words[0]}`
  return `${head}: ${groups.map(([, count], i) => `${formatCount(count)} ${words[i]}`).join(', ')}`
}

const STATES: Readonly<Record<Exclude<Wait['state'], 'waits'>, string>> = {
  runs: 'run',
  stopped: 'are stopped',
  ended: 'have ended',
}

/** `1 waits`, `2 wait`. */
function singular(does: string): string {
  return does.replace(/^\w+/, verb => (verb === 'are' ? 'is' : verb === 'have' ? 'has' : `${verb}s`))
}

/** `wait in futex`, `run`: of several. */
function doing({ state, call }: Wait): string {
  if (state !== 'waits') return STATES[state]
  return 'value' in call ? `wait in ${call.value}` : 'wait'
}

export function counted(count: number, word: string): string {
  return `${formatCount(count)} ${word}${count === 1 ? '' : 's'}`
}

type Of<Kind extends WaitsOn['kind']> = Extract<WaitsOn, { readonly kind: Kind }>

function onText(wait: Wait, call: string, context: WaitContext): string {
  const { on } = wait
  const ends = endsOf(wait, context.peers)
  switch (on.kind) {
    case 'descriptor':
      return ` on fd ${on.fd}${descriptorText(on, call, ends, context)}`
    case 'watched':
      return watchedText(on, ends)
    case 'several':
      return severalText(on.count)
    case 'address':
      return on.isPrivate ? ' for another of its own threads' : addressText(ends)
    case 'child':
      return on.pid === undefined ? ' for a child' : ` for its child ${on.pid}`
    case 'time':
      return ' for time to pass'
    case 'signal':
      return ' for a signal'
    case 'disk':
      return ' for storage'
    default:
      return ''
  }
}

function severalText(count: number | undefined): string {
  if (count === undefined) return ' for some of its descriptors'
  // What sleep(3) was before there was nanosleep(2).
  if (count === 0) return ' for no descriptor, only for time to pass or a signal'
  return count === 1 ? ' for one descriptor' : ` for one of ${formatCount(count)} descriptors`
}

/** The channels, each to one process, that a wait in this system call is for: whoever it cannot come from is none. */
export function endsOf({ on, call }: Pick<Wait, 'on' | 'call'>, peers: readonly Peer[]): readonly Peer[] {
  if (on.kind === 'descriptor') {
    const way = 'value' in call ? wayOf(call.value) : undefined
    return withFds(peers, fd => fd === on.fd).filter(({ direction }) => canGo(direction, way))
  }
  if (on.kind === 'address') {
    if (on.isPrivate) return []
    return peers.filter(({ channel: { map } }) => map !== undefined && isWithin(on.address, map))
  }
  if (on.kind !== 'watched') return []
  const own = new Set(on.watched)
  return withFds(peers, fd => own.has(fd))
}

function withFds(peers: readonly Peer[], isWanted: (fd: number) => boolean): Peer[] {
  return peers.filter(({ channel }) => channel.fds.some(({ fd }) => isWanted(fd)))
}

function descriptorText(on: Of<'descriptor'>, call: string, ends: readonly Peer[], { targets }: WaitContext): string {
  const [first] = ends
  if (first !== undefined) return `, ${first.channel.what}${endsText(ends, wayOf(call))}`
  const target = targets.get(on.fd)
  return target === undefined ? '' : `, ${target}`
}

/** Of those that it watches the channels to others are named: all else may be timers and the like. */
function watchedText({ fd, watched }: Of<'watched'>, ends: readonly Peer[]): string {
  const many = watched.length === 0 ? '' : `: ${counted(watched.length, 'descriptor')}`
  const [first] = ends
  if (first === undefined) return ` on fd ${fd}${many}`
  const { channel } = first
  const name = `${channel.kind}${endsText(ends.filter(one => one.channel === channel))}`
  const more = new Set(ends.map(one => one.channel)).size - 1
  return ` on fd ${fd}${many}, among them ${name}${more === 0 ? '' : ` and ${formatCount(more)} more ${more === 1 ? 'channel' : 'channels'}`}`
}

function addressText(ends: readonly Peer[]): string {
  const [first] = ends
  if (first === undefined) return ' in memory that others may share'
  return ` in ${first.channel.kind} ${first.channel.what}${endsText(ends)}`
}

const WORDS: Readonly<Record<Direction, string>> = { in: 'from', out: 'to', both: 'with' }

/** ` from 1234 python3 and 3 more`; what nobody has, says so. */
function endsText(ends: readonly Peer[], way = ends[0]?.direction): string {
  const [first] = ends
  const others = ends.flatMap(nameIn)
  if (others.length === 0) return nobodyText(first?.other)
  const named = others.slice(0, NAMED).join(', ')
  const more = others.length > NAMED ? ` and ${formatCount(others.length - NAMED)} more` : ''
  return ` ${WORDS[way ?? 'both']} ${named}${more}`
}

/** As in the table: with a `?` where it is inferred. */
function nameIn({ other, channel }: Peer): string[] {
  return typeof other === 'string' ? [] : [`${other.pid} ${other.name}${channel.inferred ? ' ?' : ''}`]
}

function nobodyText(other: Peer['other'] | undefined): string {
  if (other === 'nobody') return ', whose other end nobody has'
  return other === 'unseen' ? ', whose other end nobody has that can be looked at' : ''
}

/** What of all the threads is to be said first. */
export function waitsText(waits: Field<readonly Wait[]>, context: WaitContext): string | undefined {
  if ('unknown' in waits) return undefined
  const [first] = waits.value
  if (first === undefined) return undefined
  const own = waitText(first, context)
  if (waits.value.length === 1) return `${own.slice(0, 1).toUpperCase()}${own.slice(1)}`
  return `Its first thread ${own}. ${otherThreadsText(waits.value)}.`
}
