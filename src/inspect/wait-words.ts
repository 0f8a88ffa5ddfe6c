/** What a process waits for, as sentences. */
import { formatCount } from '../model/units.ts'
import { type Field, isRefused, unknownText } from './field.ts'
import type { Direction, Peer } from './peer-rows.ts'
import { isWithin } from './shared-maps.ts'
import type { Wait, WaitsOn } from './waits.ts'

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
  const { waits, call, channel } = wait
  if (!waits) return 'runs'
  if ('unknown' in call) {
    const where = channel === '' ? 'waits' : `waits in the kernel’s ${channel}`
    return channel === '' || isRefused(call) ? `${where}; for what: ${unknownText(call.unknown)}` : where
  }
  const within = channel === '' ? call.value : `${call.value} (${channel})`
  return `waits in ${within}${onText(wait.on, call.value, context)}`
}

/** What the others of its threads do, without the first: `2 other threads wait in futex`, `3 …: 2 wait in futex, 1 runs`. */
function otherThreadsText([, ...others]: readonly Wait[]): string {
  const counts = new Map<string, number>()
  for (const wait of others) counts.set(doing(wait), (counts.get(doing(wait)) ?? 0) + 1)
  const groups = [...counts].sort(([, a], [, b]) => b - a)
  const head = counted(others.length, 'other thread')
  // `1 waits`, `2 wait`.
  const words = groups.map(([does, count]) => (count === 1 ? does.replace(/^\w+/, '$&s') : does))
  if (words.length === 1) return `${head} ${words[0]}`
  return `${head}: ${groups.map(([, count], i) => `${formatCount(count)} ${words[i]}`).join(', ')}`
}

/** `wait in futex`, `run`: of several. */
function doing({ waits, call }: Wait): string {
  if (!waits) return 'run'
  return 'value' in call ? `wait in ${call.value}` : 'wait'
}

export function counted(count: number, word: string): string {
  return `${formatCount(count)} ${word}${count === 1 ? '' : 's'}`
}

type Of<Kind extends WaitsOn['kind']> = Extract<WaitsOn, { readonly kind: Kind }>

function onText(on: WaitsOn, call: string, context: WaitContext): string {
  switch (on.kind) {
    case 'descriptor':
      return ` on fd ${on.fd}${descriptorText(on, call, context)}`
    case 'watched':
      return watchedText(on, context)
    case 'several':
      return on.count === undefined ? ' for some of its descriptors' : ` for one of ${counted(on.count, 'descriptor')}`
    case 'address':
      return on.isPrivate ? ' for another of its own threads' : addressText(on, context)
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

/** The channels, each to one process, that a wait is for. */
export function endsOf(on: WaitsOn, peers: readonly Peer[]): readonly Peer[] {
  if (on.kind === 'descriptor') return withFds(peers, fd => fd === on.fd)
  if (on.kind === 'address') {
    return peers.filter(({ channel: { map } }) => map !== undefined && isWithin(on.address, map))
  }
  if (on.kind !== 'watched') return []
  const own = new Set(on.watched)
  return withFds(peers, fd => own.has(fd))
}

function withFds(peers: readonly Peer[], isWanted: (fd: number) => boolean): Peer[] {
  return peers.filter(({ channel }) => channel.fds.some(({ fd }) => isWanted(fd)))
}

function descriptorText(on: Of<'descriptor'>, call: string, { peers, targets }: WaitContext): string {
  const ends = endsOf(on, peers)
  const [first] = ends
  if (first !== undefined) return `, ${first.channel.what}${endsText(ends, wayOf(call))}`
  const target = targets.get(on.fd)
  return target === undefined ? '' : `, ${target}`
}

/** Of those that it watches the channels to others are named: all else may be timers and the like. */
function watchedText(on: Of<'watched'>, { peers }: WaitContext): string {
  const { fd, watched } = on
  const ends = endsOf(on, peers)
  const many = watched.length === 0 ? '' : `: ${counted(watched.length, 'descriptor')}`
  const [first] = ends
  if (first === undefined) return ` on fd ${fd}${many}`
  const { channel } = first
  const name = `${channel.kind}${endsText(ends.filter(one => one.channel === channel))}`
  const more = new Set(ends.map(one => one.channel)).size - 1
  return ` on fd ${fd}${many}, among them ${name}${more === 0 ? '' : ` and ${counted(more, 'channel')} more`}`
}

function addressText(on: Of<'address'>, { peers }: WaitContext): string {
  const ends = endsOf(on, peers)
  const [first] = ends
  if (first === undefined) return ' in memory that others may share'
  return ` in ${first.channel.kind} ${first.channel.what}${endsText(ends)}`
}

/** Where what is waited for goes, whatever else the channel could be used for. */
function wayOf(call: string): Direction | undefined {
  if (/^(p?read|recv)/.test(call)) return 'in'
  return /^(p?write|send)/.test(call) ? 'out' : undefined
}

const WORDS: Readonly<Record<Direction, string>> = { in: 'from', out: 'to', both: 'with' }

/** ` from 1234 python3 and 3 more`; what nobody has, says so. */
function endsText(ends: readonly Peer[], way = ends[0]?.direction): string {
  const [first] = ends
  const others = ends.flatMap(({ other }) => (typeof other === 'string' ? [] : [`${other.pid} ${other.name}`]))
  if (others.length === 0) return nobodyText(first?.other)
  const named = others.slice(0, NAMED).join(', ')
  const more = others.length > NAMED ? ` and ${formatCount(others.length - NAMED)} more` : ''
  return ` ${WORDS[way ?? 'both']} ${named}${more}`
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
