/**
 * What becomes of a process after a signal: fed with one look after another, it says when the process has ended, or
 * that it has not. Holds no timer and reads no clock.
 */
import { formatCount, formatSpan } from '../model/units.ts'
import type { Sighting } from '../sources/sighting.ts'
import type { Signal } from './signals.ts'
import { hasEnded } from './target.ts'

/** How long a process has to end before it is said that it still lives. */
export const PATIENCE_MS = 5000

/**
 * `waiting`: nothing to say yet. `zombie`: ended, not yet collected by its parent; `stays` when that takes. `ended`: no longer there. `alive`:
 * its time is up, and it may still end. `unmoved`: it was not meant to end and did not. Times are those of the end as
 * far as it was seen, so they are at most one look too long.
 */
export type Fate =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'ended'; readonly afterMs: number }
  | { readonly kind: 'zombie'; readonly afterMs: number; readonly ppid: number; readonly stays: boolean }
  | { readonly kind: 'alive'; readonly afterMs: number; readonly state: string | undefined }
  | { readonly kind: 'unmoved' }

export interface Watch {
  readonly target: Sighting['id']
  readonly pid: number
  readonly name: string
  readonly signal: Signal
  /** Monotonic milliseconds at which the signal was sent. */
  readonly sentAtMs: number
  readonly fate: Fate
}

/** Begins to watch a process that a signal was just sent to. */
export function watchEnd(
  process: { readonly id: Sighting['id']; readonly pid: number; readonly name: string },
  signal: Signal,
  sentAtMs: number,
): Watch {
  const { id, pid, name } = process
  return { target: id, pid, name, signal, sentAtMs, fate: { kind: 'waiting' } }
}

/**
 * The watch after another look. `seen` is whoever has the pid now, or nobody; a process record will do. The same
 * object comes back when there is nothing new.
 */
export function afterLook(watch: Watch, seen: Sighting | undefined, atMs: number): Watch {
  if (isSettled(watch)) return watch
  const afterMs = Math.max(0, atMs - watch.sentAtMs)
  const endedAfterMs = watch.fate.kind === 'zombie' ? watch.fate.afterMs : afterMs
  if (seen === undefined || seen.id !== watch.target) {
    return { ...watch, fate: { kind: 'ended', afterMs: endedAfterMs } }
  }
  // Nothing comes back from being a zombie, whatever a torn reading says.
  if (hasEnded(seen) || watch.fate.kind === 'zombie') {
    const stays = afterMs >= endedAfterMs + PATIENCE_MS
    if (watch.fate.kind === 'zombie' && watch.fate.ppid === seen.ppid && !stays) return watch
    return { ...watch, fate: { kind: 'zombie', afterMs: endedAfterMs, ppid: seen.ppid, stays } }
  }
  if (afterMs < PATIENCE_MS) return watch
  if (!watch.signal.meantToEnd) return { ...watch, fate: { kind: 'unmoved' } }
  if (watch.fate.kind === 'alive' && watch.fate.state === seen.state) return watch
  return { ...watch, fate: { kind: 'alive', afterMs, state: seen.state } }
}

/** Whether looking on can bring nothing new. */
export function isSettled(watch: Watch): boolean {
  const { fate } = watch
  return fate.kind === 'ended' || fate.kind === 'unmoved' || (fate.kind === 'zombie' && fate.stays)
}

/** What one presses on the screen to end for good what lives on. */
const KILL_HINT = ' — k 9 ⏎ sends KILL'

/** The fate as one sentence; undefined while there is nothing to say. `nameOf` names the parent of a zombie. */
export function fateText(
  watch: Watch,
  nameOf: (pid: number) => string | undefined,
  killHint = KILL_HINT,
): string | undefined {
  const { fate, signal } = watch
  const whom = `${watch.pid} ${watch.name}`
  switch (fate.kind) {
    case 'waiting':
    case 'unmoved':
      return undefined
    case 'ended':
      return `${whom} ended after ${seconds(fate.afterMs)}`
    case 'zombie': {
      const parent = [fate.ppid, nameOf(fate.ppid)].filter(part => part !== undefined).join(' ')
      return `${whom} ended after ${seconds(fate.afterMs)}; a zombie until its parent ${parent} collects it`
    }
    case 'alive': {
      const state = fate.state === undefined ? '' : `, state ${fate.state}`
      const still = `${whom} is still alive after ${seconds(fate.afterMs)}${state}`
      if (signal.name !== 'KILL') return `${still}${killHint}`
      return fate.state === 'D' ? `${still}: it ends as soon as the kernel lets go of it` : still
    }
  }
}

/** So many are named at most. */
const MOST_NAMES = 3

/** What became of several that were signalled together, once that is settled of all; undefined where nothing is to say. */
export function fatesText(watches: readonly Watch[]): string | undefined {
  const kinds = watches.map(({ fate }) => fate.kind)
  if (kinds.includes('waiting')) return undefined
  const alive = watches.filter(({ fate }) => fate.kind === 'alive')
  if (alive.length > 0) {
    const names = alive.slice(0, MOST_NAMES).map(({ pid, name }) => `${pid} ${name}`)
    const others = alive.length > MOST_NAMES ? ` and ${formatCount(alive.length - MOST_NAMES)} more` : ''
    const whom = `${formatCount(alive.length)} of ${formatCount(watches.length)} are still alive: ${names.join(', ')}${others}`
    return alive.some(({ signal }) => signal.name !== 'KILL') ? `${whom}${KILL_HINT}` : whom
  }
  const ended = watches.flatMap(({ fate }) => (fate.kind === 'ended' || fate.kind === 'zombie' ? [fate.afterMs] : []))
  if (ended.length === 0) return undefined
  const who = ended.length === watches.length ? 'all' : `${formatCount(ended.length)} of`
  return `${who} ${formatCount(watches.length)} ended after ${seconds(Math.max(...ended))}`
}

function seconds(ms: number): string {
  return ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : formatSpan(ms)
}
