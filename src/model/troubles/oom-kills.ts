import { hasMemory } from '../process.ts'
import { increase } from '../rates.ts'
import type { OomKill } from '../sample.ts'
import type { ProcessRow, Snapshot } from '../snapshot.ts'
import { formatClock, formatCount } from '../units.ts'
import { detectorKind, time } from './detector-kind.ts'
import type { Finding } from './trouble.ts'

/** Whoever is killed may keep his memory so long: until he gets his turn on a processor. */
const DYING_MS = 1000
/** Nobody is killed for less, and a victim that came and went between two samples was never seen: small ones end by themselves. */
const PLAUSIBLE_BYTES = 16 * 1024 ** 2
/** So many are named. */
const NAMED = 2
/** Of two that vanished the larger is taken for the victim alone where it had so many times the memory. */
const CLEARLY = 2

/** Kills that are told together. */
interface Episode {
  /** When the counter was last seen to have risen, monotonic and wall clock. */
  readonly seenMs: number
  readonly atMs: number
  readonly kills: number
  /** As the kernel's log has them, where it may be read. */
  readonly victims: readonly OomKill[]
  /** Who vanished about then. */
  readonly vanished: readonly ProcessRow[]
  /** Whether the log is about to tell. */
  readonly isAwaited: boolean
}

/** Processes that the kernel killed for lack of memory: `oom_kill` of proc_vmstat(5), since Linux 4.13. */
export const oomKills = detectorKind(
  'oom-kill',
  'Processes that the kernel killed for lack of memory',
  { told: time(60_000, 'Told for so long: a kill is over in a moment, and whoever looks up later is to know of it') },
  ({ told }) => {
    let [beforeLast, before]: (Snapshot | undefined)[] = []
    let episode: Episode | undefined
    return snapshot => {
      episode = nextEpisode(episode, [beforeLast, before, snapshot], told)
      beforeLast = before
      before = snapshot
      return episode && finding(episode, snapshot.sample.monotonicMs)
    }
  },
)

function nextEpisode(
  old: Episode | undefined,
  [beforeLast, before, now]: readonly [Snapshot | undefined, Snapshot | undefined, Snapshot],
  toldMs: number,
): Episode | undefined {
  const { sample, atMs } = now
  const nowMs = sample.monotonicMs
  const kills = increase(before?.sample.paging?.oomKills, sample.paging?.oomKills) ?? 0
  const lasting = old !== undefined && nowMs - old.seenMs < toldMs ? old : undefined
  if (kills === 0 && lasting === undefined) return undefined
  const { victims = [], vanished = [] } = lasting ?? {}
  const known = before?.sample.oomKills?.at(-1)?.record ?? -1
  const named = [...victims, ...(sample.oomKills ?? []).filter(({ record }) => record > known)]
  const all = (lasting?.kills ?? 0) + kills
  const seen = kills > 0 ? { seenMs: nowMs, atMs } : { seenMs: lasting?.seenMs ?? nowMs, atMs: lasting?.atMs ?? atMs }
  // Whoever is named need not be guessed; where not everyone is seen it may have been anyone.
  const isFresh = nowMs - seen.seenMs <= DYING_MS && named.length < all
  const isDying = isFresh && sample.seesEveryone
  const justGone = isDying ? gone(before, now) : []
  // The counter is read before the processes are: who was killed in between was gone one sample sooner.
  const earlier = isDying && kills > 0 && justGone.length === 0 ? gone(beforeLast, before) : []
  const isAwaited = isFresh && sample.oomKills !== undefined
  return { ...seen, kills: all, victims: named, vanished: [...vanished, ...earlier, ...justGone], isAwaited }
}

/** Who had much memory and has none any more: about to end, a zombie, or not there. */
function gone(before: Snapshot | undefined, now: Snapshot | undefined): ProcessRow[] {
  if (before === undefined || now === undefined) return []
  const hasSome = ({ record }: ProcessRow): boolean => hasMemory(record) && record.rssBytes > 0
  const living = new Set(now.processes.filter(hasSome).map(({ id }) => id))
  return before.processes.filter(({ id, record }) => record.rssBytes >= PLAUSIBLE_BYTES && !living.has(id))
}

function finding({ seenMs, atMs, kills, victims, vanished, isAwaited }: Episode, nowMs: number): Finding | undefined {
  const at = formatClock(atMs).slice(0, -3)
  const common = { severity: 'critical', momentary: true, forMs: nowMs - seenMs } as const
  const advice = '{growth} shows who grew, {sort-by-memory} sorts by memory'
  const [first] = victims
  if (first !== undefined) {
    const names = listed(
      victims.map(({ name, pid }) => `${name}[${pid}]`),
      kills,
    )
    const groups = new Set(victims.map(({ group }) => group))
    const where = groups.size === 1 && first.group !== undefined ? `, the limit of ${first.group}` : ''
    return {
      ...common,
      wordings: [
        `${at} the kernel killed ${names} for lack of memory (OOM)${where}`,
        `${at} OOM killed ${names}`,
        `OOM killed ${first.name}[${first.pid}]`,
      ],
      advice,
    }
  }
  // A moment later it can be told in full.
  if (isAwaited) return undefined
  const count = `${formatCount(kills)} ${kills === 1 ? 'process' : 'processes'}`
  const guess = guessed(vanished, kills)
  return {
    ...common,
    wordings: [
      `${at} the kernel killed ${count} for lack of memory (OOM)${guess === undefined ? '' : `, probably ${guess}`}`,
      ...(guess === undefined ? [] : [`${at} OOM killed probably ${guess}`]),
      `OOM killed ${count}`,
    ],
    advice: `${advice}; dmesg names who was killed`,
  }
}

/** The largest that vanished; two where neither was clearly larger. None where it may have been anyone. */
function guessed(vanished: readonly ProcessRow[], kills: number): string | undefined {
  const largest = vanished.toSorted((a, b) => b.record.rssBytes - a.record.rssBytes)
  const names = largest.map(({ record }) => `${record.name}[${record.pid}]`)
  if (kills > 1) return names.length === 0 ? undefined : listed(names.slice(0, kills), kills)
  const [first, second] = largest
  const isClear = second === undefined || (first?.record.rssBytes ?? 0) >= CLEARLY * second.record.rssBytes
  return isClear ? names[0] : names.slice(0, 2).join(' or ')
}

function listed(names: readonly string[], count: number): string {
  const shown = names.slice(0, NAMED)
  const rest = count - shown.length
  return rest > 0 ? `${shown.join(', ')} and ${formatCount(rest)} more` : shown.join(', ')
}
