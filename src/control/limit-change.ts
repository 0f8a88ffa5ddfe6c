/** Which limit is to be set to what, as it is written for prlimit(1): `nofile=4096:8192`. */
import { type LimitKind, type LimitName, RLIMITS } from '../procfs/pid-limits.ts'
import { type Amount, amountText, exceeds, parseAmount } from './limit-amount.ts'
import type { Wrong } from './wrong.ts'

/** What a process has, or is to have, of one limit. */
export interface Bounds {
  readonly soft: Amount
  readonly hard: Amount
}

/** A side that is undefined stays as it is. */
export interface LimitChange {
  readonly limit: LimitKind
  readonly soft: Amount | undefined
  readonly hard: Amount | undefined
}

/** `nofile`: the name of a limit for people and for prlimit(1). */
export function shortName(name: LimitName): string {
  return name.replace('RLIMIT_', '').toLowerCase()
}

/** The limit that a word names: `nofile`, `NOFILE`, `RLIMIT_NOFILE`. */
export function limitByName(word: string): LimitKind | undefined {
  const name = word.toLowerCase().replace(/^rlimit_/, '')
  return RLIMITS.find(limit => shortName(limit.name) === name)
}

/**
 * What is to become of a limit. `SOFT` and `SOFT:` set the soft limit only and leave the hard one, `:HARD` sets the hard
 * limit only, `SOFT:HARD` both. Other than in prlimit(1), `SOFT` alone does not lower the hard limit to the same: that
 * cannot be taken back without root.
 */
export function parseBounds(limit: LimitKind, text: string): LimitChange | Wrong {
  const words = text.split(':')
  const [softWord = '', hardWord = ''] = words
  if (words.length > 2 || (softWord === '' && hardWord === '')) {
    return { wrong: `${JSON.stringify(text)} is not SOFT, SOFT:HARD or :HARD` }
  }
  const soft = softWord === '' ? undefined : parseAmount(softWord, limit.unit)
  const hard = hardWord === '' ? undefined : parseAmount(hardWord, limit.unit)
  if (typeof soft === 'object') return soft
  if (typeof hard === 'object') return hard
  if (soft !== undefined && hard !== undefined && exceeds(soft, hard)) {
    return { wrong: `the soft limit ${softWord} is above the hard limit ${hardWord}` }
  }
  return { limit, soft, hard }
}

/** `nofile soft 4,096 of hard 524,288`. */
export function boundsText(limit: LimitKind, bounds: Bounds): string {
  return `${shortName(limit.name)} ${sidesText(limit, bounds)}`
}

/** `soft 4,096 of hard 524,288`. */
export function sidesText({ unit }: Pick<LimitKind, 'unit'>, { soft, hard }: Bounds): string {
  return `soft ${amountText(soft, unit)} of hard ${amountText(hard, unit)}`
}

/** `soft 1,024 → 4,096 of hard 524,288`; a side that stays is said once. */
export function changeText({ unit }: LimitKind, before: Bounds, after: Bounds): string {
  const text = (amount: Amount): string => amountText(amount, unit)
  const softStep = `soft ${text(before.soft)} → ${text(after.soft)}`
  const hardStep = `hard ${text(before.hard)} → ${text(after.hard)}`
  if (before.soft === after.soft && before.hard === after.hard) return `${sidesText({ unit }, after)}, as before`
  if (before.hard === after.hard) return `${softStep} of hard ${text(after.hard)}`
  return before.soft === after.soft ? `${hardStep}, soft stays ${text(after.soft)}` : `${softStep}, ${hardStep}`
}
